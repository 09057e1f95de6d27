"""A workspace as ARM shows it."""

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

from amlwidgets.faces.fields import Fields
from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import WorkspaceRecord

TYPE = "Microsoft.MachineLearningServices/workspaces"


def arm_workspace(workspace: WorkspaceRecord, urls: Optional[Mapping[str, str]] = None) -> Dict[str, Any]:
    """The ARM workspace. `properties.folder` is ours: where it lives on this machine. `urls` are those of its
    services, by their ARM property."""
    return {
        "id": workspace.arm_id,
        "name": workspace.name,
        "type": TYPE,
        "location": workspace.location,
        "tags": workspace.tags,
        "properties": {
            "workspaceId": workspace.workspace_id,
            "friendlyName": workspace.friendly_name or workspace.name,
            "description": workspace.description,
            "creationTime": iso(workspace.created),
            "provisioningState": "Succeeded",
            "subscriptionId": workspace.subscription_id,
            "resourceGroup": workspace.resource_group,
            "folder": workspace.folder,
            **(urls or {}),
        },
    }


@dataclass(frozen=True)
class WorkspaceRequest:
    """What a PUT says of a workspace that is to be made."""

    location: str
    friendly_name: str
    tags: Dict[str, str]


def parse_workspace(body: object) -> WorkspaceRequest:
    """The workspace that a PUT asks for; all of it may be left out."""
    fields = Fields(body)
    return WorkspaceRequest(
        location=fields.text("location", "local"),
        friendly_name=fields.inner("properties").text("friendlyName", ""),
        tags=fields.labels("tags"),
    )
