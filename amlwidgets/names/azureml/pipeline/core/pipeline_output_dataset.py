from amlwidgets.sdk.pipeline.output_datasets import (
    DatasetRegistration,
    PipelineOutputAbstractDataset,
    PipelineOutputFileDataset,
    PipelineOutputTabularDataset,
)
