"""Copying files to and from datastores, told in v1's words."""

import os
import shutil
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Sequence, Tuple

from amlwidgets.resources.errors import ResourceExists, UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

LocalFile = Tuple[str, str]
"""A file's path on this machine, and its path below the target."""


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
    """Copy files into a datastore; returns how many were."""
    tell: Callable[[str], None] = print if show_progress else _silent
    below = check_relative(target_path or "")
    tell(f"Uploading an estimated of {len(files)} files")
    done = 0
    for path, relative in files:
        target = f"{below}/{relative}" if below else relative
        tell(f"Uploading {path}")
        try:
            with open(path, "rb") as source, backend.write_file(datastore, target, overwrite=overwrite) as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
        except ResourceExists:
            tell(f"Target already exists. Skipping upload for {target}")
            continue
        done += 1
        tell(f"Uploaded {path}, {done} files out of an estimated total of {len(files)}")
    tell(f"Uploaded {done} files")
    return done


def download(
    backend: "Backend", datastore: str, folder: str, prefix: str, overwrite: bool, show_progress: bool
) -> int:
    """Copy files of a datastore below a folder; returns how many were."""
    tell: Callable[[str], None] = print if show_progress else _silent
    below = backend.walk_files(datastore, os.path.dirname(prefix))
    found = [entry for entry in below if entry.path.startswith(prefix)]
    done = 0
    for entry in found:
        target = os.path.join(folder, entry.path)
        if os.path.exists(target) and not overwrite:
            tell(f"Target already exists. Skipping download for {target}")
            continue
        tell(f"Downloading {entry.path}")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with backend.open_file(datastore, entry.path) as source, open(target, "wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        done += 1
        tell(f"Downloaded {entry.path}, {done} files out of an estimated total of {len(found)}")
    tell(f"Downloaded {done} files")
    return done


def _silent(_: str) -> None:
    """What is told when no progress is asked for."""
