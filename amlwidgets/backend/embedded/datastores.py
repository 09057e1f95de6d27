"""Datastores of an embedded workspace: folders on this machine."""

import os
from dataclasses import asdict, replace
from typing import BinaryIO, ContextManager, Iterable, List

from amlwidgets.backend.embedded.part import Part
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import InvalidState, ResourceNotFound, ValidationException
from amlwidgets.resources.ids import check_name
from amlwidgets.resources.records import DatastoreRecord, FileEntry, record
from amlwidgets.store import files


class Datastores(Part):
    """See the contract for what each method does."""

    def list_datastores(self) -> List[DatastoreRecord]:
        """See the contract."""
        return [record(DatastoreRecord, row) for row in self._database.resources.list("datastore")]

    def get_datastore(self, name: str) -> DatastoreRecord:
        """See the contract."""
        return record(DatastoreRecord, self._database.resources.get("datastore", name))

    def put_datastore(self, datastore: DatastoreRecord, *, overwrite: bool = True) -> DatastoreRecord:
        """See the contract."""
        check_name(datastore.name, "datastore_name")
        with self._database.write():
            try:
                known = self.get_datastore(datastore.name)
                # The default one stays it until another becomes it: there is always one.
                default = datastore.is_default or known.is_default
                if known.protected:
                    # What a workspace begins with keeps its kind and place; its description and tags may change.
                    datastore = replace(known, description=datastore.description, tags=datastore.tags)
                datastore = replace(
                    datastore, created=known.created, protected=known.protected, is_default=default
                )
            except ResourceNotFound:
                datastore = replace(datastore, created=now(), protected=False)
            if not datastore.protected:
                _check_folder(datastore.path)
            self._database.resources.put("datastore", datastore.name, asdict(datastore), overwrite=overwrite)
            if datastore.is_default:
                self._clear_default(datastore.name)
        return datastore

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

    def list_files(self, datastore: str, path: str = "") -> List[FileEntry]:
        """See the contract."""
        return files.list_folder(self._root(datastore), path)

    def walk_files(self, datastore: str, path: str = "") -> Iterable[FileEntry]:
        """See the contract."""
        return files.walk(self._root(datastore), path)

    def open_file(self, datastore: str, path: str) -> BinaryIO:
        """See the contract."""
        return files.open_read(self._root(datastore), path)

    def write_file(self, datastore: str, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See the contract."""
        return files.write_whole(self._root(datastore), path, overwrite=overwrite)

    def delete_file(self, datastore: str, path: str) -> None:
        """See the contract."""
        files.delete(self._root(datastore), path)

    def _root(self, datastore: str) -> str:
        return self.get_datastore(datastore).path


def _check_folder(path: str) -> None:
    if not os.path.isabs(path) or not os.path.isdir(path):
        raise ValidationException(f"path is {path!r}; expected the absolute path of a folder that exists.")
