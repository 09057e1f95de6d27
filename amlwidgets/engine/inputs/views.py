"""The files of a dataset in a folder: links that nothing can be added to, or copies."""

import os
import shutil
from typing import Iterable, List

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.resources.errors import PathNotAllowed
from amlwidgets.resources.ids import check_relative

_READ_ONLY = 0o555


def make_view(files: Iterable[SourceFile], folder: str, places: Places) -> None:
    """Fill a folder with links to the files, and with copies of those that are not on this machine."""
    _filled(files, folder, places, linked=True)
    for root, folders, _ in os.walk(folder, topdown=False):
        for name in folders:
            os.chmod(os.path.join(root, name), _READ_ONLY)
    os.chmod(folder, _READ_ONLY)


def make_copy(files: Iterable[SourceFile], folder: str, places: Places) -> None:
    """Fill a folder with copies of the files, which may be changed."""
    _filled(files, folder, places, linked=False)


def _filled(files: Iterable[SourceFile], folder: str, places: Places, *, linked: bool) -> None:
    os.makedirs(folder, exist_ok=True)
    made = {folder}
    for file in files:
        target = inside_view(folder, file.shown)
        if os.path.lexists(target):  # two sources that name the same file
            continue
        path = file.on_disk(places) if linked else None
        if path is None:
            copy_file(file, target, places)
        else:
            parent = os.path.dirname(target)
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            os.symlink(path, target)


def inside_view(folder: str, shown: str) -> str:
    """Where a path of a dataset lies in a folder. Raises PathNotAllowed for one that would lead outside."""
    relative = check_relative(shown.lstrip("/"))
    if not relative:
        raise PathNotAllowed("A file of the dataset has no name.")
    return os.path.join(folder, relative)


def copy_file(file: SourceFile, target: str, places: Places) -> None:
    """A copy that appears whole under its name."""
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    part = f"{target}.{os.urandom(4).hex()}.amlpart"
    try:
        with file.open(places) as source, open(part, "xb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        os.replace(part, target)
    finally:
        if os.path.lexists(part):
            os.unlink(part)


def make_writable(folder: str) -> None:
    """Take the protection off the folders of a view, so that they can be removed."""
    if os.path.isdir(folder) and not os.path.islink(folder):
        os.chmod(folder, 0o700)
        for entry in _folders(folder):
            make_writable(entry)


def _folders(folder: str) -> List[str]:
    with os.scandir(folder) as entries:
        return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
