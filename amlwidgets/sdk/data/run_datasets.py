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
    datasets = _datasets_of(run._record(), "inputs")
    return InputDatasets({name: _input(run, name, given) for name, given in datasets.items()})


def _datasets_of(record: "RunRecord", kind: str) -> Dict[str, Dict[str, Any]]:
    """The `inputs` or `outputs` of a run that are datasets: data references are none."""
    from amlwidgets.engine.inputs.recorded import REFERENCE, data_of

    return {name: given for name, given in data_of(record.spec, kind).items() if not given.get(REFERENCE)}


def output_datasets(run: "RunBase") -> Dict[str, Any]:
    """The outputs of a run by name: the dataset once it has completed, before that the path to write to, or what
    the script links with a dataset.
    """
    from amlwidgets.engine.inputs.recorded import OUTPUT_DATASETS

    record = run._record()
    kept: Mapping[str, Any] = record.usage.get(OUTPUT_DATASETS) or {}
    return {
        name: _kept(run.experiment.workspace, kept[name]) if name in kept else _output(run, name, given)
        for name, given in _datasets_of(record, "outputs").items()
    }


def _kept(workspace: "Workspace", kept: Mapping[str, Any]) -> Any:
    return _dataset(workspace, kept["definition"], kept.get("name"), kept.get("version"))


def _output(run: "RunBase", name: str, given: Mapping[str, Any]) -> Any:
    from amlwidgets.engine.inputs.links import LINK_MODE

    path = _path(run, name)
    return OutputLink(name, path, run.experiment.workspace) if given["mode"] == LINK_MODE else path


class OutputLink:
    """An output that the script links with a dataset, which is the run's output when it has completed."""

    def __init__(self, name: str, folder: Optional[str], workspace: "Workspace") -> None:
        self._name = name
        self._folder = folder
        self._workspace = workspace

    def link(self, dataset: Any) -> None:
        """Name the dataset; of several calls the last counts. Raises UserErrorException outside the run."""
        from amlwidgets.engine.inputs.links import write_link
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
        from amlwidgets.sdk.data.datasets.registered import keep_anonymous, recordable

        arguments.instance("dataset", dataset, AbstractDataset)
        if self._folder is None:
            raise UserErrorException(
                f"The output {self._name!r} is linked by the script of its run alone, while it runs."
            )
        backend = self._workspace.backend
        definition = recordable(backend, dataset.definition)
        registered = dataset.name is not None
        linked_id = dataset.id if registered else keep_anonymous(backend, definition)
        write_link(
            self._folder,
            {"definition": definition, "id": linked_id, "name": dataset.name, "version": dataset.version},
        )

    def __repr__(self) -> str:
        return f"OutputLink(name={self._name!r})"


def _input(run: "RunBase", name: str, given: Mapping[str, Any]) -> Any:
    path = None if given["mode"] == "direct" else _path(run, name)
    return path or _kept(run.experiment.workspace, given)


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
        for name, given in _datasets_of(record, "inputs").items()
    ]


def output_lineage(record: "RunRecord") -> List[Dict[str, Any]]:
    """v1's `outputDatasets` of the details: those of a run that has completed."""
    from amlwidgets.engine.inputs.recorded import OUTPUT_DATASETS

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
