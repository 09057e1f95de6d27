"""Snapshots: copies of source folders, kept once per content.

`objects/ab/<sha256>` holds the files, `<id>.json` a snapshot's list of (path, mode, sha256). The id is the hash of
that list, so the same folder gives the same id. `cache/` remembers the hash of every file by (mtime, size, inode):
an unchanged folder costs a stat per file.
"""

import json
import os
import stat
from typing import Dict, Iterator, List, Tuple

from amlwidgets.resources.errors import ResourceNotFound, RunConfigurationException, UserErrorException
from amlwidgets.store.layout import Layout

LIMIT_BYTES = 300 * 1024 * 1024
"""v1's limit for a snapshot: larger folders are data, and data belongs in a datastore."""

_ALWAYS_LEFT_OUT = (".git/", "__pycache__/", ".ipynb_checkpoints/", ".amlignore.lock")

Entry = Tuple[str, int, str]  # path, mode, sha256


def take(layout: Layout, source: str) -> str:
    """Copy a folder into the store; returns the snapshot's id.

    Raises UserErrorException for a folder that is not there, RunConfigurationException for one over the limit.
    """
    source = os.path.abspath(source)
    cache = _Cache(layout, source)
    entries: List[Entry] = [
        (path, status.st_mode & 0o777, cache.digest(path, status)) for path, status in source_files(source)
    ]
    cache.save()
    return _save(layout, entries)


def source_files(source: str) -> Iterator[Tuple[str, os.stat_result]]:
    """(path, stat) of each file of a snapshot, by path, less what .amlignore (or .gitignore) names.

    Raises as `take` does.
    """
    if not os.path.isdir(source):
        raise UserErrorException(
            f"source_directory is {source!r}; expected a folder that exists.",
            remedy="Give the folder that holds the script.",
        )
    total = 0
    for path, status in _files(source):
        total += status.st_size
        if total > LIMIT_BYTES:
            raise RunConfigurationException(
                f"The folder {source!r} holds more than {LIMIT_BYTES // 2**20} MB.",
                remedy="List what the run does not need in a file .amlignore there, or put data in a datastore.",
            )
        yield path, status


def materialise(layout: Layout, snapshot: str, folder: str) -> None:
    """Write a snapshot's files into a folder, as copies that may be changed. Raises ResourceNotFound."""
    import shutil

    made = set()
    for path, mode, digest in entries_of(layout, snapshot):
        target = os.path.join(folder, path)
        parent = os.path.dirname(target)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        shutil.copyfile(_object(layout, digest), target)
        os.chmod(target, mode | 0o600)


def entries_of(layout: Layout, snapshot: str) -> List[Entry]:
    """A snapshot's list of (path, mode, sha256), sorted by path. Raises ResourceNotFound."""
    try:
        with open(os.path.join(layout.snapshots, f"{snapshot}.json"), encoding="utf-8") as file:
            return [(path, mode, digest) for path, mode, digest in json.load(file)]
    except FileNotFoundError as error:
        raise ResourceNotFound(f"There is no snapshot {snapshot!r}.", kind="snapshot", name=snapshot) from error


def _files(source: str) -> Iterator[Tuple[str, os.stat_result]]:
    """(relative path, stat) of each file that belongs to a snapshot, sorted. Links to folders are not followed."""
    ignored = _ignore_rules(source)
    for folder, folders, names in os.walk(source):
        prefix = os.path.relpath(folder, source).replace(os.sep, "/") + "/"
        prefix = "" if prefix == "./" else prefix
        folders[:] = sorted(name for name in folders if not ignored(f"{prefix}{name}/"))
        for name in sorted(names):
            if not ignored(prefix + name):
                try:
                    status = os.stat(os.path.join(folder, name))
                except OSError:  # removed meanwhile, or a link to nothing: not part of the snapshot
                    continue
                if stat.S_ISREG(status.st_mode):  # reading a FIFO would wait for a writer for ever
                    yield prefix + name, status


class _Rules:
    """What .amlignore says, or where there is none .gitignore."""

    def __init__(self, lines: List[str]) -> None:
        self._lines = lines
        self._spec = None
        if lines:
            import pathspec

            self._spec = pathspec.GitIgnoreSpec.from_lines(lines)

    def __call__(self, path: str) -> bool:
        parts = f"/{path}"
        if any(f"/{name}" in parts for name in _ALWAYS_LEFT_OUT):
            return True
        return self._spec is not None and self._spec.match_file(path)


def _ignore_rules(source: str) -> _Rules:
    for name in (".amlignore", ".gitignore"):
        try:
            with open(os.path.join(source, name), encoding="utf-8") as file:
                return _Rules(file.read().splitlines())
        except FileNotFoundError:
            continue
    return _Rules([])


class _Cache:
    """The hashes of one source folder's files by (mtime, size, inode)."""

    def __init__(self, layout: Layout, source: str) -> None:
        import hashlib

        self._layout = layout
        self._source = source
        self._path = os.path.join(layout.snapshots, "cache", hashlib.sha256(source.encode()).hexdigest()[:32])
        self._known: Dict[str, List[object]] = {}
        self._new: Dict[str, List[object]] = {}
        try:
            with open(self._path, encoding="utf-8") as file:
                self._known = json.load(file)
        except (OSError, ValueError):
            # Missing or damaged: only time is lost, every file is read again.
            self._known = {}

    def digest(self, path: str, status: os.stat_result) -> str:
        """The sha256 of a file, which is in the store when this returns."""
        stamp = [status.st_mtime_ns, status.st_size, status.st_ino]
        known = self._known.get(path)
        if known and known[:3] == stamp and os.path.exists(_object(self._layout, str(known[3]))):
            digest = str(known[3])
        else:
            digest = _store_object(self._layout, os.path.join(self._source, path))
        self._new[path] = [*stamp, digest]
        return digest

    def save(self) -> None:
        if self._new != self._known:
            _write_atomically(self._path, json.dumps(self._new))


def _object(layout: Layout, digest: str) -> str:
    return os.path.join(layout.snapshots, "objects", digest[:2], digest)


def _store_object(layout: Layout, path: str) -> str:
    """Copy a file under its hash, hashing what is copied: a file that changes meanwhile cannot be misnamed."""
    import hashlib

    folder = os.path.join(layout.snapshots, "objects")
    os.makedirs(folder, exist_ok=True)
    part = os.path.join(folder, f"part-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        found = hashlib.sha256()
        with open(path, "rb") as source, open(part, "xb") as target:
            for block in iter(lambda: source.read(1 << 20), b""):
                found.update(block)
                target.write(block)
        digest = found.hexdigest()
        os.makedirs(os.path.dirname(_object(layout, digest)), exist_ok=True)
        os.replace(part, _object(layout, digest))
    finally:
        if os.path.exists(part):
            os.unlink(part)
    return digest


def _save(layout: Layout, entries: List[Entry]) -> str:
    import hashlib

    text = json.dumps(sorted(entries))
    snapshot = hashlib.sha256(text.encode()).hexdigest()[:32]
    path = os.path.join(layout.snapshots, f"{snapshot}.json")
    if not os.path.exists(path):
        _write_atomically(path, text)
    return snapshot


def _write_atomically(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.{os.getpid()}-{os.urandom(4).hex()}.part"
    with open(part, "x", encoding="utf-8") as file:
        file.write(text)
    os.replace(part, path)
