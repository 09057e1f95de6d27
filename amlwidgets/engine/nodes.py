"""The launchers of a run as the engine sees them: started, found again, asked to stop, gone."""

import os
import signal
import subprocess
import sys
import time
from enum import Enum
from typing import Any, Dict, List, Optional, Tuple

from amlwidgets.engine import launcher
from amlwidgets.engine.launcher import scratch
from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.engine.launcher.tag import TAG
from amlwidgets.engine.launcher.tree import reap
from amlwidgets.engine.outcome import NodeEnd
from amlwidgets.engine.processes import descendants, marked, send, tagged
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.layout import Layout
from amlwidgets.store.processes import is_running

_LAUNCHER = os.path.join(os.path.dirname(os.path.abspath(launcher.__file__)), "__main__.py")
_KILL_SECONDS = 5.0

_LOST = (
    "The launcher ended without an exit code (killed). What the script had written is kept; "
    "what was left of its processes was ended."
)


class Life(Enum):
    """What is known of one node's launcher."""

    UNBORN = "no launcher has begun to work"
    BEGINNING = "a launcher holds the lock and has not yet said who it is"
    ALIVE = "a launcher works"
    GONE = "a launcher has worked and is gone"


def node_files(layout: Layout, run: RunRecord) -> List[NodeFiles]:
    """The launcher files of each node of a run."""
    folder = layout.run(run.run_id).launcher
    return [NodeFiles(folder, node) for node in range(run.spec.node_count)]


def look(files: NodeFiles) -> Tuple[Life, Optional[Tuple[int, float]]]:
    """A node's state and its launcher's (pid, start).

    Who held the lock is read before the lock is tried: one that is named and does not hold it has ended for good.
    """
    holder = files.holder()
    if files.is_held():
        holder = holder or files.holder()
        return (Life.ALIVE, holder) if holder else (Life.BEGINNING, None)
    if holder is None and files.read_exit() is None:
        return Life.UNBORN, None
    return Life.GONE, holder


def launch(layout: Layout, run: RunRecord, files: NodeFiles) -> int:
    """Start the launcher of one node; returns its pid. Raises OSError."""
    with open(os.path.join(layout.run(run.run_id).system_logs, f"launcher_{files.node}.txt"), "ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-E", _LAUNCHER, files.description],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # The engine waits for it by its pid: the object would only complain that nobody asked it.
    process.returncode = 0
    return process.pid


def ask_to_stop(holder: Tuple[int, float]) -> None:
    """SIGTERM to a launcher, which then ends its tree."""
    pid, began = holder
    if is_running(pid, began):
        send(pid, signal.SIGTERM)


def end_of(files: NodeFiles) -> NodeEnd:
    """How a node that is gone ended. What a killed launcher left running is ended here."""
    try:
        record, elsewhere = files.read_exit(), files.read_elsewhere()
    except (OSError, ValueError) as problem:
        return NodeEnd(files.node, None, f"The launcher's exit record cannot be read: {problem}.")
    if record is None:
        kill_left(files)
        return NodeEnd(files.node, None, _LOST)
    return NodeEnd(files.node, {**record, **elsewhere})


def never_born(files: NodeFiles, record: Dict[str, Any]) -> None:
    """Record the end of a node that has not begun, so that a late launcher finds it ended.

    Nothing is recorded when a launcher has the lock by now. Raises OSError.
    """
    lock = files.take_lock(patience=0.0)
    if lock is None:
        return
    try:
        if files.holder() is None:
            files.reserve_exit()
            files.write_exit(record)
    finally:
        os.close(lock)


def kill_left(files: NodeFiles) -> None:
    """SIGKILL what a killed launcher left, until nothing is (what the system holds is not waited for).

    That is whatever carries the node's mark, or its tag when the environment is lost; and all children of the
    engine but launchers: as the parent of orphans it has those that shed both while it lived.
    """
    try:
        description: Dict[str, Any] = files.read_description()
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + _KILL_SECONDS
    while time.monotonic() < deadline:
        left = {*marked(description["mark"]), *tagged(description.get(TAG)), *descendants(os.getpid())}
        for pid in left:
            send(pid, signal.SIGKILL)
        reap(lambda *_: None)
        if not left:
            break
    scratch.remove(description)
