"""A workspace whose runs are real processes, and what tests want to know of them."""

import os
import signal
import time
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.engine.nodes import never_born, node_files
from amlwidgets.engine.processes import RUN_MARK, environment
from amlwidgets.engine.start import engine_pid
from amlwidgets.resources.records import RunRecord, RunSpec
from amlwidgets.resources.states import RunState
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
tag = sys.argv[1]
forms = [
    ["setsid", "sleep", tag],
    ["setsid", "sh", "-c", f"setsid sleep {tag} & exit"],
    ["env", "-i", "setsid", "sleep", tag],
    ["sh", "-c", f"trap '' TERM; (trap '' TERM; sleep {tag}) & sleep {tag}"],
]
for form in forms:
    subprocess.Popen(form)
deadline = time.time() + 60
while sum(tag in open(f"/proc/{p}/cmdline").read().split(chr(0)) for p in os.listdir("/proc") if p.isdigit() and p != str(os.getpid()) and os.path.exists(f"/proc/{p}/cmdline")) < 5:
    assert time.time() < deadline
    time.sleep(0.01)
print("all are there", flush=True)
time.sleep(600)
"""
"""A script that ignores SIGTERM, with children that do, that leave its session and that lose its environment."""


def until(condition: Callable[[], Any], what: str = "", seconds: float = 60.0) -> Any:
    """The first true value of a condition; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds:g} s for {what or condition}"
        time.sleep(0.005)


def is_at_rest(pid: int, seconds: float, share: float = 0.01) -> bool:
    """Whether a process used less than this share of a processor while so many seconds passed."""

    def used() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    begun, before = time.monotonic(), used()
    time.sleep(seconds)
    return used() - before < share * (time.monotonic() - begun)


def running_with(text: str) -> List[int]:
    """The processes that have this word among their arguments."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{name}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if text.encode() in words:
            found.append(int(name))
    return found


class Lab:
    """An embedded workspace under test."""

    def __init__(self, folder: Path) -> None:
        self.backend = open_workspace()
        self.layout = Layout(self.backend.workspace.folder)
        self.records = Database(self.layout, nudges=False)
        self._sources = folder
        self._count = 0
        self._seen: List[str] = []

    def snapshot(self, **files: str) -> str:
        """A snapshot of files given by name, `__` standing for the dot."""
        self._count += 1
        folder = self._sources / f"source{self._count}"
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name.replace("__", ".")).write_text(text)
        return self.backend.take_snapshot(str(folder))

    def submit(self, text: str, *arguments: str, **spec: Any) -> RunRecord:
        """Submit a script of this text."""
        spec = {
            "script": "train.py",
            "snapshot": self.snapshot(train__py=text),
            "arguments": list(arguments),
            **spec,
        }
        return self.track(self.backend.submit("exp", RunSpec(**spec)))

    def track(self, run: RunRecord) -> RunRecord:
        """Have whatever is left of a run ended with the test."""
        self._seen.append(run.run_id)
        return run

    def run(self, run: RunRecord) -> RunRecord:
        """The record as it is now."""
        return self.records.runs.get(run.run_id)

    def reaches(self, run: RunRecord, *states: RunState, seconds: float = 60.0) -> RunRecord:
        """Wait until a run is in one of these states."""
        until(lambda: self.run(run).state in states, f"{states}, is {self.run(run)}", seconds)
        return self.run(run)

    def end(self, run: RunRecord, seconds: float = 60.0) -> RunRecord:
        """Wait until a run has ended."""
        ended = self.backend.wait_for_run(run.run_id, seconds)
        assert ended.state.ended, ended
        return ended

    def log(self, run: RunRecord, path: str = "user_logs/std_log.txt") -> str:
        """A file of the run, '' while it is not there."""
        file = Path(self.layout.run(run.run_id).root, path)
        return file.read_text() if file.exists() else ""

    def prints(self, run: RunRecord, text: str) -> None:
        """Wait until the run has printed something."""
        until(lambda: text in self.log(run), f"{text!r} in the log of {self.run(run)}")

    def launcher(self, run: RunRecord, node: int = 0) -> int:
        """The pid of a node's launcher."""
        files = node_files(self.layout, self.run(run))[node]
        return int(until(files.holder, "the launcher")[0])

    def processes(self, run: RunRecord) -> List[int]:
        """The living processes that carry the run's mark; another test's run may have the same id."""
        begins = f"{RUN_MARK}={run.run_id}:".encode()
        ours = f"AMLWIDGETS_WORKSPACE={self.layout.root}".encode()
        found = []
        for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
            variables = environment(pid)
            if ours in variables and any(entry.startswith(begins) for entry in variables):
                found.append(pid)
        return found

    def engine(self) -> Optional[int]:
        """The engine's pid."""
        return engine_pid(self.layout)

    def kill_engine(self) -> None:
        """kill -9 of the engine, and wait until it is gone."""
        pid = until(self.engine, "an engine")
        os.kill(pid, signal.SIGKILL)
        until(lambda: self.engine() != pid, "the end of the engine")

    def clean(self) -> None:
        """End the launchers and processes of all runs of the test."""
        if self.engine():
            os.kill(self.engine(), signal.SIGKILL)
        for run_id in self._seen:
            run = self.records.runs.get(run_id)
            for files in node_files(self.layout, run):
                if os.path.exists(files.description):  # a launcher on its way must not begin now
                    never_born(files, {"problem": "the test is over"})
                holder = files.holder()
                if holder and files.is_held():
                    os.kill(holder[0], signal.SIGKILL)
            for pid in self.processes(run):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def lab(home: Path, tmp_path: Path) -> Iterator[Lab]:
    found = Lab(tmp_path / "sources")
    yield found
    found.clean()
