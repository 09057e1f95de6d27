"""The workspace itself."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.workspace import read_workspace
from amlwidgets.resources.errors import ResourceNotFound, WorkspaceException
from amlwidgets.resources.records import WorkspaceRecord

_SIZES = "providers/Microsoft.MachineLearningServices/locations/{}/vmSizes"


class Workspace(Part):
    """See the contract for what each method does."""

    _workspace: Optional[WorkspaceRecord] = None

    @property
    def workspace(self) -> WorkspaceRecord:
        """See the contract. Asked for once."""
        if self._workspace is None:
            try:
                self._workspace = read_workspace(self._get(self.endpoints.arm()), self.endpoints.arm_id)
            except ResourceNotFound as error:
                raise WorkspaceException(
                    error.message, remedy="Check its name, group and subscription."
                ) from error
        return self._workspace

    def delete_workspace(self) -> None:
        """See the contract."""
        place = self.endpoints.arm()
        self._finished(place, self._ask("DELETE", place))
        self.close()

    def update_workspace(
        self,
        *,
        friendly_name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
    ) -> WorkspaceRecord:
        """See the contract."""
        said = {"friendlyName": friendly_name, "description": description}
        body = {
            "properties": {key: value for key, value in said.items() if value is not None},
            **({} if tags is None else {"tags": dict(tags)}),
        }
        self._ask("PATCH", self.endpoints.arm(), body, safe=True)
        self._workspace = None
        return self.workspace

    def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        self.transport.close()

    def vm_sizes(self) -> List[Dict[str, Any]]:
        """See the contract."""
        body = self._get(self.endpoints.subscription(_SIZES.format(self.workspace.location or "local")))
        return [_size(item) for item in body.get("value") or () if isinstance(item, dict)]

    def metric_folder(self, run_id: str) -> Optional[str]:
        """See the contract. None: what a run leaves is elsewhere."""
        self.get_run(run_id)
        return None

    def run_folder(self, run_id: str) -> Optional[str]:
        """See the contract. None: what a run leaves is elsewhere."""
        self.get_run(run_id)
        return None

    def change_file(self) -> Optional[str]:
        """See the contract. None: nothing on this machine is touched."""
        return None


def _size(item: Dict[str, Any]) -> Dict[str, Any]:
    """Azure's words beside ours: vCPUs, memoryGB and gpus have the same names in both."""
    return {
        "name": item.get("name"),
        "vCPUs": item.get("vCPUs"),
        "memoryGB": item.get("memoryGB"),
        "gpus": item.get("gpus"),
        "lowPriorityCapable": bool(item.get("lowPriorityCapable")),
    }
