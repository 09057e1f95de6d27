"""How a run configuration names data: places in datastores, and what is recorded of datasets."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.section import Section


class DataReferenceConfiguration(Section):
    """A place in a datastore, which the script finds in the variable of its name."""

    def __init__(
        self,
        datastore_name: Optional[str] = None,
        mode: str = "mount",
        path_on_datastore: Optional[str] = None,
        path_on_compute: Optional[str] = None,
        overwrite: bool = False,
    ) -> None:
        self.data_store_name = datastore_name
        self.mode = arguments.one_of("mode", mode, ("mount", "download", "upload"))
        self.path_on_data_store = path_on_datastore
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite


class Dataset(Section):
    """A registered dataset."""

    def __init__(
        self,
        dataset_id: Optional[str] = None,
        dataset_name: Optional[str] = None,
        dataset_version: Optional[str] = None,
    ) -> None:
        self.dataset_id = dataset_id
        self.dataset_name = dataset_name
        self.dataset_version = dataset_version


class DataPath(Section):
    """A path in a datastore."""

    def __init__(self, datastore_name: Optional[str] = None, relative_path: Optional[str] = None) -> None:
        self.datastore_name = datastore_name
        self.relative_path = relative_path


class Uri(Section):
    """A place by its address."""

    def __init__(self, path: Optional[str] = None, is_file: bool = False) -> None:
        self.path = path
        self.is_file = is_file


class DataLocation(Section):
    """Where data lies: one of the three."""

    def __init__(
        self, dataset: Optional[Dataset] = None, data_path: Optional[DataPath] = None, uri: Optional[Uri] = None
    ) -> None:
        self.dataset = dataset
        self.data_path = data_path
        self.uri = uri


class Data(Section):
    """Data that a run reads."""

    def __init__(
        self,
        data_location: Optional[DataLocation] = None,
        create_output_directories: Optional[bool] = None,
        mechanism: str = "direct",
        environment_variable_name: Optional[str] = None,
        path_on_compute: Optional[str] = None,
        overwrite: bool = False,
        options: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self.data_location = data_location
        self.create_output_directories = create_output_directories
        self.mechanism = arguments.one_of("mechanism", mechanism, ("direct", "mount", "download"))
        self.environment_variable_name = environment_variable_name
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite
        self.options = options

    @staticmethod
    def create(data: Any) -> "Data":
        """Of a dataset, or of what stands for one in a run."""
        dataset = getattr(data, "dataset", data)
        reference = Dataset(*(getattr(dataset, name, None) for name in ("id", "name", "version")))
        return Data(
            DataLocation(reference),
            mechanism=getattr(data, "mode", None) or "direct",
            environment_variable_name=getattr(data, "name", None),
            path_on_compute=getattr(data, "path_on_compute", None),
        )


class GlobsOptions(Section):
    """Patterns of files."""

    def __init__(self, patterns: Optional[List[str]] = None) -> None:
        self.patterns = patterns


class MountOptions(Section):
    """How an output is mounted."""

    def __init__(self, disable_metadata_cache: bool = False) -> None:
        self.disable_metadata_cache = disable_metadata_cache


class UploadOptions(Section):
    """How an output is uploaded."""

    def __init__(self, overwrite: bool = False, source_globs: Optional[GlobsOptions] = None) -> None:
        self.overwrite = overwrite
        self.source_globs = source_globs


class DatasetRegistrationOptions(Section):
    """What is done to an output before it becomes a dataset."""

    def __init__(self, additional_transformations: Any = None) -> None:
        self.additional_transformations = additional_transformations


class RegistrationOptions(Section):
    """The dataset that an output becomes."""

    def __init__(
        self,
        name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        dataset_registration_options: Optional[DatasetRegistrationOptions] = None,
    ) -> None:
        self.name = name
        self.description = description
        self.tags = tags
        self.dataset_registration_options = dataset_registration_options


class OutputOptions(Section):
    """Where an output is on the node, and what becomes of it."""

    def __init__(
        self,
        path_on_compute: Optional[str] = None,
        registration_options: Optional[RegistrationOptions] = None,
        upload_options: Optional[UploadOptions] = None,
        mount_options: Optional[MountOptions] = None,
    ) -> None:
        self.path_on_compute = path_on_compute
        self.registration_options = registration_options
        self.upload_options = upload_options
        self.mount_options = mount_options


class OutputData(Section):
    """Data that a run writes."""

    def __init__(
        self,
        output_location: Optional[DataLocation] = None,
        mechanism: str = "mount",
        additional_options: Optional[OutputOptions] = None,
    ) -> None:
        self.output_location = output_location
        self.mechanism = arguments.one_of("mechanism", mechanism, ("mount", "upload", "link", "direct"))
        self.additional_options = additional_options


class DatacacheConfiguration(Section):
    """Data that is kept near the nodes."""

    def __init__(
        self,
        dataset_id: Optional[str] = None,
        datacache_store: Optional[str] = None,
        datacache_id: Optional[str] = None,
        mode: str = "mount",
        path_on_compute: Optional[str] = None,
        replica: Optional[int] = None,
        failure_fallback: bool = False,
    ) -> None:
        self.dataset_id = dataset_id
        self.datacache_store = datacache_store
        self.datacache_id = datacache_id
        self.mode = arguments.one_of("mode", mode, ("mount", "download"))
        self.path_on_compute = path_on_compute
        self.replica = replica
        self.failure_fallback = failure_fallback

    @staticmethod
    def create(data: Any) -> "DatacacheConfiguration":
        """Of an object with the same attributes."""
        names = ("dataset_id", "datacache_store", "datacache_id", "mode", "path_on_compute", "replica")
        return DatacacheConfiguration(
            **{name: getattr(data, name) for name in names if getattr(data, name, None) is not None}
        )


def with_configs(value: Any) -> Any:
    """A dict of data references as one of their configurations: the objects themselves know a workspace."""
    if isinstance(value, dict):
        return {name: each.to_config() if hasattr(each, "to_config") else each for name, each in value.items()}
    return value
