"""Registering databases, with v1's arguments."""

from typing import TYPE_CHECKING, Any, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datastore_azure import given
from amlwidgets.sdk.data.datastore_databases import (
    AzureMySqlDatastore,
    AzurePostgreSqlDatastore,
    AzureSqlDatabaseDatastore,
)
from amlwidgets.sdk.data.registration import Registration, principal, tcp_port
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class Databases:
    """The `register_*` of databases."""

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
            **principal(tenant_id, client_id, client_secret, resource_url, authority_url),
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
                {"password": arguments.text("user_password", user_password)},
            ),
            server_name,
            database_name,
        )
        asked.set(
            userId=arguments.text("user_id", user_id),
            port=tcp_port(port_number),
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
                {"password": arguments.text("user_password", user_password)},
            ),
            server_name,
            database_name,
        )
        asked.set(userId=arguments.text("user_id", user_id), port=tcp_port(port_number), endpoint=endpoint)
        asked.take_options("Datastore.register_azure_my_sql", kwargs)
        return asked.register(AzureMySqlDatastore, overwrite)


def _database(asked: Registration, server: str, database: str) -> Registration:
    asked.set(
        serverName=arguments.text("server_name", server), databaseName=arguments.text("database_name", database)
    )
    return asked
