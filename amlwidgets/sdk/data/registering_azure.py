"""Registering what is in Azure Storage, with v1's arguments."""

from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datastore_azure import (
    CLOUD,
    AzureBlobDatastore,
    AzureDataLakeDatastore,
    AzureDataLakeGen2Datastore,
    AzureFileDatastore,
    given,
)
from amlwidgets.sdk.data.registration import PROTOCOLS, Registration, one_of, principal
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class AzureStores:
    """The `register_*` of Azure Storage."""

    @staticmethod
    def register_azure_blob_container(
        workspace: "Workspace",
        datastore_name: str,
        container_name: str,
        account_name: str,
        sas_token: Optional[str] = None,
        account_key: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: Optional[str] = None,
        overwrite: bool = False,
        create_if_not_exists: bool = False,
        skip_validation: bool = False,
        blob_cache_timeout: Optional[int] = None,
        grant_workspace_access: bool = False,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        *,
        connection_string: Optional[str] = None,
        **unknown: Any,
    ) -> AzureBlobDatastore:
        """A blob container of Azure: by a signature, a key, a connection string, or as who asks (azure-identity).

        Unless `skip_validation`, and if anything secret is given, it is asked whether that opens it: within 5 s.
        `create_if_not_exists` makes the container. `endpoint` is `core.windows.net`, another cloud's, or
        `host:port` of an emulator with the account in its paths. `blob_cache_timeout` and
        `grant_workspace_access` are recorded.
        """
        unused = given(blobCacheTimeout=blob_cache_timeout, grantWorkspaceAccess=grant_workspace_access or None)
        asked = Registration(
            workspace,
            _container(kinds.AZURE_BLOB, datastore_name, "container_name", container_name, account_name),
            one_of(sas_token=sas_token, account_key=account_key, connection_string=connection_string),
        )
        asked.set(
            **_at(protocol, endpoint),
            subscriptionId=subscription_id,
            resourceGroup=resource_group,
        )
        asked.record_unused("Datastore.register_azure_blob_container", unknown, unused)
        asked.validate = bool(asked.secrets) and not skip_validation
        asked.make = create_if_not_exists
        return asked.register(AzureBlobDatastore, overwrite)

    @staticmethod
    def register_azure_file_share(
        workspace: "Workspace",
        datastore_name: str,
        file_share_name: str,
        account_name: str,
        sas_token: Optional[str] = None,
        account_key: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: Optional[str] = None,
        overwrite: bool = False,
        create_if_not_exists: bool = False,
        skip_validation: bool = False,
        *,
        connection_string: Optional[str] = None,
        **unknown: Any,
    ) -> AzureFileDatastore:
        """A file share of Azure, as `register_azure_blob_container`. It is not opened by who asks."""
        asked = Registration(
            workspace,
            _container(kinds.AZURE_FILE, datastore_name, "file_share_name", file_share_name, account_name),
            one_of(sas_token=sas_token, account_key=account_key, connection_string=connection_string),
        )
        if not asked.secrets:
            raise UserErrorException("A file share needs an account_key, a sas_token or a connection_string.")
        asked.set(**_at(protocol, endpoint))
        asked.record_unused("Datastore.register_azure_file_share", unknown)
        asked.validate = not skip_validation
        asked.make = create_if_not_exists
        return asked.register(AzureFileDatastore, overwrite)

    @staticmethod
    def register_azure_data_lake(
        workspace: "Workspace",
        datastore_name: str,
        store_name: str,
        tenant_id: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        resource_url: Optional[str] = None,
        authority_url: Optional[str] = None,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        overwrite: bool = False,
        grant_workspace_access: bool = False,
        **unknown: Any,
    ) -> AzureDataLakeDatastore:
        """A data lake of the first generation: recorded, for Azure has ended that service."""
        asked = Registration(
            workspace,
            DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.DATA_LAKE, ""),
            given(clientSecret=client_secret),
        )
        asked.set(
            storeName=arguments.text("store_name", store_name),
            **principal(tenant_id, client_id, client_secret, resource_url, authority_url),
            subscriptionId=subscription_id,
            resourceGroup=resource_group,
        )
        unused = given(grantWorkspaceAccess=grant_workspace_access or None)
        asked.record_unused("Datastore.register_azure_data_lake", unknown, unused)
        return asked.register(AzureDataLakeDatastore, overwrite)

    @staticmethod
    def register_azure_data_lake_gen2(
        workspace: "Workspace",
        datastore_name: str,
        filesystem: str,
        account_name: str,
        tenant_id: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        resource_url: Optional[str] = None,
        authority_url: Optional[str] = None,
        protocol: Optional[str] = None,
        endpoint: Optional[str] = None,
        overwrite: bool = False,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        grant_workspace_access: bool = False,
        *,
        account_key: Optional[str] = None,
        sas_token: Optional[str] = None,
        connection_string: Optional[str] = None,
        skip_validation: bool = True,
        **unknown: Any,
    ) -> AzureDataLakeGen2Datastore:
        """A file system of a data lake, opened by a service principal or by who asks; beyond v1 also by a key, a
        signature or a connection string. It is not tried unless `skip_validation=False`."""
        keys = one_of(
            client_secret=client_secret,
            account_key=account_key,
            sas_token=sas_token,
            connection_string=connection_string,
        )
        record = _container(kinds.DATA_LAKE_GEN2, datastore_name, "filesystem", filesystem, account_name)
        asked = Registration(workspace, record, keys)
        asked.set(
            **_at(protocol, endpoint),
            **principal(tenant_id, client_id, client_secret, resource_url, authority_url),
            subscriptionId=subscription_id,
            resourceGroup=resource_group,
        )
        unused = given(grantWorkspaceAccess=grant_workspace_access or None)
        asked.record_unused("Datastore.register_azure_data_lake_gen2", unknown, unused)
        asked.validate = not skip_validation
        return asked.register(AzureDataLakeGen2Datastore, overwrite)


def _container(kind: str, name: str, argument: str, container: str, account: str) -> DatastoreRecord:
    return DatastoreRecord(
        arguments.text("datastore_name", name),
        kind,
        "",
        arguments.text("account_name", account),
        arguments.text(argument, container),
    )


def _at(protocol: Optional[str], endpoint: Optional[str]) -> Dict[str, Any]:
    protocol = arguments.one_of("protocol", protocol or PROTOCOLS[0], PROTOCOLS)
    return {"protocol": protocol, "endpoint": arguments.text("endpoint", endpoint or CLOUD)}
