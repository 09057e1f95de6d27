"""`python -I -S -E <this file> <description>`: one rank below mpirun. Starts the rank's own process with its log
and variables, and leaves how it ended in `<run>/launcher/rank_<rank>.exit`.
"""

import json
import os
import re
import signal
import sys
import time
from typing import Any, Dict, Iterable

_RANKS = ("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK")
"""How the kinds of MPI say which rank this is."""


def is_rank(variables: Iterable[bytes]) -> bool:
    """Whether a process with these variables was started by mpirun."""
    return any(entry.startswith(tuple(f"{name}=".encode() for name in _RANKS)) for entry in variables)


def exit_file(folder: str, rank: int) -> str:
    """Where a rank's end is recorded."""
    return os.path.join(folder, f"rank_{rank}.exit")


def failure_below_mpirun(folder: str, ranks: int, log: str) -> Dict[str, Any]:
    """How the rank ended that failed first by itself; else the one that aborted all, or what kept mpirun from
    starting them, by its log.
    """
    failed = [record for record in (_read(exit_file(folder, rank)) for rank in range(ranks)) if _failed(record)]
    if failed:
        return min(failed, key=lambda record: float(record["ended"]))
    text = _text(log)
    aborted = _ABORTED.search(text)
    if aborted:
        return {"rank": int(aborted[1]), "code": int(aborted[2])}
    return {"problem": "mpirun: " + (" ".join(text.replace("---", "").split())[:_SHOWN] or "it failed")}


_ABORTED = re.compile(r"MPI_ABORT was invoked on rank (\d+)\b.*?\berrorcode\s+(-?\d+)", re.DOTALL)
_LONGEST_LOG = 1 << 20
_SHOWN = 500


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST_LOG)
    except OSError:
        return ""


def _failed(record: Dict[str, Any]) -> bool:
    return bool(record) and record.get("code") != 0 and not record.get("asked")


def _read(path: str) -> Dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            return dict(json.load(file))
    except (OSError, ValueError):
        return {}


class Rank:
    """One rank of the description: its process, ended with us."""

    def __init__(self, folder: str, process: Dict[str, Any]) -> None:
        self._folder = folder
        self._process = process
        self._asked = False
        self._pid = 0

    def perform(self) -> int:
        """Run the process to its end; returns the code that mpirun is to see."""
        from amlwidgets.engine.launcher.spawn import StartFailed, end_with_parent, spawn
        from amlwidgets.engine.launcher.tree import describe

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._pass_on)
        end_with_parent()
        process = self._process
        try:
            variables = {**os.environ, **process["environment"]}
            self._pid = spawn(process["argv"], variables, os.getcwd(), process["log"])
        except (StartFailed, OSError) as problem:
            return self._record({"problem": str(problem), "code": 127})
        if self._asked:  # before there was anything to pass it on to
            os.kill(self._pid, signal.SIGTERM)
        return self._record(describe(os.waitpid(self._pid, 0)[1]))

    def _pass_on(self, number: int, _: Any) -> None:
        self._asked = True
        if self._pid:
            os.kill(self._pid, number)

    def _record(self, how: Dict[str, Any]) -> int:
        record = {**how, "rank": self._process["rank"], "asked": self._asked, "ended": time.time()}
        path = exit_file(self._folder, self._process["rank"])
        with open(f"{path}.part", "w", encoding="utf-8") as file:
            json.dump(record, file)
        os.replace(f"{path}.part", path)
        return int(how.get("code", 128 + int(how.get("signal", 0))))


def _tell_launcher(folder: str) -> None:
    """Wake the launcher: ranks have begun."""
    from amlwidgets.engine.launcher.files import NodeFiles
    from amlwidgets.engine.processes import send
    from amlwidgets.store.processes import is_running

    holder = NodeFiles(folder, 0).holder()
    if holder is not None and is_running(*holder):
        send(holder[0], signal.SIGCHLD)


def main(path: str) -> int:
    """Perform the rank that the environment names."""
    with open(path, encoding="utf-8") as file:
        description = json.load(file)
    rank = int(next(os.environ[name] for name in _RANKS if name in os.environ))
    _tell_launcher(os.path.dirname(path))
    return Rank(os.path.dirname(path), description["ranks"][rank]).perform()


if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))))
    sys.exit(main(sys.argv[1]))
