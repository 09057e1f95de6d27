"""What a run is tied to: the data it reads and makes, the models it made."""

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence, cast

from amlwidgets.sdk.run.described import RunDescribed

if TYPE_CHECKING:
    from amlwidgets.sdk.data.run_datasets import InputDatasets
    from amlwidgets.sdk.model import Model
    from amlwidgets.sdk.run.run import Run


class RunLineage(RunDescribed):
    """Assets that know the run they come from, and those that it takes."""

    @property
    def input_datasets(self) -> "InputDatasets":
        """Its input datasets by name; inside the run the path of what is mounted or downloaded."""
        from amlwidgets.sdk.data.run_datasets import input_datasets

        return input_datasets(self)

    @property
    def output_datasets(self) -> "Dict[str, Any]":
        """Its output datasets by name: inside the run the path to write to, then the dataset."""
        from amlwidgets.sdk.data.run_datasets import output_datasets

        return output_datasets(self)

    def register_model(
        self,
        model_name: str,
        model_path: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        model_framework: Optional[str] = None,
        model_framework_version: Optional[str] = None,
        description: Optional[str] = None,
        datasets: Optional[Sequence[Any]] = None,
        sample_input_dataset: Any = None,
        sample_output_dataset: Any = None,
        resource_configuration: Any = None,
        **kwargs: Any,
    ) -> "Model":
        """Register a file or folder of the run (`outputs/model.pkl`) as the next version of a model.

        Without `model_path` it is the file named as the model. The files are copied: the model outlives the run.
        Raises ModelPathNotFoundException, naming the files that are there.
        """
        from amlwidgets.sdk.model.registration import register_from_run

        return register_from_run(
            cast("Run", self),
            model_name,
            model_path,
            tags=tags,
            properties=properties,
            model_framework=model_framework,
            model_framework_version=model_framework_version,
            description=description,
            datasets=datasets,
            sample_input_dataset=sample_input_dataset,
            sample_output_dataset=sample_output_dataset,
            resource_configuration=resource_configuration,
            **kwargs,
        )
