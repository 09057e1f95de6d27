"""Data Science VMs, which v1 made for a workspace."""

from typing import Any, Optional, Union

from amlwidgets.resources.compute_types import MACHINE
from amlwidgets.resources.vm_sizes import check_vm_size
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.attached import CredentialedCompute
from amlwidgets.sdk.compute.configuration import ComputeTargetProvisioningConfiguration
from amlwidgets.sdk.compute.target import ComputeTarget

_SIZE = "STANDARD_DS3_V2"


class DsvmProvisioningConfiguration(ComputeTargetProvisioningConfiguration):
    """A new machine; only Azure makes one, elsewhere it is recorded."""

    def __init__(
        self, vm_size: str = "", ssh_port: Union[int, str, None] = None, location: Optional[str] = None
    ) -> None:
        super().__init__(MACHINE, location)
        self.vm_size = check_vm_size(vm_size or _SIZE)
        self.ssh_port = None if ssh_port is None else arguments.whole("ssh_port", ssh_port, 1)
        self.extra = {"virtualMachineSize": self.vm_size, "sshPort": self.ssh_port}


class DsvmCompute(CredentialedCompute):
    """A Data Science VM."""

    def delete(self) -> None:
        """Remove it; returns at once."""
        ComputeTarget.delete(self)

    @staticmethod
    def provisioning_configuration(
        vm_size: Optional[str] = None, ssh_port: Union[int, str, None] = None, location: Optional[str] = None
    ) -> DsvmProvisioningConfiguration:
        """What `ComputeTarget.create` takes."""
        return DsvmProvisioningConfiguration(vm_size or "", ssh_port, location)

    def _describe(self, extra: Any) -> None:
        self.vm_size = extra.get("virtualMachineSize")
