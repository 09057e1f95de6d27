"""OutputFileDatasetConfig and its kin: folders that a run writes, which become datasets."""

import copy
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, TypeVar

from amlwidgets.engine.inputs.assets import file_definition
from amlwidgets.engine.inputs.links import LINK_MODE
from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datasets.factory import check_partition
from amlwidgets.sdk.data.datasets.targets import target_of

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

O = TypeVar("O", bound="OutputDatasetConfig")  # noqa: E741
UPLOAD_MODE, MOUNT_MODE, HDFS_MODE = "upload", "mount", "hdfs"
_DEFAULT_PATH = "dataset/{run-id}/{output-name}"


class RegistrationConfiguration:
    """The name under which an output is registered when its run has completed."""

    def __init__(
        self, name: str, description: Optional[str] = None, tags: Optional[Mapping[str, str]] = None
    ) -> None:
        self.name = arguments.text("name", name)
        self.description = description or ""
        self.tags = {key: value or "" for key, value in arguments.string_map("tags", tags).items()}

    def to_json(self) -> Dict[str, Any]:
        """As a run records it."""
        return {"name": self.name, "description": self.description, "tags": self.tags}


class UploadOptions:
    """How an output is uploaded."""

    def __init__(self, overwrite: bool = False, source_globs: Any = None) -> None:
        self.overwrite = bool(overwrite)
        self.source_globs = source_globs


class MountOptions:
    """How an output is mounted; recorded."""

    def __init__(self, disable_metadata_cache: bool = False) -> None:
        self.disable_metadata_cache = bool(disable_metadata_cache)


class OutputDatasetConfig:
    """A folder of a datastore that a run fills. In the arguments of a run it stands for the path to write to."""

    def __init__(self, mode: str, name: Optional[str] = None, **kwargs: Any) -> None:
        import os

        arguments.unknown(type(self).__name__, kwargs)
        self._name = self._checked_name(name) if name is not None else f"output_{os.urandom(4).hex()}"
        self.mode = mode
        self.destination: Any = None
        self.source: Optional[str] = None
        self._upload = UploadOptions()
        self._definition: Mapping[str, Any] = file_definition([])
        self._registration: Optional[RegistrationConfiguration] = None

    @staticmethod
    def _checked_name(name: Any) -> str:
        from amlwidgets.sdk.data.datasets.consumption import _NAME

        if isinstance(name, str) and _NAME.match(name):
            return name
        raise arguments.wrong("name", name, "letters, digits and '_', not beginning with a digit")

    @property
    def name(self) -> str:
        """Its name among the outputs of the run."""
        return self._name

    def register_on_complete(
        self: O, name: str, description: Optional[str] = None, tags: Optional[Mapping[str, str]] = None
    ) -> O:
        """The same; its dataset is registered, as a new version, when the run has completed."""
        changed = copy.copy(self)
        changed._registration = RegistrationConfiguration(name, description, tags)
        return changed

    def as_input(self, name: Optional[str] = None) -> Any:
        """It as the input of a step that follows: of a run, what it made is a dataset only when that has ended."""
        from amlwidgets.sdk.data.pending import PendingInput

        return PendingInput(name or self._name, self)

    # -- in the record of a run --------------------------------------------------------------------------------

    @property
    def expression(self) -> str:
        """What stands for its path in the arguments of a run."""
        return f"${{{{outputs.{self._name}}}}}"

    def output(self, backend: "Backend") -> Dict[str, Any]:
        """It as a run records it."""
        datastore, path = self._destination(backend)
        globs = self._upload.source_globs
        return {
            "datastore": datastore,
            "path": path,
            "mode": self.mode,
            "source": self.source,
            "overwrite": self._upload.overwrite,
            "globs": [globs] if isinstance(globs, str) else list(globs or ()),
            "definition": self._definition,
            "register": self._registration.to_json() if self._registration else None,
        }

    def _destination(self, backend: "Backend") -> "tuple[str, str]":
        if self.destination is None:
            default = next(store.name for store in backend.list_datastores() if store.is_default)
            return default, _DEFAULT_PATH
        datastore, path = target_of(self.destination)
        return datastore.name, path or _DEFAULT_PATH

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self._name!r}, mode={self.mode!r})"


