"""A workspace as ARM answers it."""

from typing import Any

from amlwidgets.faces.client.values import inner, labels, moment, text
from amlwidgets.resources.errors import WorkspaceException
from amlwidgets.resources.records import WorkspaceRecord

_SERVICES = ("discoveryUrl", "mlFlowTrackingUri", "storageAccount", "keyVault", "applicationInsights")


def read_workspace(body: Any, arm_id: str) -> WorkspaceRecord:
    """The record; `folder` is empty, for it is elsewhere. Raises WorkspaceException for an id that is none."""
    parts = text(inner({"": body}, ""), "id", arm_id).strip("/").split("/")
    if len(parts) != 8:
        raise WorkspaceException(f"{arm_id!r} is not the ARM id of a workspace.")
    top, said = inner({"": body}, ""), inner(body, "properties")
    created = moment(said, "creationTime") or moment(inner(body, "systemData"), "createdAt")
    return WorkspaceRecord(
        name=parts[7],
        subscription_id=parts[1],
        resource_group=parts[3],
        location=text(top, "location"),
        workspace_id=text(said, "workspaceId"),
        created=created or 0.0,
        friendly_name=text(said, "friendlyName"),
        description=text(said, "description"),
        tags=labels(top, "tags"),
        discovery={name: said[name] for name in _SERVICES if said.get(name)},
    )
