"""A container of Azure Blob storage; ADLS Gen2 through its blob endpoint."""

import os
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, ContextManager, Dict, Iterable, Iterator, List, Optional

from amlwidgets.resources.errors import (
    PathNotAllowed,
    ResourceNotFound,
    ServiceUnavailable,
    ValidationException,
)
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import azure_credentials, azure_transport
from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.azure_blocks import AT_ONCE, BLOCK, is_marker, open_blob, put
from amlwidgets.storage.azure_errors import not_public, told
from amlwidgets.storage.azure_public import PublicFirst
from amlwidgets.storage.base import Moved, Storage, missing, silent
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.in_time import in_time
from amlwidgets.storage.ranges import AHEAD, reader
from amlwidgets.storage.spooled import spooled
from amlwidgets.store import files

if TYPE_CHECKING:
    from azure.storage.blob import BlobClient, BlobProperties, ContainerClient


class BlobStorage(Storage):
    """See Storage. Paths are names of blobs, exactly: also those with `//` in them."""

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        container = self._open(record, secrets, anonymous=azure_credentials.may_be_public(record, secrets))
        self._place = azure_credentials.place(container, "container", record, secrets)
        self._public = PublicFirst(container, partial(self._sign_in, record)) if self._place.public_first else None
        self._own = container

    @staticmethod
    def _open(record: DatastoreRecord, secrets: Secrets, *, anonymous: bool = False) -> "ContainerClient":
        from azure.storage.blob import BlobServiceClient, ExponentialRetry

        options: Dict[str, Any] = {
            **azure_transport.options(ExponentialRetry),
            "max_single_put_size": BLOCK,
            "max_single_get_size": BLOCK,
            "max_chunk_get_size": BLOCK,
        }
        if record.settings.get("resourceUrl"):
            options["audience"] = record.settings["resourceUrl"]
        service = azure_credentials.open_client(
            BlobServiceClient, "blob", record, secrets, anonymous=anonymous, **options
        )
        container: ContainerClient = service.get_container_client(record.container_name)
        return container

    def _sign_in(self, record: DatastoreRecord) -> "Optional[ContainerClient]":
        """Who is signed in on this machine; None where nobody can, which is known without asking."""
        try:
            return self._open(record, {})
        except (ImportError, ValidationException):  # without azure-identity, or not over https
            return None

    @property
    def _container(self) -> "ContainerClient":
        """The client that reads."""
        return self._public.container() if self._public else self._own

    @property
    def _writing(self) -> "ContainerClient":
        return self._public.container(writes=True) if self._public else self._own

    def make(self) -> None:
        """Make the container, if it is not there."""
        from azure.core.exceptions import ResourceExistsError

        with told(self._place):
            try:
                self._writing.create_container()
            except ResourceExistsError:
                return

    def check(self) -> None:
        """See Storage."""
        with told(self._place):
            try:
                in_time(
                    self._first_entry, f"Nothing is heard of {self._place} at {self._place.host} within seconds."
                )
            except ServiceUnavailable:
                if self._public and self._public.is_private:
                    raise not_public(self._place, "to sign in takes longer than some seconds") from None
                raise

    def _first_entry(self) -> Any:
        return next(iter(self._container.list_blobs(results_per_page=1, **azure_transport.QUICKLY)), None)

    def list_folder(self, path: str = "") -> List[FileEntry]:
        """See Storage."""
        with told(self._place, path):
            found = self._folder(path)
            if found is None and path.endswith("/"):
                found = self._folder(path.rstrip("/"))
            if found is None:
                raise ResourceNotFound(f"There is no folder {path!r}.", kind="folder", name=path)
        return sorted(found.values(), key=lambda entry: (not entry.is_folder, entry.path))

    def _folder(self, path: str) -> Optional[Dict[str, FileEntry]]:
        from azure.storage.blob import BlobPrefix

        prefix, found, there = f"{path}/" if path else "", {}, not path
        for item in self._container.walk_blobs(prefix, include=["metadata"], delimiter="/"):
            there = True
            if isinstance(item, BlobPrefix) or is_marker(item.metadata):
                name = item.name[:-1] if isinstance(item, BlobPrefix) else item.name
                found[f"{name}/"] = FileEntry(name, 0, 0.0, is_folder=True)
            elif item.name != prefix:
                found[item.name] = _entry(item)
        return found if there or self._marker(path) else None

    def _marker(self, path: str) -> bool:
        """Whether a path names an empty folder of an account that has such things."""
        from azure.core.exceptions import ResourceNotFoundError

        try:
            return is_marker(self._blob(path).get_blob_properties().metadata)
        except ResourceNotFoundError:
            return False

    def walk(self, path: str = "") -> Iterator[FileEntry]:
        """See Storage."""
        if path:
            try:
                yield self.stat(path)
                return
            except ResourceNotFound as error:
                if error.details.get("kind") != "file":
                    raise
        with told(self._place, path):
            for item in self._below(path):
                if not (item.name.endswith("/") or is_marker(item.metadata)):
                    yield _entry(item)

    def _below(self, path: str) -> "Iterable[BlobProperties]":
        return self._container.list_blobs(f"{path.rstrip('/')}/" if path else None, include=["metadata"])

    def stat(self, path: str) -> FileEntry:
        """See Storage."""
        with told(self._place, path):
            known = self._blob(path).get_blob_properties()
        if is_marker(known.metadata) or path.endswith("/"):
            raise missing(path)
        return _entry(known)

    def open(self, path: str) -> BinaryIO:
        """See Storage."""
        with told(self._place, path):
            opened = open_blob(self._blob(path), AHEAD)

        def fetch(offset: int, length: int) -> bytes:
            with told(self._place, path):
                return opened.fetch(offset, length)

        return reader(fetch, opened.size, opened.first)

    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See Storage."""
        return spooled(lambda file, size, moved: self._send(file, size, path, overwrite, moved))

    def upload(self, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent) -> None:
        """See Storage. What was broken off goes on where it was."""
        with open(source, "rb") as file:
            self._send(file, os.fstat(file.fileno()).st_size, path, overwrite, moved)

    def _send(self, file: BinaryIO, size: int, path: str, overwrite: bool, moved: Moved) -> None:
        if path.endswith("/"):
            raise PathNotAllowed(f"{path!r} is a folder.", remedy="Name a file.")
        if "\\" in path:
            raise PathNotAllowed(
                f"{path!r} has a backslash, which the service takes for a slash.", remedy="Use '/'."
            )
        with told(self._place, path):
            put(self._blob(path, writes=True), file, size, overwrite=overwrite, moved=moved)

    def download(self, path: str, target: str, *, moved: Moved = silent) -> None:
        """See Storage."""
        with told(self._place, path):
            opened = open_blob(self._blob(path))
            with files.replaced(os.path.abspath(target)) as sink:
                opened.save(sink, moved, BLOCK)

    def delete(self, path: str) -> None:
        """See Storage."""
        try:
            self.stat(path)
        except ResourceNotFound as error:
            if error.details.get("kind") != "file":
                raise
            self._delete_folder(path.rstrip("/"))
            return
        with told(self._place, path):
            self._blob(path, writes=True).delete_blob(delete_snapshots="include")

    def _delete_folder(self, path: str) -> None:
        with told(self._place, path):
            below = list(self._below(path))
            if self._marker(path):
                below.append(self._container.get_blob_client(path).get_blob_properties())
        if not below:
            raise missing(path)
        markers = [item.name for item in below if is_marker(item.metadata)]
        plain = [item.name for item in below if not is_marker(item.metadata)]
        with told(self._place, path):
            for _ in in_order((partial(self._remove, name) for name in plain), AT_ONCE):
                pass
            for name in sorted(markers, reverse=True):  # a folder is empty when its turn comes
                self._remove(name)

    def _remove(self, name: str) -> None:
        from azure.core.exceptions import ResourceNotFoundError

        try:
            self._writing.get_blob_client(name).delete_blob(delete_snapshots="include")
        except ResourceNotFoundError:
            return

    def _blob(self, path: str, *, writes: bool = False) -> "BlobClient":
        """The client of one blob. Raises PathNotAllowed for what no address can say."""
        parts = path.split("/")
        if not path or "." in parts or ".." in parts or "\0" in path:
            raise PathNotAllowed(
                f"No file can be called {path!r} there.", remedy="Name a file without '..' parts."
            )
        return (self._writing if writes else self._container).get_blob_client(path)


def _entry(known: "BlobProperties") -> FileEntry:
    return FileEntry(
        known.name, known.size, known.last_modified.timestamp(), etag=str(known.etag or "").strip('"')
    )
