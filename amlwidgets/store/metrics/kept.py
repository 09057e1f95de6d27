"""What is known of runs' metric logs, kept beside workspace.db so that who starts to read need not begin anew.

Nothing here is needed: the file may be removed at any time, and what cannot be read or written is as if not kept.
It is no part of workspace.db because there every commit is a change that viewers are told of.
"""

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Tuple

if TYPE_CHECKING:
    import sqlite3

_VERSION = 1
_SUFFIXES = ("", "-wal", "-shm")
_TABLE = "CREATE TABLE IF NOT EXISTS kept (run_id TEXT PRIMARY KEY, mark INTEGER NOT NULL, json TEXT NOT NULL)"

Kept = Tuple[str, int, Any]
"""A run's id, the mark its log had, and what was found in it (anything of JSON, NaN and infinities too)."""


class KeptSummaries:
    """The file of one workspace. Opened for as long as a call takes; safe from any thread and process."""

    def __init__(self, path: str) -> None:
        self._path = path

    def load(self) -> Dict[str, Tuple[int, Any]]:
        """Mark and content by run; nothing when the file is missing or damaged."""
        if not os.path.exists(self._path):
            return {}
        try:
            with _mapped(self._path), self._open() as connection:
                rows = connection.execute("SELECT run_id, mark, json FROM kept").fetchall()
            return {run_id: (int(mark), json.loads(text)) for run_id, mark, text in rows}
        except OSError:  # in use, or not to be opened: another time
            return {}
        except (ValueError, TypeError):
            self._discard()
            return {}

    def keep(self, found: Iterable[Kept], gone: Iterable[str] = ()) -> None:
        """Keep what was found, in place of what was; forget runs that are gone."""
        rows: List[Tuple[str, int, str]] = [(run_id, mark, json.dumps(value)) for run_id, mark, value in found]
        with contextlib.suppress(OSError, ValueError), _mapped(self._path), self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM kept WHERE run_id = ?", [(run_id,) for run_id in gone])
            connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    @contextlib.contextmanager
    def _open(self) -> "Iterator[sqlite3.Connection]":
        import sqlite3

        connection = sqlite3.connect(self._path, timeout=5.0, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                connection.execute("DROP TABLE IF EXISTS kept")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute(_TABLE)
            yield connection
        finally:
            connection.close()

    def _discard(self) -> None:
        for suffix in _SUFFIXES:
            with contextlib.suppress(OSError):
                os.remove(self._path + suffix)


@contextlib.contextmanager
def _mapped(path: str) -> Iterator[None]:
    """SQLite's errors: OSError for what may pass, ValueError for a file that is damaged."""
    import sqlite3

    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(f"{path}: {error}") from error
    except sqlite3.Error as error:
        raise ValueError(f"{path}: {error}") from error
