"""PostgreSQL, with psycopg."""

import re
from typing import Any, Dict, Optional

from amlwidgets.storage.sql.server import CONNECT_SECONDS, Column, Reason, Server, first_line

_PASSWORD = ("password", "authentication", "pg_hba.conf", "role ", "SASL", "SCRAM")
_LOST = ("08", "57P")
_CURSOR_OF_ALL = 1.0


class PostgreSql(Server):
    """See Server."""

    word, driver, endpoint, port = "PostgreSQL", "postgresql+psycopg", "postgres.database.azure.com", 5432

    def options(self, seconds: int) -> Dict[str, Any]:  # noqa: ARG002
        """See Server."""
        return {
            "password": self._secrets.get("password") or None,
            "connect_timeout": CONNECT_SECONDS,
            "sslmode": "require" if self._settings.get("enforceSsl", True) else "prefer",
            "application_name": "amlwidgets",
            # A server that is gone without a word is noticed.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        }

    def prepare(self, connection: Any, seconds: int, rows: Optional[int]) -> None:
        """See Server. The limit counts for each batch of rows, so a long result is not cut off."""
        from psycopg.types.string import TextLoader

        connection.execution_options(postgresql_readonly=True)
        connection.exec_driver_sql(f"SET statement_timeout = {seconds * 1000}")
        if rows is None:
            connection.exec_driver_sql(f"SET cursor_tuple_fraction = {_CURSOR_OF_ALL}")
        adapters = connection.connection.driver_connection.adapters
        for name in ("json", "jsonb"):
            adapters.register_loader(name, TextLoader)
        for name, loader in _loaders().items():
            adapters.register_loader(name, loader)

    def column(self, described: Any) -> Column:
        """See Server."""
        import pyarrow as pa

        oid = described.type_code
        if oid == _NUMERIC:
            known = described.precision is not None and described.scale is not None
            kind = decimal(described.precision, described.scale) if known else None
            return Column(described.name, kind, otherwise=pa.float64())
        if oid in _SPELLED:
            return Column(described.name, pa.string(), str)
        made = _KINDS.get(oid)
        return Column(described.name, made(pa) if made else None)

    def reason(self, error: BaseException) -> Reason:
        """See Server. Of a refused connection there are words alone."""
        state, words = getattr(error, "sqlstate", None) or "", str(error)
        if state:
            known = {"57014": Reason.SLOW, "25006": Reason.WRITES}.get(state)
            by_class = Reason.LOST if state.startswith(_LOST) else Reason.OTHER
            return known or (Reason.QUERY if state.startswith("42") else by_class)
        if "database" in words and "does not exist" in words:
            return Reason.DATABASE
        if any(word in words for word in _PASSWORD):
            return Reason.PASSWORD
        return Reason.TLS if "SSL" in words else Reason.LOST

    def said(self, error: BaseException) -> str:
        """See Server."""
        told = getattr(getattr(error, "diag", None), "message_primary", None)
        return first_line(told or re.sub(r"FATAL:\s+", "", str(error).rpartition("failed: ")[2]))


def decimal(precision: int, scale: int) -> Optional[Any]:
    """Arrow's type for a decimal; None for one of more digits than it has."""
    import pyarrow as pa

    if not 0 <= scale <= precision or precision > 76:
        return None
    return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)


def _loaders() -> Dict[str, Any]:
    """Days and times that Python does not have (`infinity`, before Christ) are missing, as v1 has them."""
    from psycopg import DataError
    from psycopg.types import datetime as types

    def lenient(base: Any) -> Any:
        class Loader(base):  # type: ignore[misc]
            def load(self, data: Any) -> Any:
                try:
                    return super().load(data)
                except DataError:
                    return None

        return Loader

    found = {"date": types.DateLoader, "timestamp": types.TimestampLoader, "timestamptz": types.TimestamptzLoader}
    return {name: lenient(loader) for name, loader in found.items()}


_NUMERIC = 1700
_SPELLED = (650, 829, 869, 774, 1266, 2950)
"""cidr, macaddr, inet, macaddr8, timetz, uuid: there is no such type in Arrow."""

_KINDS: Dict[int, Any] = {
    16: lambda pa: pa.bool_(),
    **dict.fromkeys((20, 21, 23, 26), lambda pa: pa.int64()),
    **dict.fromkeys((700, 701), lambda pa: pa.float64()),
    **dict.fromkeys((18, 19, 25, 114, 142, 790, 1042, 1043, 3802), lambda pa: pa.string()),
    17: lambda pa: pa.binary(),
    1082: lambda pa: pa.date32(),
    1083: lambda pa: pa.time64("us"),
    1114: lambda pa: pa.timestamp("us"),
    1184: lambda pa: pa.timestamp("us", "UTC"),
    1186: lambda pa: pa.duration("us"),
}
"""By the numbers that PostgreSQL's own types have in every database (`pg_type.oid`)."""
