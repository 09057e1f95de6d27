"""AmlCompute: a cluster that grows with its queue and shrinks when idle."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Callable, Dict, List, NoReturn, Optional, Union

from amlwidgets.resources.clock import now
from amlwidgets.resources.records import ComputeStatus
from amlwidgets.resources.states import NodeState
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.identity import with_identity, without_identity
from amlwidgets.sdk.compute.own import OwnCompute
from amlwidgets.sdk.compute.provisioning import AmlComputeProvisioningConfiguration
from amlwidgets.sdk.compute.status import AmlComputeStatus, of_cluster, scale_of
from amlwidgets.sdk.compute.target import only_in_azure
from amlwidgets.sdk.exceptions import WrongComputeValue

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class AmlCompute(OwnCompute):
    """A cluster of nodes, in an embedded workspace processes of this machine."""

    def _take(self, workspace: "Workspace", status: ComputeStatus) -> None:
        super()._take(workspace, status)
        self.identity = status.compute.identity or None
        self.vm_priority = status.compute.vm_priority
        self.scale_settings = scale_of(status.compute.scale)
        self.status = of_cluster(status)

    @staticmethod
    def provisioning_configuration(
        vm_size: str = "",
        vm_priority: str = "dedicated",
        min_nodes: Union[int, str] = 0,
        max_nodes: Union[int, str, None] = None,
        idle_seconds_before_scaledown: Union[int, str] = 1800,
        admin_username: Optional[str] = None,
        admin_user_password: Optional[str] = None,
        admin_user_ssh_key: Optional[str] = None,
        vnet_resourcegroup_name: Optional[str] = None,
        vnet_name: Optional[str] = None,
        subnet_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        description: Optional[str] = None,
        remote_login_port_public_access: str = "NotSpecified",
        identity_type: Optional[str] = None,
        identity_id: Any = None,
        location: Optional[str] = None,
        enable_node_public_ip: bool = True,
        **others: Any,
    ) -> AmlComputeProvisioningConfiguration:
        """The settings of a cluster for `ComputeTarget.create`; numbers may be texts."""
        return AmlComputeProvisioningConfiguration(
            vm_size,
            vm_priority,
            min_nodes,
            max_nodes,
            idle_seconds_before_scaledown,
            admin_username,
            admin_user_password,
            admin_user_ssh_key,
            vnet_resourcegroup_name,
            vnet_name,
            subnet_name,
            tags,
            description,
            remote_login_port_public_access,
            identity_type,
            identity_id,
            location,
            enable_node_public_ip,
            **others,
        )

    def get_status(self) -> AmlComputeStatus:
        """Its nodes and states at this moment."""
        return of_cluster(self._look())

    def list_nodes(self) -> List[Dict[str, Any]]:
        """Its nodes, and the run each works for."""
        with self._gone_is_told():
            return self.workspace.backend.list_nodes(self.name)

    def add_identity(self, identity_type: str, identity_id: Any = None) -> None:
        """Give it an identity: SystemAssigned, or UserAssigned with a list of ARM ids; recorded."""
        self._put_identity(with_identity(self._look().compute.identity, identity_type, identity_id))

    def remove_identity(self, identity_id: Any = None) -> None:
        """Take identities from it; without an id the one that the system assigned."""
        self._put_identity(without_identity(self._look().compute.identity, identity_id))

    def _put_identity(self, identity: Dict[str, Any]) -> None:
        with self._gone_is_told():
            changed = replace(self._look().compute, identity=identity)
            self._take(self.workspace, self.workspace.backend.put_compute(changed))

    @staticmethod
    def list_quotas(workspace: "Workspace", location: Optional[str] = None) -> NoReturn:
        """Raises ComputeTargetException: quotas are Azure's."""
        raise only_in_azure("Quotas")

    @staticmethod
    def list_usages(workspace: "Workspace", show_all: bool = False, location: Optional[str] = None) -> NoReturn:
        """Raises ComputeTargetException: quotas are Azure's."""
        raise only_in_azure("Usages of quotas")

    @staticmethod
    def update_quotas(
        workspace: "Workspace", vm_family: Any, limit: Optional[int] = None, location: Optional[str] = None
    ) -> NoReturn:
        """Raises ComputeTargetException: quotas are Azure's."""
        raise only_in_azure("Quotas")

    @arguments.raised_as(WrongComputeValue)
    def update(
        self,
        min_nodes: Union[int, str, None] = None,
        max_nodes: Union[int, str, None] = None,
        idle_seconds_before_scaledown: Union[int, str, None] = None,
    ) -> None:
        """Change what is given. Raises ComputeTargetException once it is being deleted or gone."""
        scale = self._look().compute.scale
        if min_nodes is not None:
            scale = replace(scale, min_nodes=arguments.whole("min_nodes", min_nodes))
        if max_nodes is not None:
            scale = replace(scale, max_nodes=arguments.whole("max_nodes", max_nodes, 1))
        if idle_seconds_before_scaledown is not None:
            idle = arguments.whole("idle_seconds_before_scaledown", idle_seconds_before_scaledown)
            scale = replace(scale, idle_seconds=float(idle))
        with self._gone_is_told():
            self._take(self.workspace, self.workspace.backend.scale_compute(self.name, scale))

    def delete(self) -> None:
        """Cancel its runs, let its nodes leave and remove it; returns at once."""
        with self._gone_is_told():
            self.workspace.backend.delete_compute(self.name)
        self.provisioning_state = "Deleting"
        print(f'Current provisioning state of AmlCompute is "{self.provisioning_state}"')

    def wait_for_completion(  # type: ignore[override]  # the order is v1's
        self,
        show_output: bool = False,
        min_node_count: Optional[int] = None,
        timeout_in_minutes: float = 25,
        is_delete_operation: bool = False,
    ) -> None:
        """Block until it has the nodes it keeps (at most `min_node_count` of them), or until it is gone."""
        deadline = now() + 60 * float(timeout_in_minutes)
        tell: Callable[[str], None] = print if show_output else _silent
        if is_delete_operation:
            self._wait(self._is_gone, deadline)
            tell("AmlCompute wait for completion finished")
            return
        wanted = None if min_node_count is None else arguments.whole("min_node_count", min_node_count)
        reached = self._wait(lambda: _has_nodes(self._look(), wanted), deadline)
        self.refresh_state()
        tell(self.provisioning_state)
        tell("AmlCompute wait for completion finished\n")
        if reached:
            tell("Minimum number of nodes requested have been provisioned")
        else:
            tell("Wait timeout has been reached")
            tell(
                f'Current provisioning state of AmlCompute is "{self.provisioning_state}" '
                f'and current node count is "{self.status.current_node_count}"'
            )


def _has_nodes(status: ComputeStatus, wanted: Optional[int]) -> bool:
    """More than the cluster keeps is not waited for: only runs bring more."""
    least = status.compute.scale.min_nodes
    ready = status.count(NodeState.IDLE) + status.count(NodeState.RUNNING)
    return ready >= (least if wanted is None else min(wanted, max(least, status.target_nodes)))


def _silent(_: str) -> None:
    """What is told when no output is asked for."""
