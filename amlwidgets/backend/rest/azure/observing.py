"""What changed, for a service that tells nobody: its newest runs are looked at and compared with the last look."""

import threading
import time
from typing import Any, Dict, List, Optional, Tuple

from amlwidgets.backend.rest.part import Part
from amlwidgets.resources.records import Changes, RunFilter

_GOOD_FOR = 2.0
"""Seconds for which a look is good enough for the next who asks."""

_REMEMBERED = 10_000

Key = Tuple[str, str]


class Observing(Part):
    """See the contract for what each method does. Cursors are this backend's own."""

    _look_lock: threading.Lock
    _look: "Optional[Look]" = None

    def changes(self, cursor: Optional[int], *, top: int = 100) -> Tuple[bool, Changes]:
        """See the contract. Only the newest runs are looked at."""
        look = self._looked(top + 1, fresh=True)
        found = look.after(cursor) if cursor is not None and look.first <= cursor <= look.number else None
        if found is None or len(found.runs) > top:
            return True, look.everything(top)
        return False, found

    def change_mark(self) -> Any:
        """See the contract. Whoever asks again within two seconds is told the same."""
        return self._looked(100, fresh=False).number

    def _looked(self, top: int, *, fresh: bool) -> "Look":
        with self._look_lock:
            if fresh or self._look is None or time.monotonic() - self._look.at > _GOOD_FOR:
                seen: List[Tuple[Key, Any]] = [
                    *((("compute", each.compute.name), each) for each in self.list_computes()),
                    *((("datastore", each.name), each) for each in self.list_datastores()),
                    *((("run", each.run_id), each) for each in self.list_runs(RunFilter(), top=top)),
                ]
                self._look = (self._look or Look()).then(dict(seen))
            return self._look


class Look:
    """What was seen last, each with the number of the look that saw it so for the first time."""

    def __init__(self) -> None:
        # No cursor of an earlier process, or of another backend, is one of this look's.
        self.first = self.number = int(time.time() * 1_000_000)
        self.at = 0.0
        self._seen: Dict[Key, Tuple[int, Any]] = {}
        self._present: List[Key] = []
        self._gone: Dict[Key, int] = {}

    def then(self, seen: Dict[Key, Any]) -> "Look":
        """The next look."""
        after, number = Look(), self.number + 1
        after.first, after.at, after._present = self.first, time.monotonic(), list(seen)
        changed = {key: (number, value) for key, value in seen.items() if self._value(key) != value}
        # A run that is no longer among the newest was not removed; it is known for when it is seen again.
        gone = {key: number for key in self._seen if key not in seen and key[0] != "run"}
        kept = {key: value for key, value in self._seen.items() if key not in gone}
        after._seen = dict(list({**kept, **changed}.items())[-_REMEMBERED:])
        after._gone = {key: at for key, at in {**self._gone, **gone}.items() if key not in seen}
        after.number = number if gone or changed else self.number
        return after

    def _value(self, key: Key) -> Any:
        return self._seen[key][1] if key in self._seen else None

    def after(self, cursor: int) -> Changes:
        """What is newer than a cursor."""
        keys = [key for key in self._present if self._seen[key][0] > cursor]
        return self._changes(keys, [key for key, at in self._gone.items() if at > cursor])

    def everything(self, top: int) -> Changes:
        """All of it, with the newest `top` runs."""
        runs = [key for key in self._present if key[0] == "run"][:top]
        return self._changes([*(key for key in self._present if key[0] != "run"), *runs], [])

    def _changes(self, keys: List[Key], removed: List[Key]) -> Changes:
        def found(kind: str) -> Tuple[Any, ...]:
            return tuple(self._seen[key][1] for key in keys if key[0] == kind)

        return Changes(self.number, found("compute"), found("datastore"), found("run"), tuple(removed))
