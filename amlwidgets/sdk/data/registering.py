"""`Datastore`: finding datastores, and registering each kind of them with v1's arguments."""

import os
from typing import TYPE_CHECKING, Any, Dict, Optional, TypeVar

from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datastore import AbstractDatastore
from amlwidgets.sdk.data.datastore_azure import (
    CLOUD,
    AzureBlobDatastore,
    AzureDataLakeDatastore,
    AzureDataLakeGen2Datastore,
    AzureFileDatastore,
    given,
)
from amlwidgets.sdk.data.datastore_databases import (
    AzureMySqlDatastore,
    AzurePostgreSqlDatastore,
    AzureSqlDatabaseDatastore,
)
from amlwidgets.sdk.data.datastore_kinds import (
    DBFSDatastore,
    GoogleCloudStorageDatastore,
    HDFSDatastore,
    LocalFolderDatastore,
    S3Datastore,
    SftpDatastore,
    from_record,
)
from amlwidgets.sdk.data.registration import Registration
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

PROTOCOLS = ("https", "http")
T = TypeVar("T")


class Datastore:
    """The way to datastores: `Datastore(workspace, name)` is the datastore itself, of the class of its type.

    Every `register_*` raises UserErrorException for a name that is taken, unless `overwrite`. What they take as a
    secret may be `env:NAME` or `file:/PATH`, which is looked up where it is used.
    """

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

    # -- files -----------------------------------------------------------------------------------------------

    @staticmethod
    def register_local_folder(
        workspace: "Workspace", datastore_name: str, path: Any, overwrite: bool = False
    ) -> LocalFolderDatastore:
        """Make a folder of this machine a datastore. Raises UserErrorException when the name is taken."""
        folder = os.path.abspath(os.path.expanduser(arguments.path("path", path)))
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.LOCAL_FOLDER, folder)
        return Registration(workspace, record).register(LocalFolderDatastore, overwrite)

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
            _one_of(sas_token=sas_token, account_key=account_key, connection_string=connection_string),
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
            _one_of(sas_token=sas_token, account_key=account_key, connection_string=connection_string),
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
            **_principal(tenant_id, client_id, client_secret, resource_url, authority_url),
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
        keys = _one_of(
            client_secret=client_secret,
            account_key=account_key,
            sas_token=sas_token,
            connection_string=connection_string,
        )
        record = _container(kinds.DATA_LAKE_GEN2, datastore_name, "filesystem", filesystem, account_name)
        asked = Registration(workspace, record, keys)
        asked.set(
            **_at(protocol, endpoint),
            **_principal(tenant_id, client_id, client_secret, resource_url, authority_url),
            subscriptionId=subscription_id,
            resourceGroup=resource_group,
        )
        unused = given(grantWorkspaceAccess=grant_workspace_access or None)
        asked.record_unused("Datastore.register_azure_data_lake_gen2", unknown, unused)
        asked.validate = not skip_validation
        return asked.register(AzureDataLakeGen2Datastore, overwrite)

    @staticmethod
    def register_s3(
        workspace: "Workspace",
        datastore_name: str,
        bucket: str,
        access_key_id: Optional[str] = None,
        secret_access_key: Optional[str] = None,
        session_token: Optional[str] = None,
        region: Optional[str] = None,
        endpoint: Optional[str] = None,
        prefix: Optional[str] = None,
        overwrite: bool = False,
        skip_validation: bool = False,
        **unknown: Any,
    ) -> S3Datastore:
        """A bucket of Amazon S3, or of another service that speaks its language, which is at `endpoint` (a URL).

        Without keys those of the machine are used, as boto3 finds them. `prefix` is the folder of the bucket that
        the datastore is.
        """
        if bool(access_key_id) != bool(secret_access_key):
            raise UserErrorException("access_key_id and secret_access_key are given together, or neither is.")
        record = _bucket(kinds.S3, datastore_name, bucket)
        keys = given(accessKeyId=access_key_id, secretAccessKey=secret_access_key, sessionToken=session_token)
        asked = Registration(workspace, record, keys)
        asked.set(region=region, endpoint=endpoint, prefix=prefix)
        asked.record_unused("Datastore.register_s3", unknown)
        asked.validate = not skip_validation
        return asked.register(S3Datastore, overwrite)

    @staticmethod
    def register_google_cloud_storage(
        workspace: "Workspace",
        datastore_name: str,
        bucket: str,
        service_account: Optional[str] = None,
        project: Optional[str] = None,
        endpoint: Optional[str] = None,
        prefix: Optional[str] = None,
        overwrite: bool = False,
        skip_validation: bool = False,
        **unknown: Any,
    ) -> GoogleCloudStorageDatastore:
        """A bucket of Google Cloud Storage. `service_account` is the JSON of a key, best as `file:/PATH`.

        Without one the machine's own sign-in is used, as Google's client finds it.
        """
        asked = Registration(
            workspace, _bucket(kinds.GOOGLE, datastore_name, bucket), given(serviceAccount=service_account)
        )
        asked.set(project=project, endpoint=endpoint, prefix=prefix)
        asked.record_unused("Datastore.register_google_cloud_storage", unknown)
        asked.validate = not skip_validation
        return asked.register(GoogleCloudStorageDatastore, overwrite)

    @staticmethod
    def register_sftp(
        workspace: "Workspace",
        datastore_name: str,
        host: str,
        user_name: Optional[str] = None,
        folder: Optional[str] = None,
        password: Optional[str] = None,
        private_key: Optional[str] = None,
        passphrase: Optional[str] = None,
        port: int = 22,
        host_key: Optional[str] = None,
        overwrite: bool = False,
        skip_validation: bool = False,
        **unknown: Any,
    ) -> SftpDatastore:
        """A folder of a machine that is reached by SSH. `private_key` is a key's text, best as `file:/PATH`.

        `host_key` is the machine's own key, as `ssh-keyscan` prints it: without it, it must be in known_hosts.
        """
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.SFTP, "")
        secrets = given(password=password, privateKey=private_key, passphrase=passphrase)
        asked = Registration(workspace, record, secrets)
        asked.set(
            host=arguments.text("host", host),
            port=_port(port),
            userName=user_name,
            folder=folder,
            hostKey=host_key,
        )
        asked.record_unused("Datastore.register_sftp", unknown)
        asked.validate = not skip_validation
        return asked.register(SftpDatastore, overwrite)

    # -- databases -------------------------------------------------------------------------------------------

    @staticmethod
    def register_azure_sql_database(
        workspace: "Workspace",
        datastore_name: str,
        server_name: str,
        database_name: str,
        tenant_id: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        resource_url: Optional[str] = None,
        authority_url: Optional[str] = None,
        endpoint: Optional[str] = None,
        overwrite: bool = False,
        username: Optional[str] = None,
        password: Optional[str] = None,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        grant_workspace_access: bool = False,
        **kwargs: Any,
    ) -> AzureSqlDatabaseDatastore:
        """A database of Azure SQL: by a user's name and password, a service principal, or who asks.

        Databases are tried with `skip_validation=False` alone.
        """
        if username is not None and client_id is not None:
            raise UserErrorException("Either username and password are given, or a service principal, not both.")
        if bool(username) != bool(password):
            raise UserErrorException("username and password are given together, or neither is.")
        asked = _database(
            Registration(
                workspace,
                DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.SQL_DATABASE, ""),
                given(password=password, clientSecret=client_secret),
            ),
            server_name,
            database_name,
        )
        asked.set(
            **_principal(tenant_id, client_id, client_secret, resource_url, authority_url),
            endpoint=endpoint,
            userId=username,
            subscriptionId=subscription_id,
            resourceGroup=resource_group,
        )
        unused = given(grantWorkspaceAccess=grant_workspace_access or None)
        asked.take_options("Datastore.register_azure_sql_database", kwargs, unused)
        return asked.register(AzureSqlDatabaseDatastore, overwrite)

    @staticmethod
    def register_azure_postgre_sql(
        workspace: "Workspace",
        datastore_name: str,
        server_name: str,
        database_name: str,
        user_id: str,
        user_password: str,
        port_number: Any = None,
        endpoint: Optional[str] = None,
        overwrite: bool = False,
        enforce_ssl: bool = True,
        **kwargs: Any,
    ) -> AzurePostgreSqlDatastore:
        """A database of PostgreSQL, of Azure or anywhere. `server_name` may be a whole host name."""
        asked = _database(
            Registration(
                workspace,
                DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.POSTGRESQL, ""),
                {"password": _secret("user_password", user_password)},
            ),
            server_name,
            database_name,
        )
        asked.set(
            userId=arguments.text("user_id", user_id),
            port=_port(port_number),
            endpoint=endpoint,
            enforceSsl=arguments.instance("enforce_ssl", enforce_ssl, bool),
        )
        asked.take_options("Datastore.register_azure_postgre_sql", kwargs)
        return asked.register(AzurePostgreSqlDatastore, overwrite)

    @staticmethod
    def register_azure_my_sql(
        workspace: "Workspace",
        datastore_name: str,
        server_name: str,
        database_name: str,
        user_id: str,
        user_password: str,
        port_number: Any = None,
        endpoint: Optional[str] = None,
        overwrite: bool = False,
        **kwargs: Any,
    ) -> AzureMySqlDatastore:
        """A database of MySQL or MariaDB, of Azure or anywhere. `server_name` may be a whole host name."""
        asked = _database(
            Registration(
                workspace,
                DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.MYSQL, ""),
                {"password": _secret("user_password", user_password)},
            ),
            server_name,
            database_name,
        )
        asked.set(userId=arguments.text("user_id", user_id), port=_port(port_number), endpoint=endpoint)
        asked.take_options("Datastore.register_azure_my_sql", kwargs)
        return asked.register(AzureMySqlDatastore, overwrite)

    # -- recorded --------------------------------------------------------------------------------------------

    @staticmethod
    def register_dbfs(workspace: "Workspace", datastore_name: str) -> DBFSDatastore:
        """The file system of a Databricks workspace: recorded."""
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.DBFS, "")
        return Registration(workspace, record).register(DBFSDatastore, overwrite=False)

    @staticmethod
    def register_hdfs(
        workspace: "Workspace",
        datastore_name: str,
        protocol: str,
        namenode_address: str,
        hdfs_server_certificate: Optional[str],
        kerberos_realm: str,
        kerberos_kdc_address: str,
        kerberos_principal: str,
        kerberos_keytab: Optional[str] = None,
        kerberos_password: Optional[str] = None,
        overwrite: bool = False,
    ) -> HDFSDatastore:
        """The file system of a Hadoop cluster: recorded."""
        if (kerberos_keytab is None) == (kerberos_password is None):
            raise UserErrorException("Either kerberos_keytab or kerberos_password is given.")
        asked = Registration(
            workspace,
            DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.HDFS, ""),
            given(keytab=kerberos_keytab, password=kerberos_password),
        )
        asked.set(
            protocol=arguments.one_of("protocol", protocol, PROTOCOLS),
            nameNodeAddress=arguments.text("namenode_address", namenode_address),
            certificate=hdfs_server_certificate,
            realm=arguments.text("kerberos_realm", kerberos_realm),
            kdcAddress=arguments.text("kerberos_kdc_address", kerberos_kdc_address),
            principal=arguments.text("kerberos_principal", kerberos_principal),
        )
        return asked.register(HDFSDatastore, overwrite)


