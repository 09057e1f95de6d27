"""TensorBoard over the logs of runs, on loopback, where the package tensorboard is installed."""

import atexit
import os
import re
import sys
from typing import TYPE_CHECKING, Any, List, Optional, Sequence

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from subprocess import Popen

    from amlwidgets.sdk.run import Run

_LOGS = "logs/"
"""What TensorBoard shows: what a script writes below `./logs`."""

_ADDRESS = re.compile(r"https?://\S+")
_LOOK_AGAIN_SECONDS = 20.0


class Tensorboard:
    """The logs of some runs in TensorBoard. Runs of this machine are read in place and live.

    Logs of runs elsewhere are copied below `local_root` (else a temporary folder), again while a run goes on.
    """

    def __init__(self, runs: "Sequence[Run]", local_root: Any = None, port: int = 6006) -> None:
        from amlwidgets.sdk.run import Run

        given = [runs] if isinstance(runs, Run) else runs
        if not isinstance(given, (list, tuple)) or not given:
            raise arguments.wrong("runs", runs, "a list of runs")
        self._runs: List[Run] = [arguments.instance("an item of runs", run, Run) for run in given]
        self._root = None if local_root is None else arguments.path("local_root", local_root)
        self._port = arguments.whole("port", port)
        self._process: "Optional[Popen[str]]" = None
        self._following: Any = None

    def start(self, start_browser: bool = False) -> str:
        """Start it; returns its address. Raises UserErrorException without the package, or with a port in use."""
        if self._process is not None:
            raise UserErrorException("This Tensorboard is started already.", remedy="Call stop() first.")
        _require()
        root = self._folder()
        afar = [run for run in self._runs if not _linked(run, root)]
        for run in afar:
            _copy(run, root)
        address = self._serve(root)
        self._follow(afar, root)
        atexit.register(self.stop)
        print(address)
        if start_browser:
            import webbrowser

            webbrowser.open(address)
        return address

    def stop(self) -> None:
        """End it; once it has ended, nothing."""
        atexit.unregister(self.stop)
        process, self._process = self._process, None
        if self._following is not None:
            self._following.set()
        if process is not None:
            process.terminate()
            process.wait()

    def _folder(self) -> str:
        if self._root is None:
            from tempfile import mkdtemp

            self._root = mkdtemp(prefix="aml-tensorboard-")
        os.makedirs(self._root, exist_ok=True)
        return self._root

    def _serve(self, root: str) -> str:
        from subprocess import DEVNULL, PIPE, Popen

        module = [sys.executable, "-m", "tensorboard.main", "--logdir", root]
        command = [*module, "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = Popen(command, stdout=DEVNULL, stderr=PIPE, text=True)
        told, last = self._process.stderr, "nothing was said"
        for line in told or ():
            found = _ADDRESS.search(line) if "TensorBoard" in line else None
            if found:
                _in_background(told.read)  # type: ignore[union-attr]  # a full pipe would stop it
                return found[0]
            last = line.strip() or last
        self.stop()
        raise UserErrorException(f"TensorBoard did not start on port {self._port}: {last}", remedy="Try port=0.")

    def _follow(self, runs: "List[Run]", root: str) -> None:
        if not runs:
            return
        from threading import Event

        ended = self._following = Event()

        def copy_again() -> None:
            open_runs = list(runs)
            while open_runs and not ended.wait(_LOOK_AGAIN_SECONDS):
                going = [run for run in open_runs if not run._record().state.ended]
                for run in open_runs:
                    _copy(run, root)
                open_runs = going

        _in_background(copy_again)


def export_to_tensorboard(run_data: Any, logsdir: Any, logger: Any = None, recursive: bool = True) -> None:
    """Write the metrics of a run, or of several, as TensorBoard's event files: a folder for each run.

    Numbers that were logged more than once are steps 0, 1, ...; with `recursive` the children are written as well.
    """
    from amlwidgets.sdk.run import Run

    _require()
    folder = arguments.path("logsdir", logsdir)
    for run in run_data if isinstance(run_data, (list, tuple)) else [run_data]:
        arguments.instance("run_data", run, Run)
        for each in [run, *(run.get_children(recursive=True) if recursive else ())]:
            _write_events(each, os.path.join(folder, each.id))


def _write_events(run: "Run", folder: str) -> None:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    writer = EventFileWriter(folder)
    for name, value in run.get_metrics().items():
        for step, number in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(number, (int, float)):
                shown = Summary.Value(tag=name, simple_value=float(number))
                writer.add_event(Event(step=step, summary=Summary(value=[shown])))
    writer.close()


def _require() -> None:
    from importlib.util import find_spec

    if find_spec("tensorboard") is None:
        raise UserErrorException("The package tensorboard is not installed.", remedy="pip install tensorboard")


def _linked(run: "Run", root: str) -> bool:
    """Whether the run's logs are on this machine: then they are shown where they are."""
    folder = run._backend.run_folder(run.id)
    if folder is None:
        return False
    link = os.path.join(root, run.id)
    if not os.path.lexists(link):
        os.symlink(os.path.join(folder, _LOGS.rstrip("/")), link)
    return True


def _copy(run: "Run", root: str) -> None:
    run.download_files(prefix=_LOGS, output_directory=os.path.join(root, run.id), append_prefix=False)


def _in_background(task: Any) -> None:
    from threading import Thread

    Thread(target=task, daemon=True).start()
