"""What compute targets are made, attached and changed with: the base classes, and what they share."""

from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.resources.records import ComputeRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.tolerance import Tolerant

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class ComputeConfiguration(Tolerant):
    """The settings of a compute target. `extra` is what is recorded of them, in ARM's words."""

    def __init__(self, type: str) -> None:
        self._compute_type = type
        self.extra: Dict[str, Any] = {}

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException for settings that do not go together."""

    def to_record(self, workspace: "Workspace", name: str) -> ComputeRecord:
        """The record of a compute target with these settings."""
        return ComputeRecord(
            name=name, type=self._compute_type, location=workspace.location or "local", extra=_present(self.extra)
        )

    def credentials(self) -> Dict[str, Any]:
        """Its secrets, in the shape of ARM's properties. Raises ComputeTargetException for unreadable files."""
        return {}


class ComputeTargetProvisioningConfiguration(ComputeConfiguration):
    """What a compute target is made from."""

    def __init__(self, type: str, location: Optional[str]) -> None:
        super().__init__(type)
        self.location = location


class ComputeTargetAttachConfiguration(ComputeConfiguration):
    """What is there already and is attached to a workspace."""


class ComputeTargetUpdateConfiguration(ComputeConfiguration):
    """What is changed of a compute target."""


class ResourceAttachConfiguration(ComputeTargetAttachConfiguration):
    """An Azure resource, by its ARM id or by its group and name."""

    _provider = ""
    _named = "name"

    def __init__(
        self, type: str, resource_group: Optional[str], resource_name: Optional[str], resource_id: Optional[str]
    ) -> None:
        super().__init__(type)
        self.resource_group = resource_group
        self.resource_id = resource_id
        setattr(self, self._named, resource_name)
        self.validate_configuration()

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException unless one of the two is given, as texts."""
        name = getattr(self, self._named)
        with arguments.raised_as(ComputeTargetException):
            if self.resource_id is not None:
                _arm_id("resource_id", self.resource_id)
            elif name is not None and self.resource_group is not None:
                arguments.text("resource_group", self.resource_group)
                arguments.text(self._named, name)
            else:
                given = f"resource_group {self.resource_group!r} and {self._named} {name!r}"
                raise arguments.wrong(
                    "resource_id", None, f"an ARM id, or resource_group and {self._named}; {given}"
                )

    def arm_id(self, subscription_id: str) -> str:
        """The ARM id of what is attached, in this subscription unless it says another."""
        if self.resource_id:
            return self.resource_id
        return (
            f"/subscriptions/{subscription_id}/resourceGroups/{self.resource_group}"
            f"/providers/{self._provider}/{getattr(self, self._named)}"
        )

    def to_record(self, workspace: "Workspace", name: str) -> ComputeRecord:
        """The record of what is attached."""
        from dataclasses import replace

        made = super().to_record(workspace, name)
        return replace(made, resource_id=self.arm_id(workspace.subscription_id), attached=True)


def read_file(argument: str, path: Optional[str]) -> Optional[str]:
    """The text of a file that an argument names; None for none. Raises ComputeTargetException."""
    import os

    if not path:
        return None
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ComputeTargetException(
            f"{argument} is {path!r}; expected a file that can be read: {why}.", error
        ) from error


def _arm_id(argument: str, value: Any) -> str:
    if isinstance(value, str) and value.lower().startswith("/subscriptions/"):
        return value
    raise arguments.wrong(argument, value, "an ARM id: /subscriptions/…/resourceGroups/…/providers/…")


def _present(values: Dict[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
