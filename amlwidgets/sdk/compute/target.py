"""ComputeTarget: a named place where runs go."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional, Type

from amlwidgets.resources.errors import ComputeTargetException, ResourceNotFound
from amlwidgets.resources.records import LOCAL_TARGET, ComputeStatus
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.provisioning import AmlComputeProvisioningConfiguration

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class LocalTarget:
    """What the name `local` stands for: this machine."""

    name = LOCAL_TARGET
    type = "local"

    def __repr__(self) -> str:
        return "LocalTarget()"


class ComputeTarget:
    """A compute target of a workspace: `ComputeTarget(workspace, name)` is one of the class of its type.

    Raises ComputeTargetException when there is none of that name. What it says of itself is what it was when it
    was made, got or refreshed; `get_status` looks anew.
    """

    _classes: Dict[str, "Type[ComputeTarget]"] = {}

    def __new__(cls, workspace: "Workspace", name: str) -> "ComputeTarget":
        """The target, of the class of its type."""
        return cls._of_status(workspace, _find(workspace, name))

    @classmethod
    def _of_status(cls, workspace: "Workspace", status: ComputeStatus) -> "ComputeTarget":
        target = object.__new__(cls._classes.get(status.compute.type, cls))
        target._take(workspace, status)
        return target

    def __init__(self, workspace: "Workspace", name: str) -> None:
        """All is done by `__new__`, which knows the type."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        ComputeTarget._classes[cls.__name__] = cls

    def _take(self, workspace: "Workspace", status: ComputeStatus) -> None:
        compute = status.compute
        self.workspace = workspace
        self.name = compute.name
        self.type = compute.type
        self.id = f"{workspace.backend.workspace.arm_id}/computes/{compute.name}"
        self.location = compute.location
        self.description = compute.description
        self.tags: Optional[Dict[str, str]] = dict(compute.tags) or None
        self.provisioning_state = compute.provisioning_state
        self.provisioning_errors: Any = None

    def refresh_state(self) -> None:
        """Read anew what it says of itself. Raises ComputeTargetException when it is gone."""
        self._take(self.workspace, _find(self.workspace, self.name))

    def get_status(self) -> Any:
        """The state it is in: Succeeded, Creating, Deleting."""
        return self._look().compute.provisioning_state

    def _look(self) -> ComputeStatus:
        return _find(self.workspace, self.name)

    def wait_for_completion(self, show_output: bool = False, is_delete_operation: bool = False) -> None:
        """Nothing to wait for: it is there."""
        if show_output:
            print(self.provisioning_state)

    def delete(self) -> None:
        """Raises ComputeTargetException: only clusters can be deleted."""
        self.workspace.backend.delete_compute(self.name)

    detach = delete

    def serialize(self) -> Dict[str, Any]:
        """It as a dict."""
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "location": self.location,
            "description": self.description,
            "tags": self.tags,
            "provisioningState": self.provisioning_state,
            "provisioningErrors": self.provisioning_errors,
        }

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(workspace={self.workspace!r}, name={self.name}, id={self.id}, "
            f"type={self.type}, "
            f"provisioning_state={self.provisioning_state}, location={self.location}, tags={self.tags})"
        )

    @staticmethod
    def create(
        workspace: "Workspace", name: str, provisioning_configuration: AmlComputeProvisioningConfiguration
    ) -> "ComputeTarget":
        """Make a cluster, or give the one of that name these settings; returns at once."""
        arguments.instance(
            "provisioning_configuration", provisioning_configuration, AmlComputeProvisioningConfiguration
        )
        record = provisioning_configuration.to_record(name, workspace.location)
        return ComputeTarget._of_status(workspace, workspace.backend.put_compute(record))

    @staticmethod
    def list(workspace: "Workspace") -> "List[ComputeTarget]":
        """The clusters of a workspace by name. `local` is always there and not listed."""
        clusters = (s for s in workspace.backend.list_computes() if s.compute.name != LOCAL_TARGET)
        return [ComputeTarget._of_status(workspace, status) for status in clusters]

    @staticmethod
    def attach(workspace: "Workspace", name: str, attach_configuration: Any) -> NoReturn:
        """Raises ComputeTargetException: an embedded workspace attaches no other machines."""
        raise ComputeTargetException(
            "An embedded workspace attaches no other machines.", remedy="Make a cluster: ComputeTarget.create."
        )


def _find(workspace: "Workspace", name: str) -> ComputeStatus:
    from amlwidgets.sdk.workspace import Workspace

    arguments.instance("workspace", workspace, Workspace)
    try:
        return workspace.backend.get_compute(arguments.text("name", name))
    except ResourceNotFound as error:
        message = f"ComputeTargetNotFound: Compute Target with name {name} not found in provided workspace"
        raise ComputeTargetException(message, error) from error
