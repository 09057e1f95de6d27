"""Databases as datastores, with v1's attributes."""

from typing import TYPE_CHECKING, Any, NoReturn, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk.data.datastore import AbstractDatastore, Secret, Setting
from amlwidgets.sdk.data.datastore_azure import given
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class DatabaseDatastore(AbstractDatastore):
    """A database: its tables are read by `Dataset.Tabular.from_sql_query`."""

    server_name = Setting("serverName")
    database_name = Setting("databaseName")
    port_number = Setting("port")
    endpoint = Setting("endpoint")

    def _no_files(self, *_: Any, **__: Any) -> NoReturn:
        """A database has no files: raises UserErrorException."""
        raise UserErrorException(
            f"{self.name!r} is a database: it has no files.",
            remedy="Read its tables with Dataset.Tabular.from_sql_query.",
        )

    upload = _no_files
    upload_files = _no_files
    download = _no_files
    path = _no_files
    as_mount = _no_files
    as_download = _no_files
    as_upload = _no_files


class AzureSqlDatabaseDatastore(DatabaseDatastore):
    """A database of Azure SQL, or of SQL Server."""

    username = Setting("userId")
    password = Secret("password")
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
        server_name: str,
        database_name: str,
        tenant_id: Optional[str] = None,
        client_id: Optional[str] = None,
        client_secret: Optional[str] = None,
        resource_url: Optional[str] = None,
        authority_url: Optional[str] = None,
        username: Optional[str] = None,
        password: Optional[str] = None,
        auth_type: Optional[str] = None,
        service_data_access_auth_identity: Any = None,
    ) -> None:
        settings = given(
            serverName=server_name,
            databaseName=database_name,
            tenantId=tenant_id,
            clientId=client_id,
            resourceUrl=resource_url,
            authorityUrl=authority_url,
            userId=username,
        )
        record = DatastoreRecord(name, kinds.SQL_DATABASE, "", settings=settings)
        self._describe(workspace, record, given(clientSecret=client_secret, password=password))

    @property
    def auth_type(self) -> str:
        """`SqlAuthentication`, `ServicePrincipal` or `Identity`."""
        settings = self._record.settings
        return (
            "SqlAuthentication"
            if settings.get("userId")
            else "ServicePrincipal"
            if settings.get("clientId")
            else "Identity"
        )


class _ServerDatastore(DatabaseDatastore):
    user_id = Setting("userId")
    user_password = Secret("password")
    password = Secret("password")


class AzurePostgreSqlDatastore(_ServerDatastore):
    """A database of PostgreSQL."""

    enforce_ssl = Setting("enforceSsl", default=True)

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        server_name: str,
        database_name: str,
        user_id: str,
        user_password: str,
        port_number: Any = None,
        enforce_ssl: bool = True,
    ) -> None:
        settings = given(
            serverName=server_name,
            databaseName=database_name,
            userId=user_id,
            port=port_number,
            enforceSsl=enforce_ssl,
        )
        record = DatastoreRecord(name, kinds.POSTGRESQL, "", settings=settings)
        self._describe(workspace, record, given(password=user_password))


class AzureMySqlDatastore(_ServerDatastore):
    """A database of MySQL or MariaDB."""

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        server_name: str,
        database_name: str,
        user_id: str,
        user_password: str,
        port_number: Any = None,
    ) -> None:
        settings = given(serverName=server_name, databaseName=database_name, userId=user_id, port=port_number)
        record = DatastoreRecord(name, kinds.MYSQL, "", settings=settings)
        self._describe(workspace, record, given(password=user_password))
