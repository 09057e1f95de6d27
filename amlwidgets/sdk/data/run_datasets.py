"""The data of a run, as the run tells it: inputs as paths or datasets, outputs, and where each came from."""

import os
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from amlwidgets.resources.errors import UserErrorException

if TYPE_CHECKING:
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.run.base import RunBase
    from amlwidgets.sdk.workspace import Workspace

_MECHANISMS = {"direct": "Direct", "mount": "Mount", "download": "Download", "hdfs": "Hdfs", "upload": "Upload"}


class InputDatasets(Dict[str, Any]):
    """A path inside a run for what is mounted or downloaded, else a dataset. The items are the names."""

    def __missing__(self, name: str) -> Any:
        there = ", ".join(sorted(self)) or "none"
        raise UserErrorException(f"The run has no input dataset {name!r}; there are: {there}.")


def input_datasets(run: "RunBase") -> InputDatasets:
    """The inputs of a run by name."""
    from amlwidgets.engine.inputs.recorded import data_of

    return InputDatasets(
        {name: _input(run, name, given) for name, given in data_of(run._record().spec, "inputs").items()}
    )


def output_datasets(run: "RunBase") -> Dict[str, Any]:
    """The outputs of a run by name: the dataset once it has completed, before that the path to write to."""
    from amlwidgets.engine.inputs.keeping import OUTPUT_DATASETS
    from amlwidgets.engine.inputs.recorded import data_of

    record = run._record()
    kept: Mapping[str, Any] = record.usage.get(OUTPUT_DATASETS) or {}
    names = data_of(record.spec, "outputs")
    return {
        name: _dataset(run.experiment.workspace, kept[name]["definition"]) if name in kept else _path(run, name)
        for name in names
    }


def _input(run: "RunBase", name: str, given: Mapping[str, Any]) -> Any:
    path = None if given["mode"] == "direct" else _path(run, name)
    return path or _dataset(run.experiment.workspace, given["definition"], given.get("name"), given.get("version"))


def _path(run: "RunBase", name: str) -> Optional[str]:
    """Inside the run itself."""
    inside = os.environ.get("AZUREML_RUN_ID") == run.id
    return os.environ.get(f"AZUREML_DATAREFERENCE_{name}") if inside else None


def _dataset(
    workspace: "Workspace", definition: Mapping[str, Any], name: Optional[str] = None, version: Any = None
) -> Any:
    from amlwidgets.sdk.dataset import Dataset, dataset_of

    if name:
        try:
            return Dataset.get_by_name(workspace, name, version)
        except UserErrorException:  # unregistered since: what the run recorded still says what it was
            pass
    return dataset_of(definition, workspace)


# -- as details say it ---------------------------------------------------------------------------------------


def input_lineage(record: "RunRecord") -> List[Dict[str, Any]]:
    """v1's `inputDatasets` of the details."""
    from amlwidgets.engine.inputs.recorded import data_of

    return [
        {
            "dataset": _named(given),
            "consumptionDetails": {
                "type": "RunInput",
                "inputName": name,
                "mechanism": _MECHANISMS[given["mode"]],
                **({"pathOnCompute": given["pathOnCompute"]} if given.get("pathOnCompute") else {}),
            },
        }
        for name, given in data_of(record.spec, "inputs").items()
    ]


def output_lineage(record: "RunRecord") -> List[Dict[str, Any]]:
    """v1's `outputDatasets` of the details: those of a run that has completed."""
    from amlwidgets.engine.inputs.keeping import OUTPUT_DATASETS

    kept: Mapping[str, Any] = record.usage.get(OUTPUT_DATASETS) or {}
    return [
        {
            "identifier": {
                "savedId": given.get("id"),
                "registeredId": given.get("id") if given.get("name") else None,
            },
            "outputType": "RunOutput",
            "outputDetails": {"outputName": name},
            "dataset": {**_named(given), "datastore": given["datastore"], "path": given["path"]},
        }
        for name, given in kept.items()
    ]


def _named(given: Mapping[str, Any]) -> Dict[str, Any]:
    told = {"id": given.get("id"), "name": given.get("name"), "version": given.get("version")}
    return {key: value for key, value in told.items() if value is not None}
