"""What steps have written, in the default datastore below `azureml/<step run id>/<name>`."""

from typing import TYPE_CHECKING, Any, List, Optional

from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.pipeline.ports import Bindable

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

_ROOT = "azureml"


class PortDataReference(Bindable):
    """The data of an output. `context` is the workspace."""

    def __init__(
        self, context: "Workspace", pipeline_run_id: str, data_reference: DataReference, step_run: Any = None
    ) -> None:
        self._workspace = context
        self.pipeline_run_id = pipeline_run_id
        self.data_reference = arguments.instance("data_reference", data_reference, DataReference)
        self.step_run = step_run
        self.name = str(self.data_reference.data_reference_name)

    @property
    def datastore(self) -> Any:
        """The datastore that holds it."""
        return self.data_reference.datastore

    @property
    def datastore_name(self) -> str:
        """The name of that datastore."""
        return str(self.datastore.name)

    @property
    def path_on_datastore(self) -> Optional[str]:
        """Where in the datastore it is."""
        return self.data_reference.path_on_datastore  # type: ignore[no-any-return]

    _path_on_datastore = path_on_datastore

    def download(
        self, local_path: Any, overwrite: Optional[bool] = None, show_progress: Optional[bool] = None
    ) -> int:
        """Copy it into a local folder, below its path in the datastore; returns the number of files."""
        folder = arguments.path("local_path", local_path)
        prefix = f"{self.path_on_datastore}/" if self.path_on_datastore else None
        shown = True if show_progress is None else bool(show_progress)
        count = self.datastore.download(folder, prefix=prefix, overwrite=bool(overwrite), show_progress=shown)
        return int(count)

    @staticmethod
    def names_of(workspace: "Workspace", step_run_id: str) -> List[str]:
        """The names under which a step has written, sorted."""
        datastore = workspace.get_default_datastore().name
        folder = f"{_ROOT}/{step_run_id}"
        try:
            paths = [entry.path for entry in workspace.backend.walk_files(datastore, folder)]
        except ResourceNotFound:  # it wrote nothing
            return []
        return sorted({path[len(folder) + 1 :].split("/")[0] for path in paths})

    def __repr__(self) -> str:
        return str(self.data_reference)


class StepRunOutput:
    """An output of a step's run."""

    def __init__(
        self, context: "Workspace", pipeline_run_id: str, step_run: Any, name: str, step_output: Any
    ) -> None:
        self._workspace = context
        self.pipeline_run_id = pipeline_run_id
        self.step_run = step_run
        self.name = arguments.text("name", name)
        self.step_output = step_output

    def get_port_data_reference(self) -> PortDataReference:
        """Where it is."""
        datastore = self._workspace.get_default_datastore()
        reference = DataReference(datastore, self.name, f"{_ROOT}/{self.step_run.id}/{self.name}")
        return PortDataReference(self._workspace, self.pipeline_run_id, reference, self.step_run)
