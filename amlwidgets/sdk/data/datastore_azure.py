"""Datastores of Azure's storage, with v1's attributes. What is secret of one is asked for when it is used."""

from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk.data.datastore import AbstractDatastore, Secret, Setting
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

CLOUD = "core.windows.net"
"""The end of the addresses of Azure's storage."""


def given(**values: Any) -> Dict[str, Any]:
    """The values that are there."""
    return {name: value for name, value in values.items() if value is not None}


class _OfAccount(AbstractDatastore):
    """What is kept in a storage account, and opened by one of its secrets."""

    account_key = Secret("accountKey")
    sas_token = Secret("sasToken")
    connection_string = Secret("connectionString")
    protocol = Setting("protocol", "https")
    endpoint = Setting("endpoint", CLOUD)
    subscription_id = Setting("subscriptionId")
    resource_group = Setting("resourceGroup")


class AbstractAzureStorageDatastore(_OfAccount):
    """A container of an Azure storage account."""

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        datastore_type: str,
        container_name: str,
        account_name: str,
        sas_token: Optional[str] = None,
        account_key: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: Optional[str] = None,
    ) -> None:
        settings = given(protocol=protocol, endpoint=endpoint)
        record = DatastoreRecord(name, datastore_type, "", account_name, container_name, settings=settings)
        self._describe(workspace, record, given(sasToken=sas_token, accountKey=account_key))

    @property
    def is_sas(self) -> bool:
        """Whether it is opened by a signature and not by the account's key."""
        return "sasToken" in self._record.secret_fields or (self._given is not None and bool(self.sas_token))


class AzureBlobDatastore(AbstractAzureStorageDatastore):
    """A blob container."""

    client_secret = Secret("clientSecret")
    tenant_id = Setting("tenantId")
    client_id = Setting("clientId")
    workspace_msi_has_access = False
    service_data_access_auth_identity = None

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        container_name: str,
        account_name: str,
        sas_token: Optional[str] = None,
        account_key: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: Optional[str] = None,
        request_session: Any = None,
        workspace_msi_has_access: bool = False,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        service_data_access_auth_identity: Any = None,
    ) -> None:
        settings = given(
            protocol=protocol, endpoint=endpoint, subscriptionId=subscription_id, resourceGroup=resource_group
        )
        record = DatastoreRecord(name, kinds.AZURE_BLOB, "", account_name, container_name, settings=settings)
        self._describe(workspace, record, given(sasToken=sas_token, accountKey=account_key))


class AzureFileDatastore(AbstractAzureStorageDatastore):
    """A file share."""

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        container_name: str,
        account_name: str,
        sas_token: Optional[str] = None,
        account_key: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: str = CLOUD,
        request_session: Any = None,
    ) -> None:
        super().__init__(
            workspace,
            name,
            kinds.AZURE_FILE,
            container_name,
            account_name,
            sas_token,
            account_key,
            protocol,
            endpoint,
        )


class AbstractADLSDatastore(AbstractDatastore):
    """A data lake, opened by a service principal, or by who asks."""

    tenant_id = Setting("tenantId")
    client_id = Setting("clientId")
    client_secret = Secret("clientSecret")
    resource_url = Setting("resourceUrl")
    authority_url = Setting("authorityUrl")
    service_data_access_auth_identity = None

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        datastore_type: str,
        tenant_id: Optional[str],
        client_id: Optional[str],
        client_secret: Optional[str],
        resource_url: Optional[str],
        authority_url: Optional[str],
        service_data_access_auth_identity: Any,
    ) -> None:
        settings = given(
            tenantId=tenant_id, clientId=client_id, resourceUrl=resource_url, authorityUrl=authority_url
        )
        record = DatastoreRecord(name, datastore_type, "", settings=settings)
        self._describe(workspace, record, given(clientSecret=client_secret))


class AzureDataLakeDatastore(AbstractADLSDatastore):
    """A data lake of the first generation, which Azure has ended: recorded."""

    store_name = Setting("storeName")
    subscription_id = Setting("subscriptionId")
    resource_group = Setting("resourceGroup")

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        store_name: str,
        tenant_id: Optional[str],
        client_id: Optional[str],
        client_secret: Optional[str],
        resource_url: Optional[str] = None,
        authority_url: Optional[str] = None,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        service_data_access_auth_identity: Any = None,
    ) -> None:
        super().__init__(
            workspace,
            name,
            kinds.DATA_LAKE,
            tenant_id,
            client_id,
            client_secret,
            resource_url,
            authority_url,
            service_data_access_auth_identity,
        )
        self._record.settings.update(
            given(storeName=store_name, subscriptionId=subscription_id, resourceGroup=resource_group)
        )


class AzureDataLakeGen2Datastore(AbstractADLSDatastore, _OfAccount):
    """A file system of a data lake."""

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        container_name: str,
        account_name: str,
        tenant_id: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        resource_url: Optional[str] = None,
        authority_url: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: Optional[str] = None,
        service_data_access_auth_identity: Any = None,
    ) -> None:
        settings = given(
            tenantId=tenant_id,
            clientId=client_id,
            resourceUrl=resource_url,
            authorityUrl=authority_url,
            protocol=protocol,
            endpoint=endpoint,
        )
        record = DatastoreRecord(name, kinds.DATA_LAKE_GEN2, "", account_name, container_name, settings=settings)
        self._describe(workspace, record, given(clientSecret=client_secret))
