"""The files of a dataset in a folder: links that nothing can be added to, or copies."""

import os
from typing import Dict, Iterable, List, Optional, Set, Tuple

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.engine.inputs.moving import Mover
from amlwidgets.resources.errors import PathNotAllowed, UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.storage.base import Moved
from amlwidgets.storage.parallel import Transfer

_READ_ONLY, _READ_ONLY_FILE = 0o555, 0o444
_CHUNK = 1 << 20


def make_view(files: Iterable[SourceFile], folder: str, places: Places, mover: Optional[Mover] = None) -> None:
    """Fill a folder with links to the files; those of files that are elsewhere cannot be written through."""
    mover = mover or Mover()
    for file, target, path in _brought(files, folder, places, mover):
        mover.check()
        file.link(places, target, path)
    protect(folder)


def make_copy(files: Iterable[SourceFile], folder: str, places: Places, mover: Optional[Mover] = None) -> None:
    """Fill a folder with copies of the files, which may be changed."""
    mover = mover or Mover()
    for _, target, path in _brought(files, folder, places, mover):
        _copy(path, target, mover)


def _brought(
    files: Iterable[SourceFile], folder: str, places: Places, mover: Mover
) -> Iterable[Tuple[SourceFile, str, str]]:
    """Each file with where it is to be in the folder, and where it is: all are here when the first is given."""
    os.makedirs(folder, exist_ok=True)
    wanted = {target: file for file, target in _targets(files, folder)}
    brought: Dict[str, str] = {}

    def bring(transfer: Transfer, moved: Moved) -> bool:
        brought[transfer.target] = wanted[transfer.target].on_disk(places, moved)
        return True

    elsewhere = [
        Transfer(file.full, target, file.size or 0) for target, file in wanted.items() if file.is_elsewhere(places)
    ]
    mover.move(f"Bringing {os.path.basename(folder)}", elsewhere, bring)
    return ((file, target, brought.get(target) or file.on_disk(places)) for target, file in wanted.items())


def bring(files: Iterable[SourceFile], places: Places) -> None:
    """Have the files of datastores elsewhere in the cache, several at once, before they are used one by one."""
    wanted = {
        str(number): file
        for number, file in enumerate(files)
        if "datastore" in file.source and file.is_elsewhere(places)
    }

    def fetch(transfer: Transfer, moved: Moved) -> bool:
        wanted[transfer.target].on_disk(places, moved)
        return True

    transfers = [Transfer(file.full, number, file.size or 0) for number, file in wanted.items()]
    Mover().move("", transfers, fetch)


def _targets(files: Iterable[SourceFile], folder: str) -> List[Tuple[SourceFile, str]]:
    """Each file with its place, whose folders are made. Raises UserErrorException for a file where a folder is."""
    made: Set[str] = {folder}
    taken: Dict[str, SourceFile] = {}
    for file in files:
        target = inside_view(folder, file.shown)
        if target in taken or os.path.isfile(target):  # two sources that name the same file
            continue
        parent = os.path.dirname(target)
        if parent not in made:
            above = _above(parent, folder)
            if not above.isdisjoint(taken):
                raise _both(file)
            os.makedirs(parent, exist_ok=True)
            made |= above
        if target in made:
            raise _both(file)
        taken[target] = file
    return [(file, target) for target, file in taken.items()]


def _above(path: str, folder: str) -> Set[str]:
    """A path and the folders above it, below `folder`."""
    found = set()
    while path != folder:
        found.add(path)
        path = os.path.dirname(path)
    return found


def _both(file: SourceFile) -> UserErrorException:
    return UserErrorException(
        f"{file.full!r} cannot be put into a folder: a part of its path is a file and a folder at once.",
        remedy="Name the files apart, or give the dataset a pattern that leaves one of them out.",
    )


def inside_view(folder: str, shown: str) -> str:
    """Where a path of a dataset lies in a folder. Raises PathNotAllowed for one that would lead outside."""
    relative = check_relative(shown.lstrip("/"))
    if not relative:
        raise PathNotAllowed("A file of the dataset has no name.")
    return os.path.join(folder, relative)


def copy_file(file: SourceFile, target: str, places: Places) -> None:
    """A copy that appears whole under its name."""
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    _copy(file.on_disk(places), target, Mover())


def _copy(path: str, target: str, mover: Mover) -> None:
    part = f"{target}.{os.urandom(4).hex()}.amlpart"
    try:
        with open(path, "rb") as source, open(part, "xb") as sink:
            for chunk in iter(lambda: source.read(_CHUNK), b""):
                mover.check()
                sink.write(chunk)
        os.replace(part, target)
    finally:
        if os.path.lexists(part):
            os.unlink(part)


def protect(folder: str, *, files: bool = False) -> None:
    """Have nothing added to a folder and those below it; with `files` nothing written into files either."""
    for root, folders, names in os.walk(folder, topdown=False):
        for name in names if files else ():
            os.chmod(os.path.join(root, name), _READ_ONLY_FILE)
        for name in folders:
            os.chmod(os.path.join(root, name), _READ_ONLY)
    os.chmod(folder, _READ_ONLY)


def make_writable(folder: str) -> None:
    """Take the protection off the folders of a view, so that they can be removed."""
    if os.path.isdir(folder) and not os.path.islink(folder):
        os.chmod(folder, 0o700)
        for entry in _folders(folder):
            make_writable(entry)


def _folders(folder: str) -> List[str]:
    with os.scandir(folder) as entries:
        return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
