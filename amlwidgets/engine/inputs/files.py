"""The files that the sources of a dataset name, wherever they are."""

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import unquote, urlsplit

from amlwidgets.engine.inputs import globs
from amlwidgets.engine.inputs.sealing import address
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry
from amlwidgets.storage.base import Moved, silent
from amlwidgets.storage.cache import default_cache as file_cache
from amlwidgets.storage.cache import link_or_symlink
from amlwidgets.store import files as local_files
from amlwidgets.store.web_cache import default_cache as web_cache
from amlwidgets.store.web_cache import shown

Source = Mapping[str, Any]
"""`{"datastore", "path"}` or `{"path"}` of this machine, both with wildcards; or `{"url"}`."""


class Places(ABC):
    """Where datastores keep their files. `workspace_folder` has the secrets of signed addresses; "" for none."""

    workspace_folder = ""

    @abstractmethod
    def root(self, datastore: str) -> Optional[str]:
        """Its folder on this machine, or None."""

    @abstractmethod
    def walk(self, datastore: str, path: str) -> Iterable[FileEntry]:
        """All files below a path, or the one it names."""

    @abstractmethod
    def identity(self, datastore: str) -> str:
        """What a datastore elsewhere is, whatever it is called: its files are cached under that."""

    @abstractmethod
    def download(self, datastore: str, path: str, target: str, moved: Moved) -> None:
        """A file of a datastore elsewhere to this machine, whole or not at all."""


@dataclass(frozen=True)
class SourceFile:
    """One file of a dataset. `shown` is its path in the dataset, `full` the one in its place, which partitions are
    read from; `size` in bytes and `modified` in seconds since 1970 where they are known without a download.
    """

    source: Source
    full: str
    shown: str = ""
    size: Optional[int] = None
    modified: Optional[float] = None
    columns: Dict[str, Any] = field(default_factory=dict)
    etag: str = ""

    def is_elsewhere(self, places: Places) -> bool:
        """Whether it has to be brought here before it is read."""
        return "url" in self.source or (
            "datastore" in self.source and places.root(self.source["datastore"]) is None
        )

    def on_disk(self, places: Places, moved: Moved = silent) -> str:
        """The path on this machine: of a file that is elsewhere in a cache, where it is read-only."""
        if "url" in self.source:
            return web_cache().fetch(address(self.source, places.workspace_folder))
        if "datastore" not in self.source:
            return self.full
        datastore = self.source["datastore"]
        root = places.root(datastore)
        if root is not None:
            return local_files.inside(root, self.full)
        return file_cache().fetch(places.identity(datastore), self._entry(), self._download(places, moved))

    def link(self, places: Places, target: str, path: str) -> None:
        """A link to the file, which is at `path`: to its place, or one that keeps the bytes of what is cached."""
        if not self.is_elsewhere(places):
            os.symlink(path, target)
        elif "url" in self.source:
            link_or_symlink(path, target)
        else:
            place = places.identity(self.source["datastore"])
            file_cache().link(place, self._entry(), target, self._download(places, silent))

    def open(self, places: Places) -> BinaryIO:
        """The file, open for reading."""
        return open(self.on_disk(places), "rb")

    def _entry(self) -> FileEntry:
        return FileEntry(self.full, self.size or 0, self.modified or 0.0, etag=self.etag)

    def _download(self, places: Places, moved: Moved) -> Callable[[str], None]:
        return lambda target: places.download(self.source["datastore"], self.full, target, moved)


def list_files(sources: Iterable[Source], places: Places) -> List[SourceFile]:
    """All files of some sources, in their order. Raises UserErrorException for a source that has none."""
    found: List[Tuple[str, str, SourceFile]] = []
    for source in sources:
        start = len(found)
        found.extend((_realm(source), base, file) for base, file in _of_source(source, places))
        if len(found) == start:
            raise nothing_there(source)
    return _named(found)


def nothing_there(source: Source) -> UserErrorException:
    """The error for a source without files."""
    place = f"the datastore {source['datastore']!r}" if "datastore" in source else "this machine"
    return UserErrorException(
        f"There are no files at {source['path']!r} in {place}.",
        remedy="Check the path: it is relative to the datastore, case counts, and * stays in a folder.",
    )


def _realm(source: Source) -> str:
    return "" if "url" in source else str(source.get("datastore", "local"))


def _of_source(source: Source, places: Places) -> Iterator[Tuple[str, SourceFile]]:
    """Each file with the folder that its path in the dataset begins below."""
    if "url" in source:
        yield "", SourceFile(source, _web_path(source["url"]))
        return
    given = str(source["path"])
    base, rest = globs.split(given.strip("/") if "datastore" in source else given)
    matches = globs.compiled(rest).match if rest else None
    for entry in _walk(source, base, places):
        if entry.path == base and not rest:
            base = os.path.dirname(base)
        below = entry.path[len(base) :].lstrip("/")
        if matches is None or matches(below):
            yield base, SourceFile(source, entry.path, below, entry.size, entry.modified, etag=entry.etag)


def _walk(source: Source, base: str, places: Places) -> Iterator[FileEntry]:
    if "datastore" in source:
        yield from places.walk(source["datastore"], check_relative(base))
        return
    folder, name = (base, "") if os.path.isdir(base) else os.path.split(base)
    if os.path.isdir(folder):
        for entry in local_files.walk(folder, name):
            yield replace(entry, path=os.path.join(folder, entry.path))


def _web_path(url: str) -> str:
    """`http/<host>/<path>`: the same for everybody, without the query."""
    parts = urlsplit(shown(url))
    names = [name for name in unquote(parts.path).split("/") if name not in ("", ".", "..")]
    return "/".join([parts.scheme, parts.netloc, *[name.replace("\0", "")[:200] for name in names or ["index"]]])


def _named(found: List[Tuple[str, str, SourceFile]]) -> List[SourceFile]:
    """With their paths in the dataset: below the folder that all of a place have in common."""
    bases: Dict[str, List[str]] = {}
    for realm, base, _ in found:
        if base not in bases.setdefault(realm, []):
            bases[realm].append(base)
    common = {realm: _common(each) for realm, each in bases.items()}
    several = len(common) > 1
    return [
        replace(file, shown="/" + _below(file.full, common[realm], realm if several else ""))
        for realm, _, file in found
    ]


def _common(bases: List[str]) -> str:
    return os.path.commonpath(bases) if len(bases) > 1 else bases[0]


def _below(full: str, base: str, realm: str) -> str:
    below = full[len(base) :].lstrip("/") if base else full
    return f"{realm}/{below}" if realm else below
