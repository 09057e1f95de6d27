"""Datastores of an embedded workspace: its own folders, and whatever was registered."""

import os
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, BinaryIO, ContextManager, Dict, Iterable, List, Mapping, Optional

from amlwidgets.backend.embedded.part import Part
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import InvalidState, ResourceNotFound, ValidationException
from amlwidgets.resources.ids import check_name, check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry, record
from amlwidgets.storage import Moved, OpenStorages, Storage, credentials
from amlwidgets.storage.base import silent
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.kinds import LOCAL_FOLDER, check_complete
from amlwidgets.storage.opening import check
from amlwidgets.store.secrets import SecretStore

if TYPE_CHECKING:
    from amlwidgets.storage.transfers import Place


class Datastores(Part):
    """See the contract for what each method does."""

    _storages: OpenStorages

    def list_datastores(self) -> List[DatastoreRecord]:
        """See the contract."""
        return [record(DatastoreRecord, row) for row in self._database.resources.list("datastore")]

    def get_datastore(self, name: str) -> DatastoreRecord:
        """See the contract."""
        return record(DatastoreRecord, self._database.resources.get("datastore", name))

    def put_datastore(
        self,
        datastore: DatastoreRecord,
        secrets: Optional[Mapping[str, str]] = None,
        *,
        overwrite: bool = True,
    ) -> DatastoreRecord:
        """See the contract."""
        check_name(datastore.name, "datastore_name")
        with self._database.write():
            known = self._known(datastore.name)
            if secrets is None and known is not None and known.type != datastore.type:
                secrets = {}
            datastore = _merged(datastore, known, secrets)
            if not datastore.protected:
                _check(datastore)
            self._database.resources.put("datastore", datastore.name, asdict(datastore), overwrite=overwrite)
            if datastore.is_default:
                self._clear_default(datastore.name)
            if secrets is not None and not datastore.protected:
                credentials.keep(SecretStore(self._layout), datastore.name, secrets)
        return datastore

    def _known(self, name: str) -> Optional[DatastoreRecord]:
        try:
            return self.get_datastore(name)
        except ResourceNotFound:
            return None

    def _clear_default(self, besides: str) -> None:
        for other in self.list_datastores():
            if other.is_default and other.name != besides:
                self._database.resources.put("datastore", other.name, asdict(replace(other, is_default=False)))

    def delete_datastore(self, name: str) -> None:
        """See the contract."""
        with self._database.write():
            datastore = self.get_datastore(name)
            if datastore.protected:
                raise InvalidState(f"{name!r} belongs to the workspace and cannot be unregistered.")
            if datastore.is_default:
                raise InvalidState(
                    f"{name!r} is the default datastore.", remedy="Make another one the default first."
                )
            self._database.resources.delete("datastore", name)
            credentials.forget(SecretStore(self._layout), name)

    def datastore_secrets(self, name: str) -> Dict[str, str]:
        """See the contract."""
        return credentials.read(SecretStore(self._layout), self.get_datastore(name).name)

    def check_datastore(self, name: str) -> None:
        """See the contract."""
        datastore = self.get_datastore(name)
        check(datastore, self._secrets_of(datastore))

    # -- files -----------------------------------------------------------------------------------------------

    def list_files(self, datastore: str, path: str = "") -> List[FileEntry]:
        """See the contract."""
        return self._storage(datastore).list_folder(check_relative(path))

    def walk_files(self, datastore: str, path: str = "") -> Iterable[FileEntry]:
        """See the contract."""
        return self._storage(datastore).walk(check_relative(path))

    def open_file(self, datastore: str, path: str) -> BinaryIO:
        """See the contract."""
        return self._storage(datastore).open(check_relative(path))

    def write_file(self, datastore: str, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See the contract."""
        return self._storage(datastore).write(check_relative(path), overwrite=overwrite)

    def upload_file(
        self, datastore: str, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent
    ) -> None:
        """See the contract."""
        self._storage(datastore).upload(source, check_relative(path), overwrite=overwrite, moved=moved)

    def download_file(self, datastore: str, path: str, target: str, *, moved: Moved = silent) -> None:
        """See the contract."""
        self._storage(datastore).download(check_relative(path), target, moved=moved)

    def place(self, datastore: str) -> "Place":
        """See the contract."""
        from amlwidgets.storage.transfers import Place

        storage = self._storage(datastore)
        return Place(storage.walk, storage.upload, storage.download)

    def delete_file(self, datastore: str, path: str) -> None:
        """See the contract."""
        self._storage(datastore).delete(check_relative(path))

    def _storage(self, name: str) -> Storage:
        datastore = self.get_datastore(name)
        return self._storages.of(datastore, self._secrets_of(datastore))

    def _secrets_of(self, datastore: DatastoreRecord) -> Dict[str, str]:
        return {} if datastore.path else credentials.read(SecretStore(self._layout), datastore.name)


def _merged(
    datastore: DatastoreRecord, known: Optional[DatastoreRecord], secrets: Optional[Secrets]
) -> DatastoreRecord:
    """With what stays of the one of that name."""
    if known is None:
        return replace(datastore, created=now(), protected=False, secret_fields=sorted(secrets or ()))
    # The default one stays it until another becomes it: there is always one.
    default = datastore.is_default or known.is_default
    if known.protected:
        # What a workspace begins with keeps its kind and place; its description and tags may change.
        return replace(known, description=datastore.description, tags=datastore.tags, is_default=default)
    kept = known.secret_fields if secrets is None else sorted(secrets)
    return replace(datastore, created=known.created, protected=False, is_default=default, secret_fields=kept)


def _check(datastore: DatastoreRecord) -> None:
    if not datastore.path and datastore.type != LOCAL_FOLDER:
        check_complete(datastore, datastore.secret_fields)
    elif not (os.path.isabs(datastore.path) and os.path.isdir(datastore.path)):
        raise ValidationException(
            f"path is {datastore.path!r}; expected the absolute path of a folder that exists."
        )
