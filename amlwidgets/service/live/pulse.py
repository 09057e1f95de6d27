"""Looking at what cannot tell us: together, on other threads, and ever less often while nothing changes."""

import logging
from abc import abstractmethod
from concurrent.futures import Executor
from typing import Any, List, Optional, Tuple

from amlwidgets.resources.errors import AuthenticationException, AzureMLException, ResourceNotFound
from amlwidgets.service.live.loop import Loop, Timer
from amlwidgets.service.live.source import Source

FIRST_SECONDS = 2.0
"""Between two looks after a change."""

LONGEST_SECONDS = 60.0
"""Between two looks when nothing has changed for long."""

GROWTH = 1.5
"""Each look that finds nothing new makes the next wait so many times longer."""

PATIENCE = 5
"""Looks in a row that may fail, the service being busy, before a page is told."""

_FATAL = (AuthenticationException, ResourceNotFound)
_log = logging.getLogger(__name__)


class Pace:
    """How long to wait for the next look."""

    def __init__(self, first: float = FIRST_SECONDS, longest: float = LONGEST_SECONDS) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def changed(self) -> None:
        """Something was new: look again soon."""
        self._next = self._first

    def wait(self) -> float:
        """Seconds until the next look; the one after it comes later still."""
        wait = self._next
        self._next = min(self._longest, wait * GROWTH)
        return wait


class Polled(Source):
    """A source that is looked at. `ask` runs on another thread, all else on the loop's.

    `known` is false until the first look; `settled` once nothing can come any more and all of it was seen.
    """

    def __init__(self, pulse: "Pulse") -> None:
        super().__init__()
        self.known = False
        self.settled = False
        self.error: Optional[AzureMLException] = None
        self._failures = 0
        self._pulse = pulse
        pulse.add(self)

    @property
    def complete(self) -> bool:
        """Whether a look took all there was."""
        return True

    @abstractmethod
    def ask(self) -> Any:
        """What is there now. Raises AzureMLException."""

    @abstractmethod
    def take(self, found: Any) -> bool:
        """Keep what was found; whether it is new."""

    def begin(self) -> None:
        """A look begins."""

    def found(self, result: Any, error: Optional[Exception]) -> bool:
        """A look ended; whether it was worth telling."""
        before, was_known = self.error, self.known
        if error is None:
            self._failures, self.error = 0, None
            changed = self.take(result)
            self.known = True
        else:
            changed = self._failed(error)
        changed = changed or before is not self.error or was_known is not self.known
        if changed:
            self.tell()
        return changed

    def close(self) -> None:
        """Look no more."""
        self._pulse.remove(self)

    def _failed(self, error: Exception) -> bool:
        self._failures += 1
        if not isinstance(error, AzureMLException):
            _log.error("%s could not be looked at", type(self).__name__, exc_info=error)
        if isinstance(error, _FATAL) or not self.known or self._failures >= PATIENCE:
            self.error = error if isinstance(error, AzureMLException) else AzureMLException("Looking failed.")
            self.known = True
        return False


class Pulse:
    """Looks at some sources one after the other; the first of them says whether there is an end.

    `ended` of that first one makes all that were looked at after it settled. With nothing left to look at, or
    after an error that another look would meet again, it stands still until somebody comes or hurries it.
    """

    def __init__(self, loop: Loop, executor: Optional[Executor], pace: Optional[Pace] = None) -> None:
        self._loop = loop
        self._executor = executor
        self._pace = pace or Pace()
        self._sources: List[Polled] = []
        self._timer: Optional[Timer] = None
        self._busy = False
        self._again = False

    def add(self, source: Polled) -> None:
        """Look at one more, soon."""
        self._sources.append(source)
        self.hurry()

    def remove(self, source: Polled) -> None:
        """One less."""
        if source in self._sources:
            self._sources.remove(source)
        if not self._sources:
            self._rest()

    def hurry(self) -> None:
        """Look now, or once more when a look is under way; afterwards often again."""
        self._pace.changed()
        self._again = True
        if not self._busy:
            self._rest()
            self._timer = self._loop.call_later(0, self._look)

    @property
    def is_used(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self._sources)

    @property
    def ended(self) -> bool:
        """Whether what is looked at has come to its end."""
        return bool(self._sources) and bool(getattr(self._sources[0], "ended", False))

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer, self._again, self._busy = None, False, True
        sources = list(self._sources)
        for source in sources:
            source.begin()
        self._loop.run_in_executor(self._executor, _asked, sources).add_done_callback(self._looked)

    def _looked(self, done: Any) -> None:
        self._busy = False
        if done.cancelled() or not self._sources:
            return
        found: List[Tuple[Polled, Any, Optional[Exception]]] = done.result()
        changed = [source.found(result, error) for source, result, error in found if source in self._sources]
        if self.ended:
            self._settle([source for source, _, error in found if error is None])
        if any(changed):
            self._pace.changed()
        self._go_on()

    def _settle(self, sources: List[Polled]) -> None:
        for source in sources:
            if not source.complete:
                self._again = True
            elif not source.settled:
                source.settled = True
                source.tell()

    def _go_on(self) -> None:
        stands = all(source.settled or source.error is not None for source in self._sources)
        if not self._sources or (stands and not self._again):
            return
        self._rest()
        self._timer = self._loop.call_later(0 if self._again else self._pace.wait(), self._look)


def _asked(sources: List[Polled]) -> List[Tuple[Polled, Any, Optional[Exception]]]:
    """One look, on another thread. Where the first source fails the others, of the same service, are not asked."""
    found: List[Tuple[Polled, Any, Optional[Exception]]] = []
    for source in sources:
        try:
            found.append((source, source.ask(), None))
        except Exception as error:
            found.append((source, None, error))
            if source is sources[0]:
                return found + [(other, None, error) for other in sources[1:]]
    return found
