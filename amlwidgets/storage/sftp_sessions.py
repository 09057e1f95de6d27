"""SFTP sessions: one thread at a time has one; they are kept for the next."""

import threading
import time
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Callable, Iterator, List, Optional, Tuple

if TYPE_CHECKING:
    from paramiko import SFTPClient, SSHClient

_ASK_AFTER_SECONDS = 5.0
_ANSWER_SECONDS = 20.0


class Sessions:
    """As many as are in use. A server allows some ten a connection (MaxSessions); more have another one."""

    def __init__(self, connect: "Callable[[], SSHClient]") -> None:
        self._connect = connect
        self._connections: "List[SSHClient]" = []
        self._idle: "List[Tuple[SFTPClient, float]]" = []
        self._lock = threading.Lock()
        self._close = weakref.finalize(self, _close_all, self._connections)

    @contextmanager
    def borrow(self) -> "Iterator[SFTPClient]":
        """A session for this thread alone, until the end of the block."""
        session = self._kept() or self._opened()
        try:
            yield session
        except BaseException as error:
            if isinstance(error, (FileNotFoundError, PermissionError)):
                self._keep(session)
            else:  # answers may be on their way that nobody waits for any more
                session.close()
            raise
        self._keep(session)

    def _keep(self, session: "SFTPClient") -> None:
        with self._lock:
            self._idle.append((session, time.monotonic()))

    def _kept(self) -> "Optional[SFTPClient]":
        while True:
            with self._lock:
                if not self._idle:
                    return None
                session, since = self._idle.pop()
            if _lives(session, since):
                return session
            session.close()

    def _opened(self) -> "SFTPClient":
        from paramiko import ChannelException, SSHException

        with self._lock:
            for connection in list(self._connections):
                try:
                    return _session(connection)
                except ChannelException:
                    continue  # it has as many as it may
                except (SSHException, EOFError, OSError, AttributeError):
                    connection.close()
                    self._connections.remove(connection)
            connection = self._connect()
            self._connections.append(connection)
            return _session(connection)


def _session(connection: "SSHClient") -> "SFTPClient":
    session = connection.open_sftp()
    channel = session.get_channel()
    if channel is not None:
        channel.settimeout(_ANSWER_SECONDS)
    return session


def _lives(session: "SFTPClient", since: float) -> bool:
    from paramiko import SSHException

    channel = session.get_channel()
    if channel is None or channel.closed or not channel.get_transport().is_active():
        return False
    if time.monotonic() - since < _ASK_AFTER_SECONDS:
        return True
    try:
        session.normalize(".")
    except (SSHException, EOFError, OSError):
        return False
    return True


def _close_all(connections: "List[SSHClient]") -> None:
    for connection in connections:
        connection.close()
