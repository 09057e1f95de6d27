"""Datastores of Azure ML; the files in those that are blob containers."""

from typing import BinaryIO, ContextManager, Dict, Iterable, List, Mapping, Optional

from amlwidgets.backend.rest.azure.blobs import Container
from amlwidgets.backend.rest.endpoints import AzureEndpoints
from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.datastore import azure_body, read_datastore
from amlwidgets.faces.client.values import inner, text
from amlwidgets.resources.errors import (
    InvalidState,
    NotSupported,
    ResourceExists,
    ResourceNotFound,
    UserErrorException,
    ValidationException,
)
from amlwidgets.resources.ids import check_name, check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry

ARTIFACTS = "workspaceartifactstore"
"""The datastore that holds what all runs leave."""

_BELONG = ("workspaceblobstore", "workspacefilestore", "workspaceworkingdirectory", ARTIFACTS)
_BLOBS = ("AzureBlob", "AzureDataLakeGen2")
_KINDS = (*_BLOBS, "AzureFile")


class Datastores(Part):
    """See the contract for what each method does."""

    endpoints: AzureEndpoints
    _containers: Dict[str, Container]

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
        secrets: Optional[Mapping[str, str]] = None,  # noqa: ARG002
        *,
        overwrite: bool = True,
    ) -> DatastoreRecord:
        """See the contract. Azure ML knows storage accounts, no folders; access is by who uses it, no key."""
        check_name(datastore.name, "datastore_name")
        present = {store.name: store for store in self.list_datastores()}.get(datastore.name)
        if present is not None and not overwrite:
            raise ResourceExists(f"The datastore {datastore.name!r} exists already.")
        if datastore.type not in _KINDS or not datastore.account_name or not datastore.container_name:
            raise ValidationException(
                f"The datastore {datastore.name!r} is of type {datastore.type!r}; expected one of "
                f"{', '.join(_KINDS)} with the names of its account and container.",
                remedy="Azure ML reaches no folders of this machine: upload them to a datastore.",
            )
        return _marked(
            read_datastore(
                self._ask("PUT", self.endpoints.arm("datastores", datastore.name), azure_body(datastore)).json()
                or {}
            )
        )

    def datastore_secrets(self, name: str) -> Dict[str, str]:
        """See the contract."""
        told = self._post(self.endpoints.arm("datastores", name, "listSecrets"), {}, safe=True)
        fields = {"key": "accountKey", "sasToken": "sasToken", "clientSecret": "clientSecret"}
        return {field: text(told, said) for said, field in fields.items() if text(told, said)}

    def check_datastore(self, name: str) -> None:
        """See the contract."""
        self.list_files(name)

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
        folder = check_relative(path)
        prefix = f"{folder}/" if folder else ""
        found = list(self._container(datastore).entries(prefix, folders=True))
        if not found and folder:
            raise ResourceNotFound(f"There is no folder {folder!r} in {datastore!r}.", kind="folder", name=folder)
        return sorted(found, key=lambda entry: (not entry.is_folder, entry.path))

    def walk_files(self, datastore: str, path: str = "") -> Iterable[FileEntry]:
        """See the contract."""
        folder = check_relative(path)
        found = self._container(datastore).entries(folder)
        return sorted(
            (each for each in found if not folder or each.path == folder or each.path.startswith(f"{folder}/")),
            key=lambda entry: entry.path,
        )

    def open_file(self, datastore: str, path: str) -> BinaryIO:
        """See the contract."""
        return self._container(datastore).open(check_relative(path))

    def write_file(self, datastore: str, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See the contract."""
        return self._container(datastore).write(check_relative(path), overwrite=overwrite)

    def delete_file(self, datastore: str, path: str) -> None:
        """See the contract."""
        self._container(datastore).delete(check_relative(path))

    def _container(self, datastore: str) -> Container:
        """The container of a datastore, with a signature of an hour where the service gives one."""
        known = self._containers.get(datastore)
        if known is not None and known.fresh:
            return known
        place = self.endpoints.arm("datastores", datastore)
        said = inner(self._get(place), "properties")
        if text(said, "datastoreType") not in _BLOBS:
            raise NotSupported(
                f"The files of {datastore!r}, of type {text(said, 'datastoreType')}, are not shown here.",
                remedy="Use a datastore that is a blob container, or Azure's portal.",
            )
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
