"""ComputeInstance: one node that is started and stopped."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Tuple

from amlwidgets.resources.clock import iso, now
from amlwidgets.resources.compute_types import INSTANCE, RUNNING, STOPPED
from amlwidgets.resources.records import ComputeRecord, ComputeStatus
from amlwidgets.resources.vm_sizes import check_vm_size
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.configuration import ComputeTargetProvisioningConfiguration
from amlwidgets.sdk.compute.instance_status import ComputeInstanceStatus
from amlwidgets.sdk.compute.own import OwnCompute, network
from amlwidgets.sdk.compute.provisioning import DEFAULT_VM_SIZE

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

_MINUTES = 25.0
_DOCS = "https://learn.microsoft.com/azure/machine-learning/concept-compute-instance"


class ComputeInstanceProvisioningConfiguration(ComputeTargetProvisioningConfiguration):
    """The settings of a compute instance. Users, networks and schedules are recorded."""

    def __init__(
        self,
        vm_size: str = "",
        ssh_public_access: bool = False,
        admin_user_ssh_public_key: Optional[str] = None,
        vnet_resourcegroup_name: Optional[str] = None,
        vnet_name: Optional[str] = None,
        subnet_name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        description: Optional[str] = None,
        assigned_user_object_id: Optional[str] = None,
        assigned_user_tenant_id: Optional[str] = None,
        *,
        schedules: Any = None,
        **others: Any,
    ) -> None:
        super().__init__(INSTANCE, None)
        self.vm_size = check_vm_size(vm_size or DEFAULT_VM_SIZE)
        self.tags = {key: value or "" for key, value in arguments.string_map("tags", tags).items()}
        self.description = description or ""
        self.network = (vnet_resourcegroup_name, vnet_name, subnet_name)
        access = "Enabled" if ssh_public_access else "Disabled"
        assigned = {"objectId": assigned_user_object_id, "tenantId": assigned_user_tenant_id}
        self.extra = {
            "sshSettings": {"sshPublicAccess": access, "adminPublicKey": admin_user_ssh_public_key or ""},
            "personalComputeInstanceSettings": {"assignedUser": assigned} if assigned_user_object_id else None,
            "schedules": arguments.recordable(schedules),
            **arguments.unknown("ComputeInstance.provisioning_configuration", others),
        }

    def to_record(self, workspace: "Workspace", name: str) -> ComputeRecord:
        """The record of an instance with these settings."""
        made = super().to_record(workspace, name)
        group, vnet, subnet = self.network
        place = network(workspace.subscription_id, group or workspace.resource_group, vnet, subnet)
        extra = {**made.extra, **({"subnet": place} if place else {})}
        return replace(made, vm_size=self.vm_size, description=self.description, tags=self.tags, extra=extra)


class ComputeInstance(OwnCompute):
    """A machine of one's own: runs are performed on it one at a time while it is on, and wait while it is off."""

    def _take(self, workspace: "Workspace", status: ComputeStatus) -> None:
        super()._take(workspace, status)
        self.status = _status_of(status)

    @staticmethod
    def provisioning_configuration(
        vm_size: str = "",
        ssh_public_access: bool = False,
        admin_user_ssh_public_key: Optional[str] = None,
        vnet_resourcegroup_name: Optional[str] = None,
        vnet_name: Optional[str] = None,
        subnet_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        description: Optional[str] = None,
        assigned_user_object_id: Optional[str] = None,
        assigned_user_tenant_id: Optional[str] = None,
        **others: Any,
    ) -> ComputeInstanceProvisioningConfiguration:
        """What `ComputeTarget.create` takes. `schedules`, as ARM writes them, are recorded."""
        return ComputeInstanceProvisioningConfiguration(
            vm_size,
            ssh_public_access,
            admin_user_ssh_public_key,
            vnet_resourcegroup_name,
            vnet_name,
            subnet_name,
            tags,
            description,
            assigned_user_object_id,
            assigned_user_tenant_id,
            **others,
        )

    @classmethod
    def get_docs_url(cls) -> str:
        """Where Azure describes compute instances."""
        return _DOCS

    def get_status(self) -> ComputeInstanceStatus:
        """Its state at this moment."""
        return _status_of(self._look())

    def start(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        """Turn it on: what waits for it begins."""
        self._power("start", wait=wait_for_completion, tell=show_output)

    def stop(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        """Turn it off: the run on it is cancelled, what waits for it goes on waiting."""
        self._power("stop", wait=wait_for_completion, tell=show_output)

    def restart(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        """Turn it off and on."""
        self._power("restart", wait=wait_for_completion, tell=show_output)

    def _power(self, action: str, *, wait: bool, tell: bool) -> None:
        with self._gone_is_told():
            self._take(self.workspace, self.workspace.backend.power_compute(self.name, action))
        if not wait:
            return
        self._wait(lambda: self.get_status().state in (RUNNING, STOPPED), now() + 60 * _MINUTES)
        self.refresh_state()
        if tell:
            print(f"{self.status.state}\nCompute instance {action} finished, state {self.status.state!r}")

    def _is_settled(self) -> bool:
        return super()._is_settled() and self.get_status().state in (RUNNING, STOPPED, "")

    def update_sso_settings(self, value: bool) -> None:
        """Whether single sign-on is on: recorded, except in Azure."""
        compute = self._look().compute
        changed = replace(compute, extra={**compute.extra, "enableSSO": bool(value)})
        with self._gone_is_told():
            self._take(self.workspace, self.workspace.backend.put_compute(changed))

    def delete(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        """Cancel its runs and remove it."""
        super().delete()
        if wait_for_completion:
            self.wait_for_completion(show_output=show_output, is_delete_operation=True)


def _status_of(status: ComputeStatus) -> ComputeInstanceStatus:
    compute = status.compute
    name, user, organisation = _creator(compute.extra.get("createdBy"))
    return ComputeInstanceStatus(
        iso(compute.created),
        name,
        user,
        organisation,
        None,
        iso(compute.modified),
        compute.state,
        compute.vm_size,
    )


def _creator(told: Any) -> Tuple[Optional[str], Optional[str], Optional[str]]:
    """Azure says who made it; here that is who asks."""
    if isinstance(told, Mapping):
        return told.get("userName"), told.get("userId"), told.get("userOrgId")
    import getpass

    return getpass.getuser(), None, None
