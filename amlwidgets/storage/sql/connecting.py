"""A connection to a database, or within five seconds the reason why there is none."""

from typing import Any, Callable, Dict

from amlwidgets.resources.errors import AzureMLException, NotSupported
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.in_time import in_time
from amlwidgets.storage.kinds import kind_of
from amlwidgets.storage.sql import troubles
from amlwidgets.storage.sql.packages import MSSQL, MYSQL, POSTGRESQL
from amlwidgets.storage.sql.server import Server


def server_of(record: DatastoreRecord, secrets: Secrets) -> Server:
    """The server of a datastore; nothing is asked of it. Raises NotSupported for one that is no database."""
    from amlwidgets.storage.sql.mssql import SqlServer
    from amlwidgets.storage.sql.mysql import MySql
    from amlwidgets.storage.sql.postgresql import PostgreSql

    servers: Dict[str, Callable[[DatastoreRecord, Secrets], Server]] = {
        POSTGRESQL: PostgreSql,
        MYSQL: MySql,
        MSSQL: SqlServer,
    }
    made = servers.get(kind_of(record.type).sql)
    if made is None:
        raise NotSupported(
            f"The datastore {record.name!r} is of the type {record.type}; expected a database for a query.",
            remedy="Files are read with from_delimited_files, from_parquet_files and from_json_lines_files.",
        )
    return made(record, secrets)


def connected(server: Server, kind: str, seconds: int) -> Any:
    """A connection of its own, to be closed by who asks. `seconds`: for how long a query may keep silent.

    Raises ServiceUnavailable, AuthenticationException, ResourceNotFound for a database that is not there, and
    NotSupported where its client is not installed.
    """
    try:
        engine = _engine(server, seconds)
    except ImportError as error:
        raise troubles.not_installed(kind, error) from error
    late = f"{server} did not answer within 5 s."
    try:
        return in_time(engine.connect, late)
    except AzureMLException:
        raise
    except Exception as error:
        # Without its cause: what a client raises may quote how it was asked.
        raise troubles.of_connecting(server, troubles.original(error)) from None


def _engine(server: Server, seconds: int) -> Any:
    import sqlalchemy
    from sqlalchemy.exc import NoSuchModuleError

    options: Dict[str, Any] = {"poolclass": sqlalchemy.NullPool, "hide_parameters": True}
    try:
        return sqlalchemy.create_engine(server.url(), connect_args=server.options(seconds), **options)
    except NoSuchModuleError as error:
        raise ImportError(str(error), name=f"a SQLAlchemy that knows {server.driver}") from error
