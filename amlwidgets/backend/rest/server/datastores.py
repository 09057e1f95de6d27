"""Datastores of another server, and the files in them."""

from typing import Any, BinaryIO, ContextManager, Dict, Iterable, Iterator, List, Mapping, Optional

from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.part import Part
from amlwidgets.backend.rest.streams import written
from amlwidgets.faces.client.datastore import datastore_body, read_datastore
from amlwidgets.faces.client.values import inner, items, moment, text, whole
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_name, check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry


class Datastores(Part):
    """See the contract for what each method does."""

    def list_datastores(self) -> List[DatastoreRecord]:
        """See the contract."""
        return [read_datastore(item) for item in self._pages(self.endpoints.arm("datastores"))]

    def get_datastore(self, name: str) -> DatastoreRecord:
        """See the contract."""
        return read_datastore(self._get(self._datastore(name)))

    def put_datastore(
        self,
        datastore: DatastoreRecord,
        secrets: Optional[Mapping[str, str]] = None,
        *,
        overwrite: bool = True,
    ) -> DatastoreRecord:
        """See the contract."""
        place = self._datastore(check_name(datastore.name, "datastore_name"))
        body = datastore_body(_as_it_stays(self.list_datastores(), datastore), secrets)
        asked = place if overwrite else place.asking(overwrite="false")
        return read_datastore(self._ask("PUT", asked, body, safe=overwrite).json() or {})

    def datastore_secrets(self, name: str) -> Dict[str, str]:
        """See the contract."""
        told = self._post(self._datastore(name).below("listSecrets"), {}, safe=True)
        return {str(field): str(value) for field, value in inner(told, "secrets").items()}

    def check_datastore(self, name: str) -> None:
        """See the contract."""
        self._post(self._datastore(name).below("check"), {}, safe=True)

    def try_datastore(
        self, datastore: DatastoreRecord, secrets: Optional[Mapping[str, str]] = None, *, make: bool = False
    ) -> None:
        """See the contract. References of secrets are looked up over there, as they will be."""
        place = self._datastore(check_name(datastore.name, "datastore_name")).below("check")
        asked = place.asking(make="true") if make else place
        self._post(asked, datastore_body(datastore, secrets), safe=not make)

    def delete_datastore(self, name: str) -> None:
        """See the contract."""
        self._ask("DELETE", self._datastore(name))

    def list_files(self, datastore: str, path: str = "") -> List[FileEntry]:
        """See the contract."""
        place = self._datastore(datastore).below("files").asking(path=check_relative(path))
        return [_entry(item) for item in items(self._get(place), "value")]

    def walk_files(self, datastore: str, path: str = "") -> Iterable[FileEntry]:
        """See the contract."""
        return sorted(self._walk(datastore, check_relative(path)), key=lambda entry: entry.path)

    def _walk(self, datastore: str, path: str) -> Iterator[FileEntry]:
        folder, _, name = path.rpartition("/")
        # A file is found in the folder around it; a folder is not listed to find out that it is none.
        here = [each for each in self.list_files(datastore, folder) if each.path == path] if name else []
        if here and not here[0].is_folder:
            yield here[0]
            return
        for entry in self.list_files(datastore, path):
            if entry.is_folder:
                yield from self._below(datastore, entry.path)
            else:
                yield entry

    def _below(self, datastore: str, folder: str) -> Iterator[FileEntry]:
        try:
            entries = self.list_files(datastore, folder)
        except ResourceNotFound:  # removed meanwhile
            return
        for entry in entries:
            if entry.is_folder:
                yield from self._below(datastore, entry.path)
            else:
                yield entry

    def write_file(self, datastore: str, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See the contract."""
        place = self._content(datastore, path).asking(overwrite=None if overwrite else "false")

        def send(pieces: Any, size: int) -> None:
            self.transport.request(
                "PUT",
                place.url,
                audience=place.audience,
                query=place.query,
                content=pieces,
                headers={"Content-Length": str(size), "Content-Type": "application/octet-stream"},
                safe=overwrite,
            )

        return written(send)

    def delete_file(self, datastore: str, path: str) -> None:
        """See the contract."""
        self._ask("DELETE", self._content(datastore, path))

    def _datastore(self, name: str) -> Place:
        return self.endpoints.arm("datastores", name)

    def _content(self, datastore: str, path: str) -> Place:
        return self._datastore(datastore).below("content", *check_relative(path).split("/"))


def _as_it_stays(known: List[DatastoreRecord], wanted: DatastoreRecord) -> DatastoreRecord:
    """What a workspace begins with keeps its kind and place, and the default one stays it: so much is not sent."""
    from dataclasses import replace

    present: Dict[str, DatastoreRecord] = {store.name: store for store in known}
    found = present.get(wanted.name)
    if found is None:
        return replace(wanted, protected=False)
    return replace(wanted, protected=found.protected, is_default=wanted.is_default or found.is_default)


def _entry(item: Any) -> FileEntry:
    folder = text(item, "type") == "directory"
    return FileEntry(text(item, "path"), whole(item, "size"), moment(item, "modified") or 0.0, folder)
