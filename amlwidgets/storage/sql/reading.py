"""The rows of a query, as they come: a batch of them is in memory and no more."""

from typing import Any, Iterator, List, Optional

from amlwidgets.resources.errors import DatasetValidationError
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.kinds import kind_of
from amlwidgets.storage.sql import columns, troubles
from amlwidgets.storage.sql.connecting import connected, server_of
from amlwidgets.storage.sql.server import Column, Reason, Server

_CHECK_SECONDS = 5
_FIRST, _FEWEST, _MOST, _GROWTH = 64, 16, 1 << 16, 16
_BATCH_BYTES = 16 << 20


def check(record: DatastoreRecord, secrets: Secrets) -> None:
    """Whether a database can be reached with these secrets, known within 5 seconds. Raises what says why not."""
    connected(server_of(record, secrets), kind_of(record.type).sql, _CHECK_SECONDS).close()


def read(
    record: DatastoreRecord, secrets: Secrets, query: str, seconds: int = 30, rows: Optional[int] = None
) -> Iterator[Any]:
    """The tables (pyarrow) of a query's rows, at least one; with `rows` not many more than so many are fetched.

    What the query would change is refused or rolled back. Raises as `connected`, DatasetValidationError for a
    query that the server does not take, and DatasetExecutionError when it keeps silent for so many seconds or is
    lost.
    """
    server = server_of(record, secrets)
    connection = connected(server, kind_of(record.type).sql, seconds)
    from sqlalchemy.exc import DBAPIError  # which is there if there is a connection

    driver = connection.connection.driver_connection
    result, whole, busy = None, False, False
    try:
        server.prepare(connection, seconds, rows)
        streamed = connection.execution_options(stream_results=True, no_parameters=True)
        result = streamed.exec_driver_sql(query)
        yield from _tables(server, result, rows)
        whole = result.closed
    except DBAPIError as error:
        busy = server.reason(troubles.original(error)) is Reason.SLOW
        raise troubles.of_query(server, troubles.original(error), seconds) from None
    except KeyboardInterrupt:
        busy = True
        raise
    finally:
        if not whole:
            server.abandon(result, driver, busy=busy)
            connection.invalidate()
        connection.close()


def _tables(server: Server, result: Any, rows: Optional[int]) -> Iterator[Any]:
    found = _columns(server, result)
    left, size, first = rows, _FIRST, True
    while first or left is None or left > 0:
        asked = size if left is None else max(1, min(size, left))
        batch = result.yield_per(asked).fetchmany(asked)
        if not batch and not first:
            return
        table = columns.table_of(batch, found)
        yield table
        left, first = (None if left is None else left - len(batch)), False
        size = _next_size(size, table)


def _columns(server: Server, result: Any) -> List[Column]:
    if not result.returns_rows:
        raise DatasetValidationError("The query gives no rows.", remedy="Queries of datasets read: SELECT …")
    return columns.named_apart([server.column(each) for each in result.cursor.description])


def _next_size(size: int, table: Any) -> int:
    """So many rows that a batch is of about the same weight, however wide they are."""
    weight: int = max(1, table.nbytes // max(1, table.num_rows))
    return max(_FEWEST, min(_MOST, size * _GROWTH, _BATCH_BYTES // weight))