class TransformationMixin:
    """Outputs whose files can be read as a table."""

    _definition: Mapping[str, Any]

    def read_delimited_files(
        self,
        include_path: bool = False,
        separator: str = ",",
        header: Any = None,
        partition_format: Optional[str] = None,
        path_glob: Optional[str] = None,
        set_column_types: Any = None,
    ) -> "OutputTabularDatasetConfig":
        """The output as a tabular dataset of its delimited files."""
        from amlwidgets.sdk.data.datasets.readers import delimited

        reader = delimited(include_path, True, set_column_types, separator, header)
        return self._as_table(reader, partition_format, path_glob)

    def read_parquet_files(
        self,
        include_path: bool = False,
        partition_format: Optional[str] = None,
        path_glob: Optional[str] = None,
        set_column_types: Any = None,
    ) -> "OutputTabularDatasetConfig":
        """The output as a tabular dataset of its Parquet files."""
        from amlwidgets.sdk.data.datasets.readers import parquet

        return self._as_table(parquet(include_path, set_column_types), partition_format, path_glob)

    def _as_table(
        self, reader: Dict[str, Any], partition_format: Optional[str], path_glob: Optional[str]
    ) -> "OutputTabularDatasetConfig":
        check_partition(partition_format)
        made = OutputTabularDatasetConfig.__new__(OutputTabularDatasetConfig)
        made.__dict__.update(copy.copy(self).__dict__)
        made._definition = {
            **self._definition,
            "kind": "tabular",
            "reader": reader,
            "partition": partition_format,
            "glob": path_glob,
        }
        return made


class OutputFileDatasetConfig(OutputDatasetConfig, TransformationMixin):
    """A folder that a run fills: `destination` is a pair of a datastore and a path ({run-id} and {output-name} are
    filled in), by default dataset/{run-id}/{output-name} of the default datastore.

    With `source` the script writes to that folder of its own. The output is mounted unless `as_upload` is called.
    """

    def __init__(
        self,
        name: Optional[str] = None,
        destination: Any = None,
        source: Any = None,
        partition_format: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(MOUNT_MODE, name, **kwargs)
        if destination is not None:
            target_of(destination)
        check_partition(partition_format)
        self.destination = destination
        self.source = None if source is None else check_relative(arguments.path("source", source))
        self._definition = file_definition([], partition_format)

    def as_mount(self, disable_metadata_cache: bool = False) -> "OutputFileDatasetConfig":
        """The same: the script writes into the datastore."""
        changed = copy.copy(self)
        changed.mode = MOUNT_MODE
        return changed

    def as_upload(self, overwrite: bool = False, source_globs: Any = None) -> "OutputFileDatasetConfig":
        """The same: the script writes into a folder of its own, which is copied when the run has completed."""
        changed = copy.copy(self)
        changed.mode = UPLOAD_MODE
        changed._upload = UploadOptions(overwrite, source_globs)
        return changed


class HDFSOutputDatasetConfig(OutputDatasetConfig, TransformationMixin):
    """As OutputFileDatasetConfig: there is no Hadoop here."""

    def __init__(self, name: Optional[str] = None, destination: Any = None, **kwargs: Any) -> None:
        super().__init__(MOUNT_MODE, name, **kwargs)
        if destination is not None:
            target_of(destination)
        self.destination = destination


class OutputTabularDatasetConfig(OutputDatasetConfig):
    """The table in a folder that a run fills; made by `read_delimited_files` and `read_parquet_files`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MOUNT_MODE, **kwargs)

    def as_mount(self) -> "OutputTabularDatasetConfig":
        """The same: the script writes into the datastore."""
        changed = copy.copy(self)
        changed.mode = MOUNT_MODE
        return changed

    def as_upload(self, overwrite: bool = False, source_globs: Any = None) -> "OutputTabularDatasetConfig":
        """The same: the script writes into a folder of its own, which is copied when the run has completed."""
        changed = copy.copy(self)
        changed.mode = UPLOAD_MODE
        changed._upload = UploadOptions(overwrite, source_globs)
        return changed

    def keep_columns(self, columns: Any) -> "OutputTabularDatasetConfig":
        """The same with these columns alone."""
        return self._then({"do": "keep", "columns": _names(columns)})

    def drop_columns(self, columns: Any) -> "OutputTabularDatasetConfig":
        """The same without these columns."""
        return self._then({"do": "drop", "columns": _names(columns)})

    def random_split(
        self, percentage: float, seed: Optional[int] = None
    ) -> "tuple[OutputTabularDatasetConfig, OutputTabularDatasetConfig]":
        """About this share of the rows (0 to 1), and the others."""
        from amlwidgets.sdk.data.datasets.abstract import _seed

        share = arguments.number("percentage", percentage, 0.0, 1.0)
        step = {"do": "sample", "seed": _seed(seed)}
        return self._then({**step, "from": 0.0, "to": share}), self._then({**step, "from": share, "to": 1.0})

    def _then(self, step: Mapping[str, Any]) -> "OutputTabularDatasetConfig":
        changed = copy.copy(self)
        changed._definition = {**self._definition, "steps": [*self._definition["steps"], step]}
        return changed


def _names(columns: Any) -> List[str]:
    given = [columns] if isinstance(columns, str) else list(columns)
    return [arguments.text("an entry of columns", each) for each in given]


class LinkFileOutputDatasetConfig(OutputDatasetConfig):
    """An output whose dataset the script names itself: `run.output_datasets[name].link(dataset)`."""

    def __init__(self, name: Optional[str] = None, **kwargs: Any) -> None:
        super().__init__(LINK_MODE, name, **kwargs)


class LinkTabularOutputDatasetConfig(LinkFileOutputDatasetConfig):
    """The same for a tabular dataset."""
