"""What a database's client raises, as our errors: one sentence each, without a secret."""

import socket

from amlwidgets.resources.errors import (
    AuthenticationException,
    AzureMLException,
    DatasetExecutionError,
    DatasetValidationError,
    NotSupported,
    ResourceNotFound,
    ServiceUnavailable,
)
from amlwidgets.storage.sql.packages import PACKAGES
from amlwidgets.storage.sql.server import Reason, Server, first_line

_PROBE_SECONDS = 0.5


def original(error: BaseException) -> BaseException:
    """What the client itself raised, where SQLAlchemy says it in other words."""
    return getattr(error, "orig", None) or error


def of_connecting(server: Server, error: BaseException) -> AzureMLException:
    """Why there is no connection."""
    reason, said = server.reason(error), server.said(error)
    if reason is Reason.DRIVER:
        return _no_driver(server, said)
    if reason is Reason.PASSWORD:
        return AuthenticationException(
            f"{server} does not take the credentials of {server.datastore!r}: {said}.",
            remedy="Register the datastore again with the right user and password.",
        )
    if reason is Reason.DATABASE:
        return ResourceNotFound(
            f"{server} has no database {server.database!r}.",
            kind="database",
            name=server.database,
            remedy="Register the datastore again with the name of a database that is there.",
        )
    if reason is Reason.TLS:
        return ServiceUnavailable(
            f"{server} and its client found no TLS in common: {said}.",
            remedy="A server without TLS is registered with enforce_ssl=False.",
        )
    # Asked only now: a server may count connections that say nothing, and close its doors.
    return unreachable(server, _silence(server) or said)


def unreachable(server: Server, why: str) -> ServiceUnavailable:
    """A server that is not there, or keeps silent."""
    return ServiceUnavailable(
        f"{server} cannot be reached: {why}.",
        remedy="Check the server's name, its port, and whether its firewall lets this machine in.",
    )


def of_query(server: Server, error: BaseException, seconds: int) -> AzureMLException:
    """Why there are no rows, or no more of them."""
    reason, said = server.reason(error), server.said(error)
    if reason is Reason.SLOW:
        return DatasetExecutionError(
            f"{server} brought no rows within {seconds} s.",
            remedy="Give from_sql_query a longer query_timeout, or ask for less.",
        )
    if reason is Reason.LOST:
        return DatasetExecutionError(
            f"{server} broke the connection off: {said}.", remedy="Try again once the server is back."
        )
    if reason is Reason.WRITES:
        return DatasetValidationError(
            f"The query would change {server.database!r}: {said}.", remedy="Queries of datasets read: SELECT …"
        )
    if reason is Reason.QUERY:
        return DatasetValidationError(
            f"{server} does not take the query: {said}.",
            remedy="Check the names of tables and columns, and what the datastore's user may read.",
        )
    return DatasetExecutionError(
        f"{server} could not answer the query: {said}.", remedy="Try the query with the database's own client."
    )


def not_installed(kind: str, error: ImportError) -> NotSupported:
    """A database's client that is missing."""
    wanted = " ".join(f'"{name}"' if "[" in name else name for name in PACKAGES[kind])
    return NotSupported(
        f"Databases are read with {' and '.join(PACKAGES[kind])}; {error.name or error} is not installed here.",
        remedy=f"pip install {wanted}; for a run add them to its environment.",
    )


def _no_driver(server: Server, said: str) -> NotSupported:
    remedies = {
        "MySQL": "pip install cryptography",
        "SQL": "Install what the driver is linked with: apt-get install libltdl7 libkrb5-3 libgssapi-krb5-2.",
    }
    return NotSupported(f"The client for {server.word} lacks a part: {said}.", remedy=remedies[server.word])


def _silence(server: Server) -> str:
    """Why nothing listens there; "" when something does."""
    try:
        socket.create_connection((server.host, server.port), _PROBE_SECONDS).close()
    except socket.gaierror:
        return f"there is no machine of the name {server.host!r}"
    except OSError as error:
        return first_line(error.strerror or str(error)).lower()
    return ""
