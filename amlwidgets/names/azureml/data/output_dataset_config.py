from amlwidgets.sdk.data.output import (
    HDFSOutputDatasetConfig,
    LinkFileOutputDatasetConfig,
    LinkTabularOutputDatasetConfig,
    MountOptions,
    OutputDatasetConfig,
    OutputFileDatasetConfig,
    OutputTabularDatasetConfig,
    RegistrationConfiguration,
    TransformationMixin,
    UploadOptions,
)
