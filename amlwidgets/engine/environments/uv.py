"""Running uv: its lines as they come, ended at once when nobody waits for it any more."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from typing import Callable, Dict, List, Optional, Tuple

from amlwidgets.engine.environments.pip_lines import masked
from amlwidgets.resources.errors import EnvironmentBuildException

_NOT_PASSED = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON", "UV_PROJECT_ENVIRONMENT")
_PIPS = (
    ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", ("UV_INDEX_URL",), " "),
    ("PIP_EXTRA_INDEX_URL", "UV_INDEX", ("UV_EXTRA_INDEX_URL",), " "),
    ("PIP_FIND_LINKS", "UV_FIND_LINKS", (), ","),
    ("PIP_NO_INDEX", "UV_NO_INDEX", (), " "),
    ("PIP_CERT", "SSL_CERT_FILE", (), " "),
)
"""pip's variable, uv's for the same, uv's older ones, and what stands between several values with uv."""


class Cancelled(Exception):
    """Nobody waits for the environment any more."""


class Uv:
    """`say` is given each line that uv writes; `held` are descriptors that live as long as any uv does."""

    def __init__(self, say: Callable[[str], None], held: Tuple[int, ...] = ()) -> None:
        self.say = say
        self.held = held
        self._lock = threading.Lock()
        self._running: Optional["subprocess.Popen[str]"] = None
        self._cancelled = False

    def cancel(self) -> None:
        """End what runs, with all its processes, and let nothing more begin."""
        with self._lock:
            self._cancelled = True
            if self._running is not None and self._running.poll() is None:
                # Its cache stands a kill; a polite word would be waited for.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._running.pid, signal.SIGKILL)

    def run(self, *arguments: str, folder: str = "/", quick: bool = False) -> Tuple[int, List[str]]:
        """Exit code and lines, each said as it comes. `quick`: give up soon on a network that is not there.

        Raises Cancelled, and EnvironmentBuildException where there is no uv.
        """
        lines: List[str] = []
        more = {"UV_HTTP_RETRIES": "0"} if quick else {}
        with self._start(arguments, folder, subprocess.STDOUT, more) as process:
            for line in process.stdout or ():
                lines.append(masked(line.rstrip()))
                self.say(lines[-1])
        return self._ended(process), lines

    def ask(self, *arguments: str, path: Optional[str] = None, errors: bool = False) -> Tuple[int, str]:
        """Exit code and what it prints, unsaid; with `errors` what it complains of too."""
        output = subprocess.STDOUT if errors else subprocess.DEVNULL
        with self._start(arguments, "/", output, {"PATH": path} if path else {}) as process:
            answer = process.stdout.read() if process.stdout else ""
        return self._ended(process), answer

    def _start(
        self, arguments: Tuple[str, ...], folder: str, errors: int, more: Dict[str, str]
    ) -> "subprocess.Popen[str]":
        command = [program(), *arguments]
        with self._lock:
            if self._cancelled:
                raise Cancelled
            self._running = subprocess.Popen(
                command,
                cwd=folder,
                env={**environment(), **more},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                errors="replace",
                pass_fds=self.held,
                start_new_session=True,
            )
            return self._running

    def _ended(self, process: "subprocess.Popen[str]") -> int:
        with self._lock:
            self._running = None
            if self._cancelled:
                raise Cancelled
        return process.returncode


def program() -> str:
    """The uv of this installation, else the one on PATH. Raises EnvironmentBuildException."""
    try:
        from uv import find_uv_bin

        return str(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    if found:
        return found
    raise EnvironmentBuildException(
        "Environments are built with uv, which is not installed here.", remedy="Install it: pip install uv"
    )


def environment() -> Dict[str, str]:
    """The environment of uv: what it has of its own settings stays, pip's settings of an index are taken over."""
    found = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED}
    for theirs, name, older, between in _PIPS:
        if found.get(theirs) and not any(found.get(present) for present in (name, *older)):
            found[name] = between.join(found[theirs].split()) if between != " " else found[theirs]
    return {**found, "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
