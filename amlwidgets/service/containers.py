"""The containers of the blob subset: of a datastore, of the files of all runs, and of each upload of code."""

from abc import ABC, abstractmethod
from typing import BinaryIO, ContextManager, Iterable, Iterator, Tuple

from amlwidgets.backend import Backend
from amlwidgets.faces.datastore import container_of
from amlwidgets.resources.errors import PathNotAllowed, ResourceExists, ResourceNotFound
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry
from amlwidgets.service.links import RUNS_CONTAINER

UPLOAD = "upload-"
"""What the names of containers begin with that hold one upload of code."""

UPLOAD_STORE = "workspaceblobstore"
UPLOADS = "LocalUpload"
"""The datastore, and the folder in it, where uploads lie."""

BLOCKS = ".azblocks-"
"""What the names of folders begin with where the blocks of one blob wait."""

_RUNS = "ExperimentRun/dcid."


def upload_folder(container: str) -> Tuple[str, str]:
    """The datastore and the folder in it where an upload's files lie until they are a snapshot."""
    return UPLOAD_STORE, f"{UPLOADS}/{container}"


class Container(ABC):
    """Blobs by name."""

    @abstractmethod
    def walk(self, prefix: str) -> Iterable[FileEntry]:
        """The blobs whose names begin with a text, by name."""

    @abstractmethod
    def open(self, name: str) -> BinaryIO:
        """A blob to read. Raises ResourceNotFound."""

    @abstractmethod
    def write(self, name: str, *, overwrite: bool) -> ContextManager[BinaryIO]:
        """A blob to write; it appears whole when the block ends. Raises ResourceExists without `overwrite`."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a blob, or all below a folder."""


class FolderContainer(Container):
    """A folder of a datastore; "" is all of it."""

    def __init__(self, backend: Backend, datastore: str, folder: str = "") -> None:
        self._backend = backend
        self._datastore = datastore
        self._prefix = f"{folder}/" if folder else ""

    def walk(self, prefix: str) -> Iterator[FileEntry]:
        """See Container."""
        folder = self._prefix + prefix[: prefix.rfind("/") + 1]
        for entry in self._backend.walk_files(self._datastore, folder):
            name = entry.path[len(self._prefix) :]
            if name.startswith(prefix) and not name.startswith(BLOCKS):
                yield FileEntry(name, entry.size, entry.modified)

    def open(self, name: str) -> BinaryIO:
        """See Container."""
        return self._backend.open_file(self._datastore, self._path(name))

    def write(self, name: str, *, overwrite: bool) -> ContextManager[BinaryIO]:
        """See Container."""
        return self._backend.write_file(self._datastore, self._path(name), overwrite=overwrite)

    def remove(self, name: str) -> None:
        """See Container."""
        self._backend.delete_file(self._datastore, self._path(name))

    def _path(self, name: str) -> str:
        return self._prefix + check_relative(name)


class RunsContainer(Container):
    """The files of every run, below `ExperimentRun/dcid.<run>/`. Blocks wait among uploads: a run shows none."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._blocks = FolderContainer(backend, UPLOAD_STORE, UPLOADS)

    def walk(self, prefix: str) -> Iterator[FileEntry]:
        """See Container; without a whole run in the prefix there is nothing to list."""
        run_id, slash, rest = prefix[len(_RUNS) :].partition("/")
        if not prefix.startswith(_RUNS) or not slash:
            return
        for entry in self._backend.list_run_files(run_id, rest):
            yield FileEntry(f"{_RUNS}{run_id}/{entry.path}", entry.size, entry.modified)

    def open(self, name: str) -> BinaryIO:
        """See Container."""
        if name.startswith(BLOCKS):
            return self._blocks.open(name)
        return self._backend.open_run_file(*_of_run(name))

    def write(self, name: str, *, overwrite: bool) -> ContextManager[BinaryIO]:
        """See Container."""
        if name.startswith(BLOCKS):
            return self._blocks.write(name, overwrite=overwrite)
        run_id, path = _of_run(name)
        if not overwrite and self._is_there(run_id, path):
            raise ResourceExists(f"The run {run_id!r} has a file {path!r} already.", kind="blob", name=name)
        return self._backend.write_run_file(run_id, path)

    def remove(self, name: str) -> None:
        """See Container; files of runs stay."""
        if not name.startswith(BLOCKS):
            raise PathNotAllowed(f"{name!r} belongs to a run.")
        self._blocks.remove(name)

    def _is_there(self, run_id: str, path: str) -> bool:
        try:
            self._backend.open_run_file(run_id, path).close()
        except ResourceNotFound:
            return False
        return True


def _of_run(name: str) -> Tuple[str, str]:
    """The run of a blob and the path in it. Raises ResourceNotFound."""
    run_id, slash, path = name[len(_RUNS) :].partition("/")
    if not name.startswith(_RUNS) or not slash:
        raise ResourceNotFound(f"There is no blob {name!r}.", kind="blob", name=name)
    return run_id, path


def find_container(backend: Backend, name: str) -> Container:
    """The container of a name. Raises ResourceNotFound."""
    if name == RUNS_CONTAINER:
        return RunsContainer(backend)
    if name.startswith(UPLOAD):
        return FolderContainer(backend, *upload_folder(name))
    for datastore in backend.list_datastores():
        if name == container_of(datastore):
            return FolderContainer(backend, datastore.name)
    raise ResourceNotFound(f"There is no container {name!r}.", kind="container", name=name)


def block_name(blob: str, block: str) -> str:
    """Where a block waits until its blob is put together; never listed."""
    import hashlib

    return f"{blocks_folder(blob)}/{hashlib.sha256(block.encode()).hexdigest()}"


def blocks_folder(blob: str) -> str:
    """The folder of a blob's blocks."""
    import hashlib

    return f"{BLOCKS}{hashlib.sha256(blob.encode()).hexdigest()[:32]}"
