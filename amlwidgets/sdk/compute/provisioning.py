"""What a cluster is made from."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Union

from amlwidgets.resources.records import ComputeRecord, ScaleSettings
from amlwidgets.resources.vm_sizes import check_vm_size
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.configuration import ComputeTargetProvisioningConfiguration
from amlwidgets.sdk.compute.identity import identity_of
from amlwidgets.sdk.compute.own import network
from amlwidgets.sdk.exceptions import WrongComputeValue

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

DEFAULT_VM_SIZE = "STANDARD_D2_V2"
_PRIORITIES = ("Dedicated", "LowPriority")
_LOGIN = ("Enabled", "Disabled", "NotSpecified")


class AmlComputeProvisioningConfiguration(ComputeTargetProvisioningConfiguration):
    """The settings of a cluster. Users, networks and identities are recorded: its nodes are local processes."""

    @arguments.raised_as(WrongComputeValue)
    def __init__(
        self,
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
        tags: Optional[Mapping[str, str]] = None,
        description: Optional[str] = None,
        remote_login_port_public_access: str = "NotSpecified",
        identity_type: Optional[str] = None,
        identity_id: Any = None,
        compute_location: Optional[str] = None,
        enable_node_public_ip: bool = True,
        **others: Any,
    ) -> None:
        super().__init__("AmlCompute", compute_location)
        self.vm_size = check_vm_size(vm_size or DEFAULT_VM_SIZE)
        self.vm_priority = arguments.one_of("vm_priority", vm_priority, _PRIORITIES)
        self.scale = _scale(min_nodes, max_nodes, idle_seconds_before_scaledown)
        self.tags = {key: value or "" for key, value in arguments.string_map("tags", tags).items()}
        self.description = description or ""
        self.network = {"vnet_name": vnet_name, "subnet_name": subnet_name, "group": vnet_resourcegroup_name}
        self.identity = identity_of(identity_type, identity_id)
        self._admin_password = admin_user_password
        user = {"adminUserName": admin_username, "adminUserSshPublicKey": admin_user_ssh_key}
        # The password is left out: what is recorded is shown.
        self.extra = {
            "userAccountCredentials": user if admin_username else None,
            "remoteLoginPortPublicAccess": arguments.one_of(
                "remote_login_port_public_access", remote_login_port_public_access, _LOGIN
            ),
            "enableNodePublicIp": bool(enable_node_public_ip),
            **arguments.unknown("AmlCompute.provisioning_configuration", others),
        }

    @property
    def min_nodes(self) -> int:
        """Nodes that stay."""
        return self.scale.min_nodes

    @property
    def max_nodes(self) -> int:
        """Nodes at most."""
        return self.scale.max_nodes

    @property
    def idle_seconds_before_scaledown(self) -> float:
        """Seconds before an idle node leaves."""
        return self.scale.idle_seconds

    def validate_configuration(self) -> None:
        """Nothing is left to check: it was when this was made."""

    def to_record(self, workspace: "Workspace", name: str) -> ComputeRecord:
        """The record of a cluster with these settings."""
        return replace(
            super().to_record(workspace, name),
            vm_size=self.vm_size,
            vm_priority=self.vm_priority,
            scale=self.scale,
            location=self.location or workspace.location or "local",
            description=self.description,
            tags=self.tags,
            extra=self._recorded(workspace),
            identity=self.identity,
        )

    def _recorded(self, workspace: "Workspace") -> Dict[str, Any]:
        group = self.network["group"] or workspace.resource_group
        subnet = network(workspace.subscription_id, group, self.network["vnet_name"], self.network["subnet_name"])
        return {name: value for name, value in {**self.extra, "subnet": subnet}.items() if value is not None}

    def credentials(self) -> Dict[str, Any]:
        """The password of the nodes' administrator."""
        password = self._admin_password
        return {"userAccountCredentials": {"adminUserPassword": password}} if password else {}


def _scale(least: Any, most: Any, idle: Any) -> ScaleSettings:
    minimum = arguments.whole("min_nodes", least)
    maximum = max(1, minimum) if most is None else arguments.whole("max_nodes", most, 1)
    if maximum < minimum:
        raise arguments.wrong("min_nodes", least, f"at most max_nodes ({maximum})")
    return ScaleSettings(minimum, maximum, float(arguments.whole("idle_seconds_before_scaledown", idle)))
