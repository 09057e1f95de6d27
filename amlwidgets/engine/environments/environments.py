"""The environments of an engine's runs: each built once, in a thread of its own, for all that wait for it."""

import contextlib
import os
import sys
import threading
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional

from amlwidgets.engine.environments.build import build
from amlwidgets.engine.environments.pip_lines import masked
from amlwidgets.engine.environments.places import Built, Place, environments_folder
from amlwidgets.engine.environments.plan import Plan, plan_of_run
from amlwidgets.engine.environments.provided import requirement_name
from amlwidgets.engine.environments.pythons import own
from amlwidgets.engine.environments.reason import LOG
from amlwidgets.engine.environments.uv import Cancelled, Uv
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.layout import Layout

Done = Callable[[Optional[Exception], Optional[Dict[str, Any]]], None]
"""Told once: what went wrong, or what was used (None: nothing to tell, the engine's own interpreter)."""


@dataclass
class _Waiter:
    plan: Plan
    log: str
    done: Done


class _Work:
    """One build and the runs that wait for it."""

    def __init__(self) -> None:
        self.waiters: Dict[str, _Waiter] = {}
        self.lines: List[str] = []
        self.uv = Uv(self.say)

    def say(self, line: str) -> None:
        """A line for all that wait."""
        self.lines.append(line)
        for waiter in list(self.waiters.values()):
            _append(waiter.log, [line])


class Environments:
    """Of one workspace's engine."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._root = environments_folder(layout)
        self._lock = threading.Lock()
        self._works: Dict[str, _Work] = {}

    def have(self, run: RunRecord, done: Done) -> None:
        """Call `done` once the run's environment is there: before this returns, or from the thread that builds it.

        Raises EnvironmentBuildException for one that cannot be built as it is described.
        """
        wanted = plan_of_run(run.spec)
        if not wanted.is_built:
            done(None, used(wanted, None) if wanted.notes or wanted.interpreter else None)
            return
        log = os.path.join(self._layout.run(run.run_id).root, LOG)
        key = wanted.key()
        found = Place(self._root, key).find()
        if found is None:
            self._join(run.run_id, key, _Waiter(wanted, log, done))
            return
        _append(log, [f"Built before: {found.interpreter}, Python {found.python}", *map(masked, found.packages)])
        done(None, used(wanted, found))

    def cancel(self, run_id: str) -> None:
        """Let a run wait no longer; a build that nobody waits for ends at once."""
        for key, work in self._snapshot():
            with self._lock:
                waiter = work.waiters.pop(run_id, None)
                abandoned = waiter is not None and not work.waiters
                if abandoned and self._works.get(key) is work:
                    del self._works[key]
            if abandoned:
                work.uv.cancel()
            if waiter is not None:
                waiter.done(Cancelled(), None)

    def _snapshot(self) -> "List[tuple[str, _Work]]":
        with self._lock:
            return list(self._works.items())

    def _join(self, run_id: str, key: str, waiter: _Waiter) -> None:
        with self._lock:
            work = self._works.get(key)
            begins = work is None
            if work is None:
                work = self._works[key] = _Work()
            _append(waiter.log, [*(f"! {note}" for note in waiter.plan.notes), *work.lines])
            work.waiters[run_id] = waiter
        if begins:
            threading.Thread(target=self._perform, args=(key, work, waiter.plan), daemon=True).start()

    def _perform(self, key: str, work: _Work, wanted: Plan) -> None:
        problem: Optional[Exception] = None
        built: Optional[Built] = None
        try:
            built = build(self._root, wanted, work.uv)
        except Exception as caught:
            problem = caught
        with self._lock:
            if self._works.get(key) is work:
                del self._works[key]
            waiting, work.waiters = work.waiters, {}
        for waiter in waiting.values():
            _append(waiter.log, [f"Built: {built.interpreter}" if built else f"Not built: {problem}"])
            waiter.done(problem, used(waiter.plan, built))


def used(wanted: Plan, built: Optional[Built]) -> Dict[str, Any]:
    """What a run was given in place of what it asked for; `interpreter` is what its processes are started with."""
    python = built.python if built else own().text if not (wanted.interpreter or wanted.is_built) else ""
    return {
        "interpreter": built.interpreter if built else wanted.interpreter or sys.executable,
        "asked": {"python": wanted.python.lstrip("= "), "packages": list(wanted.asked)},
        "used": {"python": python, "packages": _asked_for(wanted, built.packages) if built else []},
        "replaced": [*wanted.notes, *(built.notes if built else [])],
    }


def _asked_for(wanted: Plan, packages: List[str]) -> List[str]:
    """Of all packages those that were asked for, at the version they have; the log has the others."""
    names = {requirement_name(line) for line in wanted.lines}
    return [masked(package) for package in packages if requirement_name(package) in names]


def _append(log: str, lines: List[str]) -> None:
    """A full disk must not end a build that has room elsewhere."""
    with contextlib.suppress(OSError), open(log, "a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
