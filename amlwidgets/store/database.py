"""workspace.db: one SQLite file in WAL mode, short transactions, one growing sequence number for every change."""

import json
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator, List, Optional, Sequence, Tuple

from amlwidgets.resources.errors import StoreDamaged, StoreException, StoreFull, StoreNewer
from amlwidgets.store.layout import Layout
from amlwidgets.store.nudge import announce, nudge_engine

if TYPE_CHECKING:
    import sqlite3

MIGRATIONS: Tuple[str, ...] = (
    """
    CREATE TABLE sequence (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
    INSERT INTO sequence VALUES (1, 0);
    CREATE TABLE resource (
        kind TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL, etag TEXT NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (kind, name));
    CREATE INDEX resource_seq ON resource (seq);
    CREATE TABLE removed (seq INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL);
    CREATE INDEX removed_seq ON removed (seq);
    CREATE TABLE node (
        cluster TEXT NOT NULL, node_id TEXT NOT NULL, state TEXT NOT NULL, since REAL NOT NULL, run TEXT,
        PRIMARY KEY (cluster, node_id));
    CREATE TABLE run (
        run_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, experiment TEXT NOT NULL, name TEXT NOT NULL,
        type TEXT NOT NULL, target TEXT NOT NULL, parent TEXT, state TEXT NOT NULL, cancel INTEGER NOT NULL,
        created REAL NOT NULL, started REAL, ended REAL, seq INTEGER NOT NULL,
        spec TEXT NOT NULL, detail TEXT NOT NULL);
    CREATE INDEX run_seq ON run (seq);
    CREATE INDEX run_experiment ON run (experiment, number);
    CREATE INDEX run_target ON run (target, number);
    CREATE INDEX run_parent ON run (parent, number);
    CREATE INDEX run_state ON run (state, number);
    """,
    # Each index holds all that lists are filtered by: rows are read for the page alone, however much is left out.
    """
    ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN labels TEXT NOT NULL DEFAULT '';
    UPDATE run SET archived = coalesce(json_extract(detail, '$.archived'), 0), labels = char(10)
        || coalesce((SELECT group_concat(key, char(10)) || char(10) FROM json_each(detail, '$.tags')), '')
        || coalesce((SELECT group_concat(key, char(10)) || char(10) FROM json_each(detail, '$.properties')), '');
    DROP INDEX run_experiment;
    DROP INDEX run_target;
    DROP INDEX run_parent;
    DROP INDEX run_state;
    CREATE INDEX run_experiment ON run (experiment, number, parent, state, target, type, archived, labels);
    CREATE INDEX run_target ON run (target, number, parent, state, experiment, type, archived, labels);
    CREATE INDEX run_parent
        ON run (parent, number, state, experiment, target, type, archived, name, run_id, labels);
    CREATE INDEX run_state ON run (state, number, parent, experiment, target, type, archived, labels);
    """,
)


HOPELESS = (StoreDamaged, StoreNewer)
"""What no later try mends."""

_WRITER = ("store", "writer")
"""The resource that names the version of the product whose form the tables have: what an older version has to tell
whose workspace it met.
"""


