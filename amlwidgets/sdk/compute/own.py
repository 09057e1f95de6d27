"""What clusters and compute instances have in common: VM sizes and the runs on them."""

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional

from amlwidgets.resources.records import ComputeStatus
from amlwidgets.sdk.compute.target import ComputeTarget

if TYPE_CHECKING:
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace


class OwnCompute(ComputeTarget):
    """A compute target that was made with the workspace, in an embedded one processes of this machine."""

    def _take(self, workspace: "Workspace", status: ComputeStatus) -> None:
        super()._take(workspace, status)
        self.vm_size = status.compute.vm_size

    def _describe(self, extra: Mapping[str, Any]) -> None:
        account = extra.get("userAccountCredentials") or extra.get("sshSettings")
        subnet = extra.get("subnet")
        self.admin_username = account.get("adminUserName") if isinstance(account, Mapping) else None
        self.subnet_id = subnet.get("id") if isinstance(subnet, Mapping) else None

    @staticmethod
    def supported_vmsizes(workspace: "Workspace", location: Optional[str] = None) -> List[Dict[str, Any]]:
        """The VM sizes that are known, with their cores and memory."""
        return workspace.backend.vm_sizes()

    def get_active_runs(
        self, type: Optional[str] = None, tags: Any = None, properties: Any = None, status: Optional[str] = None
    ) -> "Iterator[Run]":
        """The runs it works for or that wait for it, newest first."""
        from amlwidgets.sdk.run.listing import runs_on_target

        return runs_on_target(self.workspace, self.name, type, tags, properties, status)


def network(
    subscription_id: str, group: Optional[str], vnet_name: Optional[str], subnet_name: Optional[str]
) -> Optional[Dict[str, str]]:
    """ARM's `subnet` of a virtual network; None for none."""
    if not vnet_name or not subnet_name:
        return None
    place = f"/subscriptions/{subscription_id}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks"
    return {"id": f"{place}/{vnet_name}/subnets/{subnet_name}"}
