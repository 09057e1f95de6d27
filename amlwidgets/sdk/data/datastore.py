"""What every datastore can do: a named place for files, or a database."""

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional, Sequence, Type, TypeVar

from amlwidgets.resources.errors import AzureMLException, InvalidState, UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data import transfer
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.hidden import Hidden

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

T = TypeVar("T", bound="AbstractDatastore")


@contextmanager
def unreachable() -> Iterator[None]:
    """What a service says that is not there, or does not accept who asks, is raised as v1's exception type."""
    try:
        yield
    except UserErrorException:
        raise
    except AzureMLException as error:
        raise UserErrorException(error.message, error, remedy=error.remedy) from error


class Setting:
    """An attribute of a datastore that its record has among the settings."""

    def __init__(self, field: str, default: Any = None) -> None:
        self._field, self._default = field, default

    def __get__(self, made: Any, _owner: Any = None) -> Any:
        """The setting, or None."""
        return self if made is None else made._record.settings.get(self._field, self._default)


class Secret:
    """An attribute of a datastore that its workspace is asked for, each time; no object keeps it."""

    def __init__(self, field: str) -> None:
        self._field = field

    def __get__(self, made: Any, _owner: Any = None) -> Any:
        """The secret, or None."""
        return self if made is None else made._secret(self._field)


class AbstractDatastore:
    """A datastore of a workspace, with v1's names for what it is."""

    def __init__(self, workspace: "Workspace", name: str, datastore_type: str) -> None:
        self._describe(workspace, DatastoreRecord(arguments.text("name", name), datastore_type, ""))

    @classmethod
    def of_record(cls: Type[T], workspace: "Workspace", record: DatastoreRecord) -> T:
        """The datastore of a record."""
        made = cls.__new__(cls)
        made._describe(workspace, record)
        return made

    def _describe(
        self, workspace: "Workspace", record: DatastoreRecord, secrets: Optional[Mapping[str, Any]] = None
    ) -> None:
        self._workspace = workspace
        self._record = record
        self._given = Hidden(json.dumps(secrets)) if secrets else None

    @property
    def workspace(self) -> "Workspace":
        """Whose it is."""
        return self._workspace

    @property
    def name(self) -> str:
        """Its name in the workspace."""
        return self._record.name

    @property
    def datastore_type(self) -> str:
        """`AzureBlob`, `AzureFile`, `AzureDataLake`, …"""
        return self._record.type

    @property
    def account_name(self) -> str:
        """The storage account."""
        return self._record.account_name

    @property
    def container_name(self) -> str:
        """The container, file share, file system or bucket."""
        return self._record.container_name

    @property
    def description(self) -> str:
        """What is said of it."""
        return self._record.description

    def _secret(self, field: str) -> Optional[str]:
        if self._given is not None:
            found: Optional[str] = json.loads(self._given.reveal() or "{}").get(field)
            return found
        if field not in self._record.secret_fields:
            return None
        return self.workspace.backend.datastore_secrets(self.name).get(field)

    def check(self) -> None:
        """Whether it can be reached and read, known within 5 seconds. Raises UserErrorException if not."""
        with unreachable():
            self.workspace.backend.check_datastore(self.name)

    def set_as_default(self) -> None:
        """Use it where no datastore is named."""
        backend = self.workspace.backend
        backend.put_datastore(replace(backend.get_datastore(self.name), is_default=True))

    def unregister(self) -> None:
        """Take it out of the workspace; its files stay. Raises UserErrorException for one that must stay."""
        try:
            self.workspace.backend.delete_datastore(self.name)
        except InvalidState as error:
            raise UserErrorException(error.message, error, remedy=error.remedy) from error

    # -- files -----------------------------------------------------------------------------------------------

    def upload(
        self, src_dir: Any, target_path: Optional[str] = None, overwrite: bool = False, show_progress: bool = True
    ) -> DataReference:
        """Copy a folder with all in it below `target_path`; a file that is there stays unless `overwrite`."""
        files = transfer.files_below(arguments.path("src_dir", src_dir))
        transfer.upload(self.workspace.backend, self.name, files, target_path, overwrite, show_progress)
        return self.path(target_path)

    def upload_files(
        self,
        files: Sequence[Any],
        relative_root: Any = None,
        target_path: Optional[str] = None,
        overwrite: bool = False,
        show_progress: bool = True,
    ) -> DataReference:
        """Copy files below `target_path`, under their paths from `relative_root` (their common folder)."""
        named = transfer.files_named(files, relative_root)
        transfer.upload(self.workspace.backend, self.name, named, target_path, overwrite, show_progress)
        return self.path(target_path)

    def download(
        self, target_path: Any, prefix: Optional[str] = None, overwrite: bool = False, show_progress: bool = True
    ) -> int:
        """Copy the files whose paths begin with `prefix` into a local folder; returns how many."""
        folder = arguments.path("target_path", target_path)
        return transfer.download(self.workspace.backend, self.name, folder, prefix or "", overwrite, show_progress)

    def path(self, path: Optional[str] = None, data_reference_name: Optional[str] = None) -> DataReference:
        """A place in it, as an argument of a run."""
        return DataReference(self, data_reference_name, path or None)

    def as_mount(self) -> DataReference:
        """All of it, mounted."""
        return self.path().as_mount()

    def as_download(self, path_on_compute: Optional[str] = None) -> DataReference:
        """All of it, downloaded."""
        return self.path().as_download(path_on_compute)

    def as_upload(self, path_on_compute: Optional[str] = None) -> DataReference:
        """All of it, uploaded to."""
        return self.path().as_upload(path_on_compute)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, datastore_type={self.datastore_type!r})"
