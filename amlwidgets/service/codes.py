"""Uploaded code as our snapshots."""

import os
import re
from typing import Optional
from urllib.parse import unquote

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.service.containers import UPLOAD, upload_folder

KIND = "codes"
SNAPSHOT = "snapshot"
"""The property of a code that names our snapshot."""

_UPLOADED = re.compile(rf"/({UPLOAD}[0-9a-f-]{{36}})(?:/([^?]*))?(?:\?|\Z)")


def take_upload(backend: Backend, uri: str) -> Optional[str]:
    """The snapshot of the upload that a URI means, whose container goes; None for a URI of something else."""
    uploaded = _UPLOADED.search(uri)
    if uploaded is None:
        return None
    datastore, folder = upload_folder(uploaded.group(1))
    root = os.path.join(backend.get_datastore(datastore).path, folder)
    # Clients put the folder itself into the container, and name it; a single file lies there by itself.
    inner = os.path.join(root, check_relative(unquote(uploaded.group(2) or "")))
    snapshot = backend.take_snapshot(inner if os.path.isdir(inner) else root)
    backend.delete_file(datastore, folder)
    return snapshot


def snapshot_of(backend: Backend, code: str) -> str:
    """The snapshot of a code's version, named by its ARM id.

    Raises UserErrorException for a code that is not there or has no files here.
    """
    name, _, version = code.strip("/").split("/")[-3:]
    try:
        asset = backend.get_asset(KIND, name, version)
    except ResourceNotFound as error:
        raise UserErrorException(f"There is no code {name!r} of version {version!r}.") from error
    snapshot = asset.properties.get(SNAPSHOT)
    if not isinstance(snapshot, str):
        raise UserErrorException(
            f"The code {name!r} has no files in this workspace.",
            remedy="Give the job its code as a local folder, so that it is uploaded.",
        )
    return snapshot
