"""Datastores of a workspace as the places of a dataset's files."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Dict, Iterable, Iterator, Optional

from amlwidgets.engine.inputs.files import Places
from amlwidgets.resources.errors import (
    DatasetValidationError,
    ResourceNotFound,
    UserErrorException,
    WorkspaceException,
)
from amlwidgets.resources.records import FileEntry

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


class BackendPlaces(Places):
    """What the backend of a workspace has, wherever that is."""

    def __init__(self, backend: "Backend") -> None:
        self._backend = backend
        self.workspace_folder = backend.workspace.folder
        self._roots: Dict[str, Optional[str]] = {}

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

    def open(self, datastore: str, path: str) -> BinaryIO:
        """See Places."""
        return self._backend.open_file(datastore, path)


class NoPlaces(Places):
    """For datasets of the web and of this machine, which belong to no workspace."""

    def root(self, datastore: str) -> Optional[str]:
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")

    def walk(self, datastore: str, path: str) -> Iterable[FileEntry]:  # noqa: ARG002
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")

    def open(self, datastore: str, path: str) -> BinaryIO:  # noqa: ARG002
        """Raises WorkspaceException."""
        raise WorkspaceException(f"The datastore {datastore!r} belongs to a workspace; the dataset has none.")


def places_of(backend: "Optional[Backend]") -> Places:
    """Where the datastores of a workspace keep their files."""
    return NoPlaces() if backend is None else BackendPlaces(backend)


@contextmanager
def found() -> Iterator[None]:
    """What is not there is raised as v1's DatasetValidationError."""
    try:
        yield
    except DatasetValidationError:
        raise
    except (UserErrorException, ResourceNotFound) as error:
        raise DatasetValidationError(error.message, error, remedy=error.remedy) from error
