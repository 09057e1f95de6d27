"""What differs between the kinds of database servers: one class each, made for one datastore."""

import enum
from abc import ABC, abstractmethod
from typing import Any, Callable, Dict, NamedTuple, Optional

from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.credentials import Secrets

CONNECT_SECONDS = 4


class Reason(enum.Enum):
    """Why something did not work, as far as a server's answer tells."""

    PASSWORD = enum.auto()
    DATABASE = enum.auto()
    TLS = enum.auto()
    DRIVER = enum.auto()
    SLOW = enum.auto()
    LOST = enum.auto()
    QUERY = enum.auto()
    WRITES = enum.auto()
    OTHER = enum.auto()


class Column(NamedTuple):
    """How a column becomes one of Arrow's: its type (None: found out from the values), what is done to a value
    before, and the type for values that do not fit, and of a column without any. Numbers are int64 and float64, as
    those of files are; decimals, days and times stay what they are.
    """

    name: str
    kind: Optional[Any] = None
    convert: Optional[Callable[[Any], Any]] = None
    otherwise: Optional[Any] = None


class Server(ABC):
    """`word` is what users call it, `driver` SQLAlchemy's name for it, `endpoint` where Azure has such servers."""

    word = ""
    driver = ""
    endpoint = ""
    port = 0

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        self._settings, self._secrets = record.settings, secrets
        self.datastore = record.name
        name, port = self._named(str(self._required("serverName")))
        # A name without a dot is one of Azure's servers, as v1 has it.
        self.is_azure = not ("." in name or ":" in name or name == "localhost")
        self.host = f"{name}.{record.settings.get('endpoint') or self.endpoint}" if self.is_azure else name
        self.port = int(record.settings.get("port") or port or self.port)
        self.database = str(self._required("databaseName"))
        self.user = str(record.settings.get("userId") or "")

    def __str__(self) -> str:
        return f"The {self.word} server {self.host}:{self.port}"

    def _named(self, name: str) -> "tuple[str, Optional[int]]":
        """The machine and the port that a server's name says."""
        return name.strip().strip("[]"), None

    def _required(self, field: str) -> Any:
        value = self._settings.get(field)
        if not value:
            raise ValidationException(
                f"{field} of the datastore {self.datastore!r} is {value!r}; expected a text."
            )
        return value

    def url(self) -> Any:
        """Where it is, for SQLAlchemy."""
        from sqlalchemy import URL

        return URL.create(self.driver, self.user or None, None, self.host, self.port, self.database)

    @abstractmethod
    def options(self, seconds: int) -> Dict[str, Any]:
        """What its client takes to connect; `seconds` is for how long a query may keep silent."""

    @abstractmethod
    def prepare(self, connection: Any, seconds: int, rows: Optional[int]) -> None:
        """Before a query: it only reads, has so many seconds and need not find more than so many rows."""

    @abstractmethod
    def column(self, described: Any) -> Column:
        """A column, from what its client says of it."""

    @abstractmethod
    def reason(self, error: BaseException) -> Reason:
        """Why its client raised an error."""

    @abstractmethod
    def said(self, error: BaseException) -> str:
        """What the server itself says of an error, in one line."""

    def abandon(self, result: Optional[Any], driver: Any, *, busy: bool) -> None:  # noqa: ARG002
        """Before the connection of a query with rows left is closed; `busy`: it may still be working on it."""
        if result is not None:
            result.close()


def first_line(text: str) -> str:
    """Of what may be many, without the dot at its end."""
    return next((line.strip().rstrip(".") for line in text.splitlines() if line.strip()), "it gave no reason")
