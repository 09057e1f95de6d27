"""What a step writes, as a dataset for the steps after it."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.data import PipelineData
from amlwidgets.sdk.pipeline.ports import InputPortBinding


class DatasetRegistration:
    """Under which name an output is registered."""

    def __init__(self, name: str, create_new_version: bool) -> None:
        self.name = arguments.text("name", name)
        self.create_new_version = create_new_version


class PipelineOutputAbstractDataset:
    """The output of a step as a dataset."""

    def __init__(self, pipeline_data: PipelineData) -> None:
        self.pipeline_data = arguments.instance("pipeline_data", pipeline_data, PipelineData)
        self.input_name = pipeline_data.name
        self.mode = "direct"
        self.path_on_compute: Optional[str] = None
        self.registration: Optional[DatasetRegistration] = None
        self.transformations: List[Dict[str, Any]] = []

    @property
    def name(self) -> str:
        """The name of the output."""
        return str(self.pipeline_data.name)

    @property
    def bind_object(self) -> PipelineData:
        """The output itself."""
        return self.pipeline_data  # type: ignore[no-any-return]

    def as_named_input(self, name: str) -> Any:
        """The same under another name as an input."""
        return self._changed(input_name=arguments.text("name", name))

    def register(self, name: str, create_new_version: bool = True) -> Any:
        """The same, registered when its step has completed."""
        return self._changed(registration=DatasetRegistration(name, create_new_version))

    def create_input_binding(self) -> InputPortBinding:
        """As an input of a step."""
        return InputPortBinding(
            self.input_name,
            self.pipeline_data,
            self.mode,
            self.path_on_compute,
            additional_transformations=self.transformations or None,
        )

    def _changed(self, **attributes: Any) -> Any:
        from copy import copy

        changed = copy(self)
        vars(changed).update(attributes)
        return changed


class PipelineOutputFileDataset(PipelineOutputAbstractDataset):
    """Files that a step writes."""

    def as_direct(self) -> Any:
        """The same, given as a dataset's id."""
        return self._changed(mode="direct")

    def as_mount(self, path_on_compute: Optional[str] = None) -> Any:
        """The same, mounted."""
        return self._changed(mode="mount", path_on_compute=path_on_compute)

    def as_download(self, path_on_compute: Optional[str] = None) -> Any:
        """The same, downloaded."""
        return self._changed(mode="download", path_on_compute=path_on_compute)

    def parse_delimited_files(
        self,
        include_path: bool = False,
        separator: str = ",",
        header: Any = None,
        partition_format: Optional[str] = None,
        file_extension: str = "",
        set_column_types: Any = None,
        quoted_line_breaks: bool = False,
    ) -> "PipelineOutputTabularDataset":
        """As a table of separated values."""
        step = {"parse": "delimited", "separator": separator, "include_path": include_path}
        extra = {"partition_format": partition_format, "file_extension": file_extension}
        return PipelineOutputTabularDataset(self, [{**step, **extra, "header": arguments.recordable(header)}])

    def parse_parquet_files(
        self,
        include_path: bool = False,
        partition_format: Optional[str] = None,
        file_extension: str = ".parquet",
        set_column_types: Any = None,
    ) -> "PipelineOutputTabularDataset":
        """As a table of parquet files."""
        step = {"parse": "parquet", "include_path": include_path}
        extra = {"partition_format": partition_format, "file_extension": file_extension}
        return PipelineOutputTabularDataset(self, [{**step, **extra}])


class PipelineOutputTabularDataset(PipelineOutputAbstractDataset):
    """A table that a step writes."""

    def __init__(
        self,
        pipeline_output_dataset: PipelineOutputAbstractDataset,
        additional_transformations: Sequence[Dict[str, Any]],
    ) -> None:
        super().__init__(pipeline_output_dataset.pipeline_data)
        self.input_name = pipeline_output_dataset.input_name
        self.registration = pipeline_output_dataset.registration
        self.transformations = list(additional_transformations or [])

    def keep_columns(self, columns: Any) -> "PipelineOutputTabularDataset":
        """The same with these columns alone."""
        return self._with({"keep_columns": _listed(columns)})

    def drop_columns(self, columns: Any) -> "PipelineOutputTabularDataset":
        """The same without these columns."""
        return self._with({"drop_columns": _listed(columns)})

    def random_split(
        self, percentage: float, seed: Optional[int] = None
    ) -> Tuple["PipelineOutputTabularDataset", "PipelineOutputTabularDataset"]:
        """Two parts: about `percentage` of the rows, and the others."""
        share = arguments.number("percentage", percentage, 0, 1)
        split = {"percentage": share, "seed": seed}
        return self._with({"random_split": {**split, "part": 0}}), self._with(
            {"random_split": {**split, "part": 1}}
        )

    def _with(self, step: Dict[str, Any]) -> "PipelineOutputTabularDataset":
        return self._changed(transformations=[*self.transformations, step])  # type: ignore[no-any-return]


def _listed(columns: Any) -> List[str]:
    return [columns] if isinstance(columns, str) else [str(column) for column in columns]
