"""PipelineData: what one step writes and others read."""

from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.parameters import TrainingOutput, checked_name
from amlwidgets.sdk.pipeline.ports import Bindable

if TYPE_CHECKING:
    from amlwidgets.sdk.pipeline.output_datasets import PipelineOutputFileDataset

_MODES = ("mount", "upload", "direct", "hdfs")


class PipelineData(Bindable):
    """A place that a step fills: its output, and with that the input of steps after it.

    Its text is the variable that holds the path inside a step.
    """

    def __init__(
        self,
        name: str,
        datastore: Any = None,
        output_name: Optional[str] = None,
        output_mode: str = "mount",
        output_path_on_compute: Optional[str] = None,
        output_overwrite: Optional[bool] = None,
        data_type: Optional[str] = None,
        is_directory: Optional[bool] = None,
        pipeline_output_name: Optional[str] = None,
        training_output: Optional[TrainingOutput] = None,
    ) -> None:
        self.name = checked_name("name", name)
        self.datastore = datastore
        self.output_name = self.name if output_name is None else checked_name("output_name", output_name)
        self.output_mode = arguments.one_of("output_mode", output_mode, _MODES)
        self.output_path_on_compute = output_path_on_compute
        self.output_overwrite = output_overwrite
        self.data_type = data_type
        self.is_directory = is_directory
        self.pipeline_output_name = pipeline_output_name
        if training_output is not None:
            arguments.instance("training_output", training_output, TrainingOutput)
        self.training_output = training_output

    def as_dataset(self) -> "PipelineOutputFileDataset":
        """As a dataset of files."""
        from amlwidgets.sdk.pipeline.output_datasets import PipelineOutputFileDataset

        return PipelineOutputFileDataset(self)

    def get_env_variable_name(self) -> str:
        """The variable that holds its path inside a step, with its `$`."""
        return f"$AZUREML_DATAREFERENCE_{self.name}"

    def to_json(self) -> Dict[str, Any]:
        """What is said of it."""
        kept = {name: value for name, value in vars(self).items() if value is not None and name[0] != "_"}
        if self.datastore is not None:
            kept["datastore"] = getattr(self.datastore, "name", str(self.datastore))
        if self.training_output is not None:
            kept["training_output"] = self.training_output.to_json()
        return kept

    def __str__(self) -> str:
        return self.get_env_variable_name()

    def __repr__(self) -> str:
        return self.get_env_variable_name()
