"""Datastores of Azure ML; the files in those that are blob containers."""

import time
from typing import BinaryIO, ContextManager, Dict, Iterable, List, Mapping, Optional, Tuple

from amlwidgets.backend.rest.azure.blobs import Container
from amlwidgets.backend.rest.endpoints import AzureEndpoints
from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.datastore import azure_body, read_datastore
from amlwidgets.faces.client.values import inner, text
from amlwidgets.faces.datastore_secrets import ARM_SECRETS
from amlwidgets.resources.errors import (
    InvalidState,
    ResourceExists,
    ResourceNotFound,
    UserErrorException,
    ValidationException,
)
from amlwidgets.resources.ids import check_name, check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import Storage, credentials, open_storage
from amlwidgets.storage.kinds import ARM_KINDS, AZURE_BLOB, DATA_LAKE_GEN2, check_complete

ARTIFACTS = "workspaceartifactstore"
"""The datastore that holds what all runs leave."""

_BELONG = ("workspaceblobstore", "workspacefilestore", "workspaceworkingdirectory", ARTIFACTS)
_BLOBS = (AZURE_BLOB, DATA_LAKE_GEN2)
_SECRETS_SECONDS = 45 * 60.0
"""How long secrets that the service told are used: signatures are for an hour."""


class Datastores(Part):
    """See the contract for what each method does."""

    endpoints: AzureEndpoints
    _containers: Dict[str, Container]
    _opened: Dict[str, Tuple[Storage, float]]

    def list_datastores(self) -> List[DatastoreRecord]:
        """See the contract."""
        found = [read_datastore(item) for item in self._pages(self.endpoints.arm("datastores"))]
        return sorted(map(_marked, found), key=lambda store: store.name)

    def get_datastore(self, name: str) -> DatastoreRecord:
        """See the contract."""
        return _marked(read_datastore(self._get(self.endpoints.arm("datastores", name))))

    def put_datastore(
        self,
        datastore: DatastoreRecord,
        secrets: Optional[Mapping[str, str]] = None,
        *,
        overwrite: bool = True,
    ) -> DatastoreRecord:
        """See the contract. Azure ML knows Azure's storage alone; without secrets it is read by who asks."""
        check_name(datastore.name, "datastore_name")
        present = {store.name: store for store in self.list_datastores()}.get(datastore.name)
        if present is not None and not overwrite:
            raise ResourceExists(f"The datastore {datastore.name!r} exists already.")
        if datastore.type not in ARM_KINDS:
            raise ValidationException(
                f"The datastore {datastore.name!r} is of type {datastore.type!r}; expected one of "
                f"{', '.join(ARM_KINDS)}.",
                remedy="Azure ML reaches no folders of this machine: upload them to a datastore.",
            )
        check_complete(datastore)
        body = azure_body(datastore, self._secrets_to_put(datastore, present, secrets))
        made = self._ask("PUT", self.endpoints.arm("datastores", datastore.name), body)
        self._opened.pop(datastore.name, None)
        return _marked(read_datastore(made.json() or {}))

    def _secrets_to_put(
        self, datastore: DatastoreRecord, present: Optional[DatastoreRecord], secrets: Optional[Mapping[str, str]]
    ) -> Mapping[str, str]:
        """A PUT replaces all: what is to stay is sent again. References mean nothing over there."""
        if secrets is not None:
            return credentials.resolved(datastore.name, secrets)
        stays = present is not None and present.type == datastore.type and bool(present.secret_fields)
        return self.datastore_secrets(datastore.name) if stays else {}

    def datastore_secrets(self, name: str) -> Dict[str, str]:
        """See the contract."""
        told = self._post(self.endpoints.arm("datastores", name, "listSecrets"), {}, safe=True)
        return {field: text(told, said) for field, said in ARM_SECRETS.items() if text(told, said)}

    def check_datastore(self, name: str) -> None:
        """See the contract."""
        store = self._storage(name)
        if store is None:
            self.list_files(name)
        else:
            store.check()

    def delete_datastore(self, name: str) -> None:
        """See the contract."""
        store = self.get_datastore(name)
        if store.protected:
            raise InvalidState(f"{name!r} belongs to the workspace and cannot be unregistered.")
        if store.is_default:
            raise InvalidState(f"{name!r} is the default datastore.", remedy="Make another one the default first.")
        self._ask("DELETE", self.endpoints.arm("datastores", name))

    def list_files(self, datastore: str, path: str = "") -> List[FileEntry]:
        """See the contract."""
        folder, storage = check_relative(path), self._storage(datastore)
        if storage is not None:
            return storage.list_folder(folder)
        prefix = f"{folder}/" if folder else ""
        found = list(self._container(datastore).entries(prefix, folders=True))
        if not found and folder:
            raise ResourceNotFound(f"There is no folder {folder!r} in {datastore!r}.", kind="folder", name=folder)
        return sorted(found, key=lambda entry: (not entry.is_folder, entry.path))

    def walk_files(self, datastore: str, path: str = "") -> Iterable[FileEntry]:
        """See the contract."""
        folder, storage = check_relative(path), self._storage(datastore)
        if storage is not None:
            return storage.walk(folder)
        found = self._container(datastore).entries(folder)
        return sorted(
            (each for each in found if not folder or each.path == folder or each.path.startswith(f"{folder}/")),
            key=lambda entry: entry.path,
        )

    def open_file(self, datastore: str, path: str) -> BinaryIO:
        """See the contract."""
        storage = self._storage(datastore) or self._container(datastore)
        return storage.open(check_relative(path))

    def write_file(self, datastore: str, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See the contract."""
        storage = self._storage(datastore) or self._container(datastore)
        return storage.write(check_relative(path), overwrite=overwrite)

    def delete_file(self, datastore: str, path: str) -> None:
        """See the contract."""
        storage = self._storage(datastore) or self._container(datastore)
        storage.delete(check_relative(path))

    def _storage(self, datastore: str) -> Optional[Storage]:
        """What a datastore that is no blob container is read by, with the secrets that the service tells; None for
        one that is."""
        known = self._opened.get(datastore)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        if datastore in self._containers:
            return None
        record = self.get_datastore(datastore)
        if record.type in _BLOBS:
            return None
        storage = open_storage(record, self._told_secrets(datastore))
        self._opened[datastore] = (storage, time.monotonic() + _SECRETS_SECONDS)
        return storage

    def _told_secrets(self, datastore: str) -> Dict[str, str]:
        """None for one that is used by who asks for it; so is one whose secrets are not theirs."""
        try:
            return self.datastore_secrets(datastore)
        except UserErrorException:
            return {}

    def _container(self, datastore: str) -> Container:
        """The container of a datastore, with a signature of an hour where the service gives one."""
        known = self._containers.get(datastore)
        if known is not None and known.fresh:
            return known
        place = self.endpoints.arm("datastores", datastore)
        said = inner(self._get(place), "properties")
        asked = {"expirableSecret": True, "expireAfterHours": 1}
        try:
            secrets = self._post(place.below("listSecrets"), asked, safe=True)
        except UserErrorException:
            # One without secrets is opened by the token of who uses it; so is one whose secrets are not theirs.
            secrets = {}
        signature = text(secrets, "sasToken").lstrip("?")
        opened = Container.opened(self.transport, _url(said), signature, self.endpoints.cloud.storage_audience)
        self._containers[datastore] = opened
        return opened


def _marked(store: DatastoreRecord) -> DatastoreRecord:
    from dataclasses import replace

    return replace(store, protected=store.name in _BELONG)


def _url(said: "object") -> str:
    """Where a container is; an endpoint with a port is a storage emulator, which has accounts in its paths."""
    values = inner({"": said}, "")
    account, endpoint = text(values, "accountName"), text(values, "endpoint", "core.windows.net")
    container = text(values, "containerName") or text(values, "filesystem")
    protocol = text(values, "protocol", "https")
    if ":" in endpoint:
        return f"{protocol}://{endpoint}/{account}/{container}"
    return f"{protocol}://{account}.blob.{endpoint}/{container}"
