"""Starting one process of a run, with its output going straight into its log file."""

import os
import signal
import sys
from typing import Dict, List, Optional

from amlwidgets.engine.launcher.tag import put_on

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


class StartFailed(Exception):
    """The program could not be executed; says why."""


def adopt_orphans() -> None:
    """Make this process the parent of every orphan below it (Linux), so that `setsid` is no way out."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent() -> None:
    """Have the system kill this process when its parent dies (Linux); the parent may be dead by now."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(argv: List[str], environment: Dict[str, str], folder: str, log: str, tag: Optional[int] = None) -> int:
    """Start a program in a session of its own; returns its pid. Raises StartFailed and OSError (the log).

    The child is killed by the system when this process dies. What `exec` refuses comes back through a pipe.
    """
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    told, tell = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        if tag is not None:
            put_on(tag)
        _become(argv, environment, folder, output, tell, parent)
    os.close(output)
    os.close(tell)
    with os.fdopen(told, "rb") as answer:
        problem = answer.read().decode(errors="replace")
    if problem:
        os.waitpid(pid, 0)
        raise StartFailed(problem)
    return pid


def _become(
    argv: List[str], environment: Dict[str, str], folder: str, output: int, tell: int, parent: int
) -> None:
    """The child's side: never returns."""
    try:
        os.setsid()
        end_with_parent()
        if os.getppid() != parent:  # it died before the line above could count
            os._exit(127)
        signal.set_wakeup_fd(-1)
        for number in (
            signal.SIGTERM,
            signal.SIGINT,
            signal.SIGHUP,
            signal.SIGCHLD,
            signal.SIGPIPE,
            signal.SIGXFSZ,
        ):
            signal.signal(number, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        os.chdir(folder)
        os.execvpe(argv[0], argv, environment)  # noqa: S606 (no shell is wanted)
    except OSError as error:
        os.write(tell, f"{error.strerror}: {argv[0]}".encode(errors="replace"))
    except BaseException as error:
        os.write(tell, repr(error).encode(errors="replace"))
    finally:
        os._exit(127)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
