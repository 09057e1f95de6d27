"""Azure SQL and SQL Server, with mssql-python. Tokens of service principals are got by azure-identity."""

import datetime as dt
import decimal as numbers
import re
import uuid
from typing import Any, Dict, Optional

from amlwidgets.storage.sql.postgresql import decimal
from amlwidgets.storage.sql.server import CONNECT_SECONDS, Column, Reason, Server, first_line

_RESOURCE = "https://database.windows.net/"


class SqlServer(Server):
    """See Server."""

    word, driver, endpoint, port = "SQL", "mssql+mssqlpython", "database.windows.net", 1433

    def _named(self, name: str) -> "tuple[str, Optional[int]]":
        """`tcp:server,1433` is how Azure's own connection strings say it."""
        host, _, port = name.strip().rpartition("tcp:")[2].partition(",")
        return host.strip(), int(port) if port.strip().isdecimal() else None

    def url(self) -> Any:
        """See Server. The client takes a password as a part of the address; SQLAlchemy shows it as `***`."""
        made = super().url().update_query_dict({"Encrypt": "yes", "ApplicationIntent": "ReadOnly"})
        if not self.user:
            return made
        return made.set(username=self.user, password=self._secrets.get("password") or "")

    def options(self, seconds: int) -> Dict[str, Any]:  # noqa: ARG002
        """See Server."""
        tokens = {} if self.user else {"token_provider": self._tokens()}
        return {"timeout": CONNECT_SECONDS, **tokens}

    def _tokens(self) -> "_Tokens":
        """Of the service principal; without one of who is signed in to Azure on this machine."""
        from azure.identity import ClientSecretCredential, DefaultAzureCredential

        credential: Any = DefaultAzureCredential()
        if self._secrets.get("clientSecret"):
            authority = self._settings.get("authorityUrl")
            credential = ClientSecretCredential(
                str(self._required("tenantId")),
                str(self._required("clientId")),
                self._secrets["clientSecret"],
                **({"authority": authority} if authority else {}),
            )
        resource = str(self._settings.get("resourceUrl") or _RESOURCE)
        return _Tokens(credential, f"{resource.rstrip('/')}/.default")

    def prepare(self, connection: Any, seconds: int, rows: Optional[int]) -> None:
        """See Server. It has no transactions that only read: what a query writes is rolled back."""
        connection.connection.driver_connection.timeout = seconds
        connection.exec_driver_sql(f"SET ROWCOUNT {rows or 0}")

    def column(self, described: Any) -> Column:
        """See Server."""
        import pyarrow as pa

        name, kind, _, _, precision, scale, _ = described
        if kind is numbers.Decimal:
            return Column(name, decimal(precision, scale))
        if kind is uuid.UUID:
            return Column(name, pa.string(), str)
        kinds = {
            bool: pa.bool_(),
            int: pa.int64(),
            float: pa.float64(),
            bytes: pa.binary(),
            dt.date: pa.date32(),
            dt.time: pa.time64("us"),
        }
        # Times with and without a zone are one type to the client, and so is what has no type in Python.
        return Column(name, kinds.get(kind))

    def reason(self, error: BaseException) -> Reason:
        """See Server. The client gives words alone."""
        words = str(error)
        for word, reason in _WORDS:
            if word in words:
                return reason
        return Reason.OTHER

    def said(self, error: BaseException) -> str:
        """See Server."""
        told = str(error).rpartition("DDBC Error: ")[2].partition(". Please")[0]
        return first_line(re.sub(r"^(\[[^]]*\])+", "", told.strip()))


class _Tokens:
    """What the client asks for tokens: of the cloud that the datastore says, not always of the public one."""

    def __init__(self, credential: Any, scope: str) -> None:
        self._credential, self._scope = credential, scope

    def get_token(self, *_: str, **options: Any) -> Any:
        """A token for the database, kept and renewed by the credential."""
        return self._credential.get_token(self._scope, **options)


_WORDS = (
    ("Failed to load the driver", Reason.DRIVER),
    ("Cannot open database", Reason.DATABASE),
    ("Login failed", Reason.PASSWORD),
    ("SSL Provider", Reason.TLS),
    ("certificate", Reason.TLS),
    ("Timeout expired", Reason.SLOW),
    ("Query timeout", Reason.SLOW),
    ("Communication link failure", Reason.LOST),
    ("Invalid object name", Reason.QUERY),
    ("Invalid column name", Reason.QUERY),
    ("Incorrect syntax", Reason.QUERY),
    ("permission was denied", Reason.QUERY),
)