class Database:
    """The records of one workspace. Safe from any thread; a forked child opens its own connection.

    `nudges`: wake the engine after each change (the engine itself opens its database without).
    """

    def __init__(self, layout: Layout, *, nudges: bool = True) -> None:
        from amlwidgets.store.nodes import NodeTable
        from amlwidgets.store.resources import ResourceTable
        from amlwidgets.store.runs import RunTable

        self.layout = layout
        self.nudges = nudges
        self._lock = threading.RLock()
        self._connection: Optional["sqlite3.Connection"] = None
        self._pid = 0
        self._depth = 0
        self._reading = False
        self._seq = 0
        self.resources = ResourceTable(self)
        self.nodes = NodeTable(self)
        self.runs = RunTable(self)

    def close(self) -> None:
        """Close the connection; the next use opens it again."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def read(self, sql: str, values: Sequence[Any] = ()) -> List[Any]:
        """The rows of one query."""
        with self._lock, _mapped_errors(self.layout):
            return self._open().execute(sql, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Queries inside see one moment of the store. Inside another one, or inside `write`, it is that one's."""
        with self._lock:
            if self._depth or self._reading:
                yield
                return
            with _mapped_errors(self.layout):
                self._open().execute("BEGIN")
                self._reading = True
                try:
                    yield
                finally:
                    self._reading = False
                    self._open().execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[int]:
        """A transaction; yields its sequence number. Inside another one it joins that one.

        All or nothing: an exception undoes it. After the commit viewers and the engine are told.
        """
        with self._lock:
            if self._depth:
                yield self._seq
                return
            with _mapped_errors(self.layout):
                connection = self._open()
                connection.execute("BEGIN IMMEDIATE")
                self._depth = 1
                try:
                    refuse_newer(connection, self.layout)  # one that was opened before it became so
                    connection.execute("UPDATE sequence SET value = value + 1")
                    self._seq = connection.execute("SELECT value FROM sequence").fetchone()[0]
                    yield self._seq
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                finally:
                    self._depth = 0
        announce(self.layout)
        if self.nudges:
            nudge_engine(self.layout)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> int:
        """One statement inside `write`; returns how many rows it changed."""
        with _mapped_errors(self.layout):
            return self._open().execute(sql, values).rowcount

    def sequence(self) -> int:
        """The number of the last change."""
        return int(self.read("SELECT value FROM sequence")[0][0])

    def version(self) -> int:
        """A number that changes when another connection commits; costs microseconds."""
        return int(self.read("PRAGMA data_version")[0][0])

    def _open(self) -> "sqlite3.Connection":
        if self._connection is None or self._pid != os.getpid():
            # A connection inherited through fork must not be used, nor closed: its file locks are the parent's.
            self._connection, self._pid = _connect(self.layout), os.getpid()
            self._depth, self._reading = 0, False
        return self._connection


def _connect(layout: Layout) -> "sqlite3.Connection":
    import sqlite3

    if not os.path.isdir(layout.root):
        raise StoreException(f"The workspace folder {layout.root!r} does not exist.")
    was_there = os.path.exists(layout.database)
    connection = sqlite3.connect(layout.database, timeout=30.0, isolation_level=None, check_same_thread=False)
    try:
        version = refuse_newer(connection, layout)
        if version == 0 and was_there and os.path.isdir(layout.runs) and os.listdir(layout.runs):
            # Emptied by a full disk, or replaced: filling it anew would hide from the user that records are lost.
            raise StoreDamaged(f"{layout.database!r} is empty although the workspace has runs.")
    except HOPELESS:
        connection.close()
        raise
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if version < len(MIGRATIONS):
        _migrate(connection)
    return connection


def refuse_newer(connection: "sqlite3.Connection", layout: Layout) -> int:
    """The number of the tables' form. Raises StoreNewer for one that this version does not know."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version <= len(MIGRATIONS):
        return version
    from amlwidgets import __version__

    writer = _writer(connection)
    by = f"amlwidgets {writer}" if writer else "a newer version of amlwidgets"
    raise StoreNewer(
        f"The workspace in {layout.root!r} is kept in the form of {by} (form {version}); "
        f"this is amlwidgets {__version__}, which knows forms up to {len(MIGRATIONS)}.",
        remedy=f"Use amlwidgets {writer + ' or newer' if writer else 'as new as that'} here "
        "(pip install --upgrade amlwidgets), then restart kernels and the Jupyter server. Nothing was changed.",
    )


def _writer(connection: "sqlite3.Connection") -> str:
    """The version of the product that brought the tables to their form; "" where that cannot be told."""
    import sqlite3

    try:
        rows = connection.execute("SELECT json FROM resource WHERE kind = ? AND name = ?", _WRITER).fetchall()
        return str(json.loads(rows[0][0])["version"]) if rows else ""
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError):  # whatever a later form made of it
        return ""


def _migrate(connection: "sqlite3.Connection") -> None:
    """Bring the tables up to date; the lock makes a second process find nothing left to do."""
    from amlwidgets import __version__

    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for script in MIGRATIONS[version:]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        written = json.dumps({"version": __version__})
        connection.execute("INSERT OR REPLACE INTO resource VALUES (?, ?, 0, '', ?)", (*_WRITER, written))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


@contextmanager
def _mapped_errors(layout: Layout) -> Iterator[None]:
    """SQLite's errors as ours, with the remedy that fits."""
    import sqlite3

    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "full" in text:
            raise StoreFull(f"No room left for {layout.database!r}.") from error
        if "malformed" in text or "not a database" in text or "disk I/O" in text:
            raise StoreDamaged(f"{layout.database!r} cannot be read: {text}.") from error
        raise StoreException(f"{layout.database!r}: {text}.") from error
