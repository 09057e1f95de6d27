"""Uploads that nobody finished. They are looked for when the next one begins: nothing runs to look for them."""

import os
from contextlib import suppress
from typing import List

from amlwidgets.backend import Backend
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import AzureMLException, ResourceNotFound
from amlwidgets.resources.records import FileEntry
from amlwidgets.service.containers import BLOCKS, UPLOAD, UPLOAD_STORE, UPLOADS

_BEGINNINGS = (UPLOAD, BLOCKS)
KEPT_SECONDS = 24 * 3600.0
"""Since the last byte came; the URL of an upload opens nothing after the first hour."""


def remove_abandoned(backend: Backend) -> None:
    """Remove the containers of uploads, and the blocks of blobs, to which nothing was added for a day."""
    limit = now() - KEPT_SECONDS
    for folder in ("", UPLOADS):
        for entry in _unfinished(backend, folder):
            # Whoever uploads now is not to fail for what an earlier one left.
            with suppress(AzureMLException):
                if _newest(backend, entry) < limit:
                    backend.delete_file(UPLOAD_STORE, entry.path)


def _unfinished(backend: Backend, folder: str) -> List[FileEntry]:
    try:
        entries = backend.list_files(UPLOAD_STORE, folder)
    except ResourceNotFound:
        return []
    return [entry for entry in entries if entry.is_folder and os.path.basename(entry.path).startswith(_BEGINNINGS)]


def _newest(backend: Backend, folder: FileEntry) -> float:
    return max([folder.modified, *(file.modified for file in backend.walk_files(UPLOAD_STORE, folder.path))])
