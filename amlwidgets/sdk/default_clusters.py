"""The clusters that v1 makes with a workspace when it is asked to."""

from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from amlwidgets.sdk.compute.provisioning import AmlComputeProvisioningConfiguration
    from amlwidgets.sdk.workspace import Workspace

_MAX_NODES = 2


class DefaultCluster:
    """A class attribute that is made when it is looked at: importing Workspace shall not import clusters."""

    def __init__(self, vm_size: str) -> None:
        self._vm_size = vm_size

    def __get__(self, instance: Any, owner: Any = None) -> "AmlComputeProvisioningConfiguration":
        """A new configuration of this size, of 0 to 2 nodes."""
        from amlwidgets.sdk.compute.provisioning import AmlComputeProvisioningConfiguration

        return AmlComputeProvisioningConfiguration(vm_size=self._vm_size, max_nodes=_MAX_NODES)


def make_defaults(workspace: "Workspace", cpu: Optional[Any], gpu: Optional[Any]) -> None:
    """Make the default clusters that were asked for and are not there."""
    from amlwidgets.sdk.compute import ComputeTarget

    for name, settings in (
        (workspace.DEFAULT_CPU_CLUSTER_NAME, cpu),
        (workspace.DEFAULT_GPU_CLUSTER_NAME, gpu),
    ):
        if settings is not None and name not in workspace.compute_targets:
            ComputeTarget.create(workspace, name, settings)
