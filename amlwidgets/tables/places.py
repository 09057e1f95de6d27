"""Datastores of a workspace as the places of a dataset's files."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Callable, Dict, Iterable, Iterator, Optional

from amlwidgets.engine.inputs.files import Places
from amlwidgets.resources.errors import (
    DatasetValidationError,
    ResourceNotFound,
    UserErrorException,
    WorkspaceException,
)
from amlwidgets.resources.records import FileEntry
from amlwidgets.storage.base import Moved
from amlwidgets.storage.cache import identity

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


Check = Callable[[], None]
"""Asked between the steps of what takes long; raises once nobody wants the result any more."""


def always() -> None:
    """For who does not change their mind."""


class BackendPlaces(Places):
    """What the backend of a workspace has, wherever that is. `check` ends a download."""

    def __init__(self, backend: "Backend", check: Check = always) -> None:
        self._backend = backend
        self._check = check
        self.workspace_folder = backend.workspace.folder
        self._roots: Dict[str, Optional[str]] = {}
        self._identities: Dict[str, str] = {}

    def root(self, datastore: str) -> Optional[str]:
        """See Places."""
        import os

        if datastore not in self._roots:
            path = self._backend.get_datastore(datastore).path
            self._roots[datastore] = path if os.path.isabs(path) and os.path.isdir(path) else None
        return self._roots[datastore]

    def walk(self, datastore: str, path: str) -> Iterable[FileEntry]:
        """See Places."""
        return self._backend.walk_files(datastore, path)

    def identity(self, datastore: str) -> str:
        """See Places. What another server says is a folder of its own is known by that server's workspace."""
        if datastore not in self._identities:
            record, workspace = self._backend.get_datastore(datastore), self._backend.workspace
            there = f"{workspace.workspace_id} {workspace.arm_id} {record.name}"
            self._identities[datastore] = there if record.path else identity(record)
        return self._identities[datastore]

    def download(self, datastore: str, path: str, target: str, moved: Moved) -> None:
        """See Places."""

        def told(size: int) -> None:
            self._check()
            moved(size)

        self._backend.download_file(datastore, path, target, moved=told)


class NoPlaces(Places):
    """For datasets of the web and of this machine, which belong to no workspace."""

    def root(self, datastore: str) -> Optional[str]:
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")

    def walk(self, datastore: str, path: str) -> Iterable[FileEntry]:  # noqa: ARG002
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")

    def identity(self, datastore: str) -> str:
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")

    def download(self, datastore: str, path: str, target: str, moved: Moved) -> None:  # noqa: ARG002
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")


def places_of(backend: "Optional[Backend]", check: Check = always) -> Places:
    """Where the datastores of a workspace keep their files."""
    return NoPlaces() if backend is None else BackendPlaces(backend, check)


@contextmanager
def found() -> Iterator[None]:
    """What is not there is raised as v1's DatasetValidationError."""
    try:
        yield
    except DatasetValidationError:
        raise
    except (UserErrorException, ResourceNotFound) as error:
        raise DatasetValidationError(error.message, error, remedy=error.remedy) from error
