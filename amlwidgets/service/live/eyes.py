"""Watching files and folders for all views at once: inotify, and a slow look where it could miss something."""

import os
from typing import Callable, Dict, Optional, Set

from amlwidgets.service.live.loop import Loop, Timer
from amlwidgets.store.watch import Watch

Wake = Callable[[], None]

REST_SECONDS = 0.004
"""After a wake, how long further ones are gathered: a flood of lines costs 250 wakes a second at most."""

SLOW_SECONDS = 3.0
"""How often all is looked at where inotify works, against what it could miss (overflow, network folders)."""

BLIND_SECONDS = 0.5
"""The same where the system cannot tell."""


class Look:
    """One place that is watched: a folder (with the names in it) or a file, there already or not yet.

    What is not there is watched for at the nearest folder above it that is. A path of '' is nowhere on this
    machine: only the slow look comes by.
    """

    def __init__(self, eyes: "Eyes", path: str, wake: Wake, name: Optional[str] = None) -> None:
        self.path = path
        self.wake = wake
        self._eyes = eyes
        self._name = name
        self.watched = ""
        self.resolve()

    def resolve(self) -> None:
        """Watch the place itself, or what is nearest to it now."""
        place = self.path
        while place and not self._eyes.watch(place, self) and os.path.dirname(place) != place:
            place = os.path.dirname(place)
        if self.watched and self.watched != place:
            self._eyes.unwatch(self.watched, self)
        self.watched = place

    def concerns(self, name: str) -> bool:
        """Whether a change of that name in the watched folder is one to wake for."""
        return self.watched != self.path or not name or self._name in (None, name)

    def close(self) -> None:
        """Stop watching."""
        self._eyes.unwatch(self.watched, self)
        self._eyes.drop(self)


class Eyes:
    """All looks of one event loop. Costs nothing while nothing is looked at."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._watch: Optional[Watch] = None
        self._descriptor: Optional[int] = None
        self._looks: Set[Look] = set()
        self._by_path: Dict[str, Set[Look]] = {}
        self._timer: Optional[Timer] = None

    def look(self, path: str, wake: Wake, name: Optional[str] = None) -> Look:
        """Have `wake` called after changes at a path; in a folder only for one `name` if it is given."""
        if self._watch is None:
            self._open()
        look = Look(self, path, wake, name)
        self._looks.add(look)
        return look

    def watch(self, path: str, look: Look) -> bool:
        """Add a look to a path; False when the path cannot be watched."""
        if self._watch is None or not self._watch.add(path):
            return False
        self._by_path.setdefault(path, set()).add(look)
        return True

    def unwatch(self, path: str, look: Look) -> None:
        """Take a look from a path."""
        looks = self._by_path.get(path, set())
        looks.discard(look)
        if not looks and self._by_path.pop(path, None) is not None and self._watch is not None:
            self._watch.remove(path)

    def drop(self, look: Look) -> None:
        """Forget a look; with the last one the eyes close."""
        self._looks.discard(look)
        if not self._looks:
            self.close()

    def close(self) -> None:
        """Stop watching anything."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._rest()
        if self._watch is not None:
            self._watch.close()
            self._watch = self._descriptor = None
        self._by_path.clear()
        self._looks.clear()

    def _open(self) -> None:
        self._watch = Watch()
        self._descriptor = self._watch.fileno()
        self._listen()
        self._timer = self._loop.call_later(self._pace(), self._slow_look)

    def _pace(self) -> float:
        return BLIND_SECONDS if self._descriptor is None else SLOW_SECONDS

    def _listen(self) -> None:
        if self._descriptor is not None:
            self._loop.add_reader(self._descriptor, self._changed)

    def _rest(self) -> None:
        if self._descriptor is not None:
            self._loop.remove_reader(self._descriptor)

    def _changed(self) -> None:
        if self._watch is None:
            return
        woken: Set[Look] = set()
        for path, name in self._watch.read():
            woken |= {look for look in self._by_path.get(path, ()) if look.concerns(name)}
        self._rest()
        self._loop.call_later(REST_SECONDS, self._listen)
        self._wake(woken)

    def _slow_look(self) -> None:
        self._timer = self._loop.call_later(self._pace(), self._slow_look)
        self._wake(set(self._looks))

    def _wake(self, looks: Set[Look]) -> None:
        for look in looks:
            if look in self._looks:
                if look.watched != look.path or not os.path.exists(look.path):
                    look.resolve()
                look.wake()
