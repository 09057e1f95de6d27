"""A share of Azure Files."""

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, ContextManager, Dict, Iterator, List, Union

from amlwidgets.resources.errors import PathNotAllowed, ResourceNotFound
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import azure_credentials, azure_transport
from amlwidgets.storage.azure_errors import code_of, told
from amlwidgets.storage.azure_ranges import RANGE, open_file, put
from amlwidgets.storage.base import Moved, Storage, missing, silent
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.in_time import in_time
from amlwidgets.storage.ranges import reader
from amlwidgets.storage.spooled import spooled
from amlwidgets.store import files

if TYPE_CHECKING:
    from azure.storage.fileshare import DirectoryProperties, FileProperties, ShareClient

    Properties = Union[DirectoryProperties, FileProperties]

_OTHER_KIND = ("ResourceTypeMismatch", "ResourceNotFound", "ParentNotFound")
"""What the service says of a folder that was asked for as a file, and the other way round."""


class FileShareStorage(Storage):
    """See Storage. Names are compared without case, as the service does."""

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        from azure.storage.fileshare import ExponentialRetry, ShareServiceClient

        options: Dict[str, Any] = {
            **azure_transport.options(ExponentialRetry),
            "max_range_size": RANGE,
            "max_single_get_size": RANGE,
            "max_chunk_get_size": RANGE,
            "allow_trailing_dot": True,
            "allow_source_trailing_dot": True,
        }
        if azure_credentials.is_identity(secrets):
            options["token_intent"] = "backup"  # noqa: S105 - what a token is for
        service = azure_credentials.open_client(ShareServiceClient, "file", record, secrets, **options)
        self._place = azure_credentials.place(service, "share", record, secrets)
        self._share: ShareClient = service.get_share_client(record.container_name)

    def make(self) -> None:
        """Make the share, if it is not there."""
        from azure.core.exceptions import ResourceExistsError

        with told(self._place):
            try:
                self._share.create_share()
            except ResourceExistsError:
                return

    def check(self) -> None:
        """See Storage."""
        with told(self._place):
            in_time(self._first_entry, f"Nothing is heard of {self._place} at {self._place.host} within seconds.")

    def _first_entry(self) -> Any:
        return next(
            iter(self._share.list_directories_and_files(results_per_page=1, **azure_transport.QUICKLY)), None
        )

    def list_folder(self, path: str = "") -> List[FileEntry]:
        """See Storage."""
        name = _name(path) if path.strip("/") else ""
        with told(self._place, path):
            found = [_entry(item, name) for item in self._items(name) if not item.name.endswith(files.PART)]
        return sorted(found, key=lambda entry: (not entry.is_folder, entry.path))

    def _items(self, path: str) -> "List[Properties]":
        """A folder, with what is being written. Raises ResourceNotFound."""
        from azure.core.exceptions import HttpResponseError

        folder = self._share.get_directory_client(path)
        try:
            return list(folder.list_directories_and_files(include=["timestamps", "Etag"]))
        except HttpResponseError as error:
            if path and code_of(error) in _OTHER_KIND:
                raise ResourceNotFound(f"There is no folder {path!r}.", kind="folder", name=path) from None
            raise

    def walk(self, path: str = "") -> Iterator[FileEntry]:
        """See Storage."""
        if path.strip("/"):
            try:
                yield self.stat(path)
                return
            except ResourceNotFound as error:
                if error.details.get("kind") != "file":
                    raise
        try:
            entries = self.list_folder(path)
        except ResourceNotFound as error:
            if error.details.get("kind") != "folder":
                raise
            return
        yield from self._walk(entries)

    def _walk(self, entries: List[FileEntry]) -> Iterator[FileEntry]:
        for entry in sorted(entries, key=lambda entry: f"{entry.path}/" if entry.is_folder else entry.path):
            if entry.is_folder:
                yield from self._walk(self.list_folder(entry.path))
            else:
                yield entry

    def stat(self, path: str) -> FileEntry:
        """See Storage."""
        name = _name(path)
        with told(self._place, path), _as_file(path):
            known = self._share.get_file_client(name).get_file_properties()
        return FileEntry(name, known.size, known.last_modified.timestamp(), etag=_etag(known.etag))

    def open(self, path: str) -> BinaryIO:
        """See Storage."""
        with told(self._place, path), _as_file(path):
            opened = open_file(self._share.get_file_client(_name(path)), path)

        def fetch(offset: int, length: int) -> bytes:
            with told(self._place, path):
                return opened.fetch(offset, length)

        return reader(fetch, opened.size, opened.first)

    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See Storage."""
        return spooled(lambda file, size, moved: self._send(file, size, path, overwrite, moved))

    def upload(self, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent) -> None:
        """See Storage."""
        with open(source, "rb") as file:
            self._send(file, os.fstat(file.fileno()).st_size, path, overwrite, moved)

    def _send(self, file: BinaryIO, size: int, path: str, overwrite: bool, moved: Moved) -> None:
        if path.endswith("/"):
            raise PathNotAllowed(f"{path!r} is a folder.", remedy="Name a file.")
        with told(self._place, path):
            put(self._share, _name(path), file, size, overwrite=overwrite, moved=moved)

    def download(self, path: str, target: str, *, moved: Moved = silent) -> None:
        """See Storage."""
        with told(self._place, path), _as_file(path):
            opened = open_file(self._share.get_file_client(_name(path)), path)
            with files.replaced(os.path.abspath(target)) as sink:
                opened.save(sink, moved, RANGE)

    def delete(self, path: str) -> None:
        """See Storage."""
        name = _name(path)
        try:
            self.stat(path)
        except ResourceNotFound as error:
            if error.details.get("kind") != "file":
                raise
            with told(self._place, path):
                self._delete_folder(name)
            return
        with told(self._place, path):
            self._share.get_file_client(name).delete_file()

    def _delete_folder(self, path: str) -> None:
        for item in self._items(path):
            below = f"{path}/{item.name}"
            if item.is_directory:
                self._delete_folder(below)
            else:
                self._share.get_file_client(below).delete_file()
        self._share.get_directory_client(path).delete_directory()


@contextmanager
def _as_file(path: str) -> Iterator[None]:
    """ResourceNotFound for what is no file."""
    from azure.core.exceptions import HttpResponseError

    try:
        yield
    except HttpResponseError as error:
        if code_of(error) in _OTHER_KIND:
            raise missing(path) from None
        raise


def _name(path: str) -> str:
    """As the service has it: without empty parts. Raises PathNotAllowed for what no address can say."""
    parts = [part for part in path.split("/") if part]
    if not parts or "." in parts or ".." in parts or "\\" in path or "\0" in path:
        raise PathNotAllowed(f"No file can be called {path!r} there.", remedy="Use '/', and no '..' parts.")
    return "/".join(parts)


def _entry(item: "Properties", folder: str) -> FileEntry:
    from azure.storage.fileshare import DirectoryProperties

    path = f"{folder}/{item.name}" if folder else str(item.name)
    if isinstance(item, DirectoryProperties):
        return FileEntry(path, 0, 0.0, is_folder=True)
    return FileEntry(path, item.size, item.last_modified.timestamp(), etag=_etag(item.etag))


def _etag(etag: object) -> str:
    return str(etag or "").strip('"')
