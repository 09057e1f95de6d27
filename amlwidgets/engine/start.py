"""Having an engine: found by its FIFO in microseconds, started where there is none.

Imported inside jobs too: standard library, few imports.
"""

import os
import sys
from typing import Dict, List, Optional, Tuple

from amlwidgets.engine.processes import ENGINE_MARK
from amlwidgets.resources.errors import EngineException
from amlwidgets.store.layout import Layout
from amlwidgets.store.nudge import nudge_engine
from amlwidgets.store.python_path import ENGINE_PYTHON, refresh

LISTENING = b"+"
"""What an engine says to who started it, once nudges reach it."""

START_SECONDS = 30.0
STOP_SECONDS = 30.0

_NOISE = (
    "AZUREML_",
    "AMLWIDGETS_RUN",
    "AMLWIDGETS_WORKSPACE",
    "JPY_",
    "JUPYTER",
    "IPYTHON",
    "MLFLOW_EXPERIMENT_",
    "MLFLOW_RUN_ID",
    "MLFLOW_TRACKING_",
    "PYDEVD_",
    "PYTEST_",
    "VSCODE_",
)
"""Beginnings of variables that belong to whoever asks for the engine: a kernel, a test, a run."""

_NOISE_NAMES = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "GIT_PAGER",
    "MPLBACKEND",
    "PAGER",
    "TERM",
    "PYTHONPATH",
)


def ensure_engine(layout: Layout) -> None:
    """Return when an engine serves the workspace; a start takes about 0.1 s. Raises EngineException."""
    if not nudge_engine(layout):
        _start(layout)


def engine_pid(layout: Layout) -> Optional[int]:
    """The engine's pid, or None when none is running."""
    import fcntl

    try:
        lock = os.open(layout.engine_lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        text = os.read(lock, 32).decode("ascii", "replace").strip()
        return int(text) if text.isdigit() else None
    finally:
        os.close(lock)
    return None


def stop_engine(layout: Layout) -> None:
    """End the engine and wait for it; its runs go on. Raises EngineException when it does not end."""
    import signal
    import time

    deadline = time.monotonic() + STOP_SECONDS
    asked = 0
    while True:
        pid = engine_pid(layout)
        if pid is None:
            return
        if pid != asked:
            os.kill(pid, signal.SIGTERM)
            asked = pid
        if time.monotonic() > deadline:
            raise EngineException(f"The engine (pid {pid}) did not end in {STOP_SECONDS:.0f} s.")
        time.sleep(0.01)


def engine_command(layout: Layout) -> List[str]:
    """The command that starts an engine of this workspace; it goes to the background by itself."""
    return [os.environ.get(ENGINE_PYTHON) or sys.executable, "-m", "amlwidgets.engine", layout.root]


def engine_environment(layout: Layout) -> Dict[str, str]:
    """The environment of an engine: what this process has, without what is its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOISE_NAMES and not name.startswith(_NOISE)
    }
    return {**kept, "PYTHONPATH": refresh(layout), ENGINE_MARK: layout.root}


def _start(layout: Layout) -> None:
    """Start an engine and wait until it listens. Of several started at once one stays."""
    try:
        os.makedirs(layout.engine, mode=0o700, exist_ok=True)
        begun, listened = _spawn(layout)
    except OSError as error:
        raise EngineException(f"The engine could not be started: {error}.") from error
    # One that listened may have ended again already: then nothing was left to do.
    if not listened and not nudge_engine(layout):
        raise EngineException(f"The engine did not start.\n{_log_since(layout, begun)}".rstrip())


def _spawn(layout: Layout) -> Tuple[int, bool]:
    """Start the process and wait until it listens or ends: its log's length before, and whether it listened."""
    import select
    import subprocess

    ready, tell = os.pipe()
    try:
        with open(layout.engine_log, "ab") as log:
            begun = log.tell()
            with subprocess.Popen(
                [*engine_command(layout), str(tell)],
                env=engine_environment(layout),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(tell,),
                start_new_session=True,
            ):
                os.close(tell)
                tell = -1
                told = select.select([ready], [], [], START_SECONDS)[0]
            return begun, bool(told) and os.read(ready, 1) == LISTENING
    finally:
        os.close(ready)
        if tell >= 0:
            os.close(tell)


def _log_since(layout: Layout, begun: int) -> str:
    """The last lines that the engine wrote about its start."""
    with open(layout.engine_log, encoding="utf-8", errors="replace") as log:
        log.seek(begun)
        return "".join(log.readlines()[-15:])