def _container(kind: str, name: str, argument: str, container: str, account: str) -> DatastoreRecord:
    return DatastoreRecord(
        arguments.text("datastore_name", name),
        kind,
        "",
        arguments.text("account_name", account),
        arguments.text(argument, container),
    )


def _bucket(kind: str, name: str, bucket: str) -> DatastoreRecord:
    text = arguments.text
    return DatastoreRecord(text("datastore_name", name), kind, "", "", text("bucket", bucket))


def _database(asked: Registration, server: str, database: str) -> Registration:
    asked.set(
        serverName=arguments.text("server_name", server), databaseName=arguments.text("database_name", database)
    )
    return asked


def _at(protocol: Optional[str], endpoint: Optional[str]) -> Dict[str, Any]:
    protocol = arguments.one_of("protocol", protocol or PROTOCOLS[0], PROTOCOLS)
    return {"protocol": protocol, "endpoint": arguments.text("endpoint", endpoint or CLOUD)}


def _principal(
    tenant: Optional[str],
    client: Optional[str],
    secret: Optional[str],
    resource: Optional[str],
    authority: Optional[str],
) -> Dict[str, Optional[str]]:
    """The settings of a service principal, which is given whole or not at all."""
    parts = {"tenant_id": tenant, "client_id": client, "client_secret": secret}
    missing = [name for name, value in parts.items() if not value]
    if missing and len(missing) < len(parts):
        raise UserErrorException(
            f"{', '.join(missing)} of the service principal {'is' if len(missing) == 1 else 'are'} missing.",
            remedy="Give tenant_id, client_id and client_secret, or none of them.",
        )
    return {"tenantId": tenant, "clientId": client, "resourceUrl": resource, "authorityUrl": authority}


def _one_of(**secrets: Optional[str]) -> Dict[str, str]:
    """At most one of several ways to open a place, by our fields."""
    fields = {
        "sas_token": "sasToken",
        "account_key": "accountKey",
        "connection_string": "connectionString",
        "client_secret": "clientSecret",
    }
    found = {name: _secret(name, value) for name, value in secrets.items() if value is not None}
    if len(found) > 1:
        raise UserErrorException(f"Only one of {', '.join(secrets)} is given; came {' and '.join(found)}.")
    return {fields[name]: value.lstrip("?") if name == "sas_token" else value for name, value in found.items()}


def _secret(argument: str, value: Any) -> str:
    return arguments.text(argument, value)


def _port(value: Any) -> Optional[int]:
    return None if value is None else arguments.whole("port", value, 1)
