"""Copying files to and from datastores, told in v1's words."""

import os
from typing import TYPE_CHECKING, Any, List, Optional, Sequence

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.progress import told
from amlwidgets.storage.transfers import LocalFile, download_all, upload_all

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


def files_below(folder: str) -> List[LocalFile]:
    """All files of a folder, any depth, sorted."""
    if not os.path.isdir(folder):
        raise UserErrorException(f"src_dir is {folder!r}; expected a folder that exists.")
    found = [os.path.join(root, name) for root, _, names in os.walk(folder) for name in names]
    return [(path, _relative(path, folder)) for path in sorted(found)]


def files_named(files: Sequence[Any], relative_root: Any) -> List[LocalFile]:
    """The files with their paths from the root, or from the folder they have in common."""
    if isinstance(files, (str, bytes)) or not isinstance(files, Sequence):
        raise arguments.wrong("files", files, "a list of paths")
    paths = [arguments.path("files", file) for file in files]
    for path in paths:
        if not os.path.isfile(path):
            raise UserErrorException(f"files holds {path!r}; expected files that exist.")
    if relative_root is None:
        root = os.path.commonpath([os.path.dirname(os.path.abspath(path)) for path in paths]) if paths else ""
    else:
        root = arguments.path("relative_root", relative_root)
    return [(path, _relative(path, root)) for path in paths]


def _relative(path: str, root: str) -> str:
    return os.path.relpath(os.path.abspath(path), os.path.abspath(root)).replace(os.sep, "/")


def upload(
    backend: "Backend",
    datastore: str,
    files: Sequence[LocalFile],
    target_path: Optional[str],
    overwrite: bool,
    show_progress: bool,
) -> int:
    """Copy files into a datastore, many at once, each whole or not at all; returns how many were."""
    below = check_relative(target_path or "")
    named = [(path, f"{below}/{relative}" if below else relative) for path, relative in files]
    with told("upload", show_progress) as observer:
        return upload_all(backend.place(datastore), named, overwrite=overwrite, observer=observer)


def download(
    backend: "Backend", datastore: str, folder: str, prefix: str, overwrite: bool, show_progress: bool
) -> int:
    """Copy files of a datastore below a folder, many at once, each whole or not at all; returns how many were."""
    place = backend.place(datastore)
    found = (entry for entry in place.walk(os.path.dirname(prefix)) if entry.path.startswith(prefix))
    with told("download", show_progress) as observer:
        return download_all(place, found, folder, overwrite=overwrite, observer=observer)
