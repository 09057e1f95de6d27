"""MySQL and MariaDB, with PyMySQL."""

import datetime as dt
from typing import Any, Dict, Optional

from amlwidgets.storage.sql.postgresql import decimal
from amlwidgets.storage.sql.server import CONNECT_SECONDS, Column, Reason, Server, first_line

_REASONS = {
    **dict.fromkeys((1044, 1045, 1698, 1251, 1275, 3118), Reason.PASSWORD),
    1049: Reason.DATABASE,
    2026: Reason.TLS,
    **dict.fromkeys((1969, 3024), Reason.SLOW),
    **dict.fromkeys((2003, 2006, 2013, 2055, 1053, 1927), Reason.LOST),
    1792: Reason.WRITES,
    **dict.fromkeys((1054, 1064, 1142, 1143, 1146, 1305, 1370), Reason.QUERY),
}
"""By the numbers of errors, which are the same in every language."""

_KILL_SECONDS = 2


class MySql(Server):
    """See Server."""

    word, driver, endpoint, port = "MySQL", "mysql+pymysql", "mysql.database.azure.com", 3306

    def options(self, seconds: int) -> Dict[str, Any]:
        """See Server. Without a word on TLS the client uses it where the server has it."""
        return {
            "password": (self._secrets.get("password") or "").encode(),  # of a text the client takes latin-1
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": seconds,
            "write_timeout": seconds,
            "charset": "utf8mb4",
            "program_name": "amlwidgets",
            **({"ssl": {"check_hostname": False}} if self.is_azure else {}),
        }

    def prepare(self, connection: Any, seconds: int, rows: Optional[int]) -> None:  # noqa: ARG002
        """See Server. The client keeps the time: a limit of the server's would cut off a long result."""
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        limit = "DEFAULT" if rows is None else rows
        connection.exec_driver_sql(f"SET SESSION time_zone = '+00:00', sql_select_limit = {limit}")
        connection.rollback()

    def column(self, described: Any) -> Column:
        """See Server."""
        import pyarrow as pa
        from pymysql.constants import FIELD_TYPE as TYPES

        name, code, _, length, _, scale, _ = described
        if code == TYPES.NEWDECIMAL:
            return Column(name, decimal(length, scale))
        if code in (TYPES.TINY, TYPES.BIT) and length == 1:
            return Column(name, pa.bool_(), _truth)
        if code in (TYPES.TINY, TYPES.SHORT, TYPES.INT24, TYPES.LONG, TYPES.LONGLONG, TYPES.YEAR):
            return Column(name, pa.int64(), otherwise=pa.uint64())
        known = {
            TYPES.BIT: (pa.uint64(), _number),
            TYPES.DATE: (pa.date32(), _day),
            TYPES.DATETIME: (pa.timestamp("us"), _day),
            TYPES.TIMESTAMP: (pa.timestamp("us", "UTC"), _day),
            TYPES.TIME: (pa.duration("us"), None),
            TYPES.FLOAT: (pa.float64(), None),
            TYPES.DOUBLE: (pa.float64(), None),
        }
        # Texts and bytes have the same numbers: their values tell them apart.
        return Column(name, *known.get(code, (None, None)))

    def reason(self, error: BaseException) -> Reason:
        """See Server."""
        number = error.args[0] if error.args else None
        if number == 2013 and "timed out" in str(error):
            return Reason.SLOW
        if isinstance(error, RuntimeError) and "cryptography" in str(error):
            return Reason.DRIVER
        return _REASONS.get(number, Reason.OTHER) if isinstance(number, int) else Reason.OTHER

    def said(self, error: BaseException) -> str:
        """See Server."""
        return first_line(str(error.args[-1]) if error.args else "")

    def abandon(self, result: Optional[Any], driver: Any, *, busy: bool) -> None:
        """See Server."""
        # The client would read all that is left when its cursor is closed or collected.
        unread = getattr(result.cursor, "_result", None) if result is not None else None
        if unread is not None:
            unread.unbuffered_active = False
        if busy:
            self._kill(driver.thread_id())

    def _kill(self, thread: int) -> None:
        """A server goes on with a query whose asker has hung up."""
        from contextlib import closing, suppress

        import pymysql

        options = {**self.options(_KILL_SECONDS), "connect_timeout": _KILL_SECONDS}
        with suppress(pymysql.MySQLError):
            other = pymysql.connect(host=self.host, port=self.port, user=self.user, **options)
            with closing(other), other.cursor() as cursor:
                cursor.execute("KILL %s", (thread,))


def _truth(value: Any) -> bool:
    return value not in (0, b"\0")


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")


def _day(value: Any) -> Any:
    """0000-00-00 and its kin are missing; the client gives them as texts."""
    return value if isinstance(value, dt.date) else None
