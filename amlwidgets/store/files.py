"""Files below a folder that belongs to us: listing, reading and writing without a way out of the folder."""

import os
from contextlib import contextmanager, suppress
from typing import BinaryIO, Iterator, List

from amlwidgets.resources.errors import (
    AzureMLException,
    PathNotAllowed,
    ResourceExists,
    ResourceNotFound,
    StoreException,
    StoreFull,
)
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry

PART = ".amlpart"
"""The ending of files that are being written; they are never listed and never read."""

_DEEPEST = 200
"""Folders within each other: many more, and no tool on this machine can list or remove them."""


def inside(root: str, path: str) -> str:
    """The full path of `path` below `root`. Raises PathNotAllowed, also for links that lead outside."""
    base = os.path.realpath(root)
    full = os.path.realpath(os.path.join(base, check_relative(path)))
    if full != base and not full.startswith(base + os.sep):
        raise PathNotAllowed(f"The path {path!r} leads outside its folder.")
    return full


def list_folder(root: str, path: str = "") -> List[FileEntry]:
    """One folder: folders first, then files, by name. Raises ResourceNotFound."""
    folder = inside(root, path)
    prefix = check_relative(path)
    try:
        with os.scandir(folder) as entries:
            found = [_entry(entry, prefix) for entry in entries if not entry.name.endswith(PART)]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ResourceNotFound(f"There is no folder {path!r}.", kind="folder", name=path) from error
    return sorted(found, key=lambda entry: (not entry.is_folder, entry.path))


def _entry(entry: "os.DirEntry[str]", prefix: str) -> FileEntry:
    is_folder = entry.is_dir()
    try:
        status = entry.stat()
    except OSError:  # a link to nothing is shown as it is: an empty file
        status = entry.stat(follow_symlinks=False)
    path = f"{prefix}/{entry.name}" if prefix else entry.name
    return FileEntry(path, 0 if is_folder else status.st_size, status.st_mtime, is_folder)


def walk(root: str, path: str = "") -> Iterator[FileEntry]:
    """All files below a path, any depth, sorted; the file itself when the path names one; nothing if missing."""
    start = inside(root, path)
    if os.path.isfile(start):
        status = os.stat(start)
        yield FileEntry(check_relative(path), status.st_size, status.st_mtime)
        return
    try:
        entries = list_folder(root, path)
    except ResourceNotFound:
        return
    for entry in sorted(entries, key=lambda entry: entry.path + "/" * entry.is_folder):
        if not entry.is_folder:
            yield entry
        elif not os.path.islink(os.path.join(root, entry.path)):
            yield from walk(root, entry.path)


def open_read(root: str, path: str) -> BinaryIO:
    """A file open for reading. Raises ResourceNotFound."""
    full = inside(root, path)
    try:
        if os.path.isfile(full) and not full.endswith(PART):
            return open(full, "rb")
    except OSError as error:
        raise StoreException(f"{path!r} cannot be read: {error.strerror}.") from error
    raise ResourceNotFound(f"There is no file {path!r}.", kind="file", name=path)


@contextmanager
def write_whole(root: str, path: str, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """A file to write into; it gets its name when the block ends without an exception.

    A reader sees the old file or the new one, never half of one. Raises ResourceExists without `overwrite`.
    """
    full = inside(root, path)
    if full == os.path.realpath(root) or os.path.isdir(full):
        raise PathNotAllowed(f"{path!r} is a folder.", remedy="Name a file.")
    if path.count("/") > _DEEPEST:
        raise PathNotAllowed(f"The path has {path.count('/')} folders; expected at most {_DEEPEST}.")
    if not overwrite and os.path.exists(full):
        raise ResourceExists(f"There is a file {path!r} already.", kind="file", name=path)
    with replaced(full, path) as file:
        yield file


@contextmanager
def replaced(full: str, shown: str = "") -> Iterator[BinaryIO]:
    """A file to write into; it takes the place of the one at a full path when the block ends without an exception.

    Its folder is made if need be. Many small ones are written by many threads: each call of the system counts.
    `shown` is what errors call it.
    """
    part = f"{full}.{os.urandom(4).hex()}{PART}"
    try:
        with _opened(part) as file:
            yield file
        os.replace(part, full)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(part)
        if isinstance(error, OSError):
            raise _write_error(shown or full, error) from error
        raise


def _opened(part: str) -> BinaryIO:
    try:
        return open(part, "xb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(part), exist_ok=True)
        return open(part, "xb")


def _write_error(path: str, error: OSError) -> AzureMLException:
    import errno

    if error.errno in (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EEXIST):
        return PathNotAllowed(
            f"No file can be called {path!r} there: {error.strerror}.", remedy="Give it another name."
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(f"No room left for {path!r}.")
    return StoreException(f"{path!r} cannot be written: {error.strerror}.")


def delete(root: str, path: str) -> None:
    """Remove a file, or a folder with all in it. Raises ResourceNotFound, and PathNotAllowed for the root."""
    import shutil

    relative = check_relative(path)
    if not relative:
        raise PathNotAllowed("The folder itself cannot be removed.", remedy="Name a file or folder in it.")
    parent = inside(root, os.path.dirname(relative))
    full = os.path.join(parent, os.path.basename(relative))
    if os.path.isdir(full) and not os.path.islink(full):
        shutil.rmtree(full)
    elif os.path.lexists(full):
        os.unlink(full)
    else:
        raise ResourceNotFound(f"There is no file {path!r}.", kind="file", name=path)
