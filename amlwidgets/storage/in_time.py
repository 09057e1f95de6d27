"""An answer within seconds, whatever a library, a name server or a host is waiting for."""

import threading
from typing import Callable, List, Optional, TypeVar

from amlwidgets.resources.errors import ServiceUnavailable

T = TypeVar("T")

CHECK_SECONDS = 4.5
"""A check of a datastore is promised within 5."""


def in_time(do: Callable[[], T], late: str, seconds: Optional[float] = None) -> T:
    """What it returns or raises. ServiceUnavailable, with `late` as its sentence, after so many seconds; with None
    after as many as a check has.

    The thread that still waits is left to itself and ends with the process.
    """
    done: List[T] = []
    failed: List[BaseException] = []

    def run() -> None:
        try:
            done.append(do())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="amlwidgets-check", daemon=True)
    thread.start()
    thread.join(CHECK_SECONDS if seconds is None else seconds)
    if failed:
        raise failed[0]
    if not done:
        raise ServiceUnavailable(late)
    return done[0]
