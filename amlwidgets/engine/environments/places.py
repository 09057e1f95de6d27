"""Where environments are kept: one folder a hash below the home, shared by all its workspaces.

`<hash>/venv` · `<hash>/requirements.txt` what was asked, `constraints.txt` what it was held to ·
`<hash>/complete.json` written last: without it the folder is half made and is made again · `<hash>.lock` held by
whoever builds, and by every uv it started.
"""

import json
import os
import shutil
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from os.path import join
from typing import Iterator, List, Optional

from amlwidgets.resources.records import record
from amlwidgets.store.layout import Layout

DAYS_VARIABLE = "AMLWIDGETS_ENVIRONMENT_DAYS"
"""Environment variable: an environment that no run used for so many days is removed after the next build."""

_DAYS = 60.0


@dataclass(frozen=True)
class Built:
    """An environment that is there. `packages` are all in it, `notes` what was decided while building."""

    interpreter: str
    python: str
    packages: List[str] = field(default_factory=list)
    notes: List[str] = field(default_factory=list)


class Place:
    """The folder of one environment."""

    def __init__(self, root: str, key: str) -> None:
        self.root = join(root, key)
        self.venv = join(self.root, "venv")
        self.interpreter = join(self.venv, "Scripts", "python.exe") if os.name == "nt" else _python(self.venv)
        self.requirements = join(self.root, "requirements.txt")
        self.constraints = join(self.root, "constraints.txt")
        self.lock = f"{self.root}.lock"
        self._complete = join(self.root, "complete.json")

    def find(self) -> Optional[Built]:
        """The environment, marked as used now; None when it is not there, half made, or its Python is gone."""
        try:
            with open(self._complete, encoding="utf-8") as file:
                values = json.load(file)
            if not os.path.exists(self.interpreter):
                return None
            os.utime(self._complete)
        except (OSError, ValueError):
            return None
        return record(Built, values)

    def begin(self) -> None:
        """Make the folder anew, whatever was left in it."""
        self.remove()
        os.makedirs(self.root, mode=0o700)

    def finish(self, built: Built) -> None:
        """From now on it is there, whole."""
        part = f"{self._complete}.part"
        with open(part, "w", encoding="utf-8") as file:
            json.dump(asdict(built), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, self._complete)

    def remove(self) -> None:
        """Take it away, its completeness first."""
        if os.path.exists(self._complete):
            os.unlink(self._complete)
        shutil.rmtree(self.root, ignore_errors=True)

    def last_use(self) -> Optional[float]:
        """Seconds since 1970; None when it is not complete."""
        try:
            return os.stat(self._complete).st_mtime
        except OSError:
            return None

    @contextmanager
    def held(self, *, wait: bool = True) -> Iterator[Optional[int]]:
        """The descriptor of its lock; None without `wait` while somebody else has it."""
        import fcntl

        os.makedirs(os.path.dirname(self.lock), mode=0o700, exist_ok=True)
        lock = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield None
            else:
                yield lock
        finally:
            os.close(lock)


def _python(venv: str) -> str:
    return join(venv, "bin", "python")


def environments_folder(layout: Layout) -> str:
    """Beside the `workspaces` folder that the workspace lies in."""
    home = os.path.abspath(join(layout.root, *[os.pardir] * 4))
    return join(home, "environments")


def remove_unused(root: str) -> List[str]:
    """Remove what no run used for AMLWIDGETS_ENVIRONMENT_DAYS (60); returns the keys. 0 keeps everything."""
    days = _days()
    oldest = time.time() - days * 86400
    removed = []
    for name in sorted(os.listdir(root)) if days > 0 else ():
        place = Place(root, name)
        used = place.last_use()
        if used is None or used > oldest:
            continue
        with place.held(wait=False) as lock:
            if lock is not None and place.last_use() == used:
                place.remove()
                removed.append(name)
    return removed


def _days() -> float:
    try:
        return float(os.environ.get(DAYS_VARIABLE) or _DAYS)
    except ValueError:
        print(f"{DAYS_VARIABLE} is no number: {_DAYS:g} is taken.", file=sys.stderr)
        return _DAYS
