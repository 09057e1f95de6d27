"""Code: the folder of a job. It is uploaded into a container of its own, and becomes one of our snapshots."""

from dataclasses import replace

from amlwidgets.faces.asset import parse_asset
from amlwidgets.resources.ids import new_guid
from amlwidgets.service.abandoned import remove_abandoned
from amlwidgets.service.answer import Answer
from amlwidgets.service.codes import KIND, SNAPSHOT, take_upload
from amlwidgets.service.containers import UPLOAD
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.routes.assets import put, versioned
from amlwidgets.service.routing import WORKSPACE, Request, Route
from amlwidgets.service.signing import WRITE


def start_pending_upload(context: Context, request: Request) -> Answer:
    """A container for one upload, and a URL that opens it for writing and for nothing else."""
    backend = context.workspace(request)
    remove_abandoned(backend)
    links, container = Links.of(context, request, backend.workspace), f"{UPLOAD}{new_guid()}"
    return Answer(
        200,
        {
            "pendingUploadId": container,
            "pendingUploadType": "TemporaryBlobReference",
            "blobReferenceForConsumption": {
                "blobUri": links.container(container),
                "storageAccountArmId": f"{backend.workspace.arm_id}/storage",
                "credential": {"credentialType": "SAS", "sasUri": links.signed_container(container, WRITE)},
            },
        },
    )


def put_code(kind: str, context: Context, request: Request) -> Answer:
    """Register what was uploaded. Its files are kept as a snapshot; the container goes."""
    backend = context.workspace(request)
    wanted = parse_asset(kind, request.parts["name"], request.parts["version"], request.body)
    snapshot = take_upload(backend, str(wanted.properties.get("codeUri") or ""))
    if snapshot is not None:
        wanted = replace(wanted, properties={**wanted.properties, SNAPSHOT: snapshot})
    return put(context, request, wanted)


ROUTES = (
    *versioned(KIND, put_code),
    Route("POST", f"{WORKSPACE}/{KIND}/{{name}}/versions/{{version}}/startPendingUpload", start_pending_upload),
)
