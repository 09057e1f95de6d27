"""Datastores: named places for files."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, NoReturn, Optional, Sequence, Type

from amlwidgets.resources.errors import InvalidState, ResourceExists, ResourceNotFound, UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data import transfer
from amlwidgets.sdk.data.reference import DataReference

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class AbstractDatastore:
    """A datastore of a workspace, with v1's names for what it is."""

    def __init__(self, workspace: "Workspace", record: DatastoreRecord) -> None:
        self.workspace = workspace
        self.name = record.name
        self.datastore_type = record.type
        self.account_name = record.account_name
        self.container_name = record.container_name
        self.description = record.description

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


class AzureBlobDatastore(AbstractDatastore):
    """A blob container."""


class AzureFileDatastore(AbstractDatastore):
    """A file share."""


class LocalFolderDatastore(AbstractDatastore):
    """A folder of this machine, registered as a datastore."""


_CLASSES: Dict[str, Type[AbstractDatastore]] = {
    "AzureBlob": AzureBlobDatastore,
    "AzureFile": AzureFileDatastore,
    "LocalFolder": LocalFolderDatastore,
}


def from_record(workspace: "Workspace", record: DatastoreRecord) -> AbstractDatastore:
    """The datastore of a record, as the class of its type."""
    return _CLASSES.get(record.type, AbstractDatastore)(workspace, record)


class Datastore:
    """The way to datastores: `Datastore(workspace, name)` is the datastore itself, of the class of its type."""

    def __new__(cls, workspace: "Workspace", name: Optional[str] = None) -> Any:
        """A datastore; the default one without a name."""
        return Datastore.get_default(workspace) if name is None else Datastore.get(workspace, name)

    @staticmethod
    def get(workspace: "Workspace", datastore_name: str) -> AbstractDatastore:
        """A datastore by name. Raises UserErrorException when there is none of that name."""
        name = arguments.text("datastore_name", datastore_name)
        try:
            return from_record(workspace, workspace.backend.get_datastore(name))
        except ResourceNotFound as error:
            known = ", ".join(record.name for record in workspace.backend.list_datastores())
            raise UserErrorException(
                f"Could not find datastore {name} in workspace {workspace.name}.", error, remedy=f"There: {known}."
            ) from error

    @staticmethod
    def get_default(workspace: "Workspace") -> AbstractDatastore:
        """The datastore that is used where none is named."""
        return workspace.get_default_datastore()

    @staticmethod
    def register_local_folder(
        workspace: "Workspace", datastore_name: str, path: Any, overwrite: bool = False
    ) -> AbstractDatastore:
        """Make a folder of this machine a datastore. Raises UserErrorException when the name is taken."""
        import os

        folder = os.path.abspath(os.path.expanduser(arguments.path("path", path)))
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), "LocalFolder", folder)
        try:
            return from_record(workspace, workspace.backend.put_datastore(record, overwrite=overwrite))
        except ResourceExists as error:
            raise UserErrorException(
                f"There is a datastore {datastore_name!r} already.",
                error,
                remedy="Give overwrite=True to replace it.",
            ) from error

    @staticmethod
    def _register_elsewhere(*_: Any, **__: Any) -> NoReturn:
        """Not offered by an embedded workspace: raises UserErrorException."""
        raise UserErrorException(
            "An embedded workspace registers folders of this machine alone.",
            remedy="Use Datastore.register_local_folder(workspace, datastore_name, path).",
        )

    register_azure_blob_container = _register_elsewhere
    register_azure_file_share = _register_elsewhere
    register_azure_data_lake = _register_elsewhere
    register_azure_data_lake_gen2 = _register_elsewhere
    register_azure_my_sql = _register_elsewhere
    register_azure_postgre_sql = _register_elsewhere
    register_azure_sql_database = _register_elsewhere
    register_dbfs = _register_elsewhere
    register_hdfs = _register_elsewhere
