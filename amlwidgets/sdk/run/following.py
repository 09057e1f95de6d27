"""`wait_for_completion`: the log as it grows, then the summary, in v1's words."""

import codecs
import sys
from typing import TYPE_CHECKING, BinaryIO, List, Optional, Set

from amlwidgets.resources.errors import ActivityFailedException, ResourceNotFound
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.display import run_url
from amlwidgets.sdk.run.files import STD_LOG

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

_LOGS = (STD_LOG, "user_logs/std_log_process_00.txt")
_CHECK_SECONDS = 5.0
_PIECE = 1 << 18


def follow(backend: "Backend", run_id: str) -> RunRecord:
    """Print the run's log while it grows, until the run has ended."""
    print(f"RunId: {run_id}\nWeb View: {run_url(run_id)}\n")
    try:
        run = _stream(backend, run_id)
    except KeyboardInterrupt:
        print("\nStopped following. The run goes on: run.cancel() ends it.")
        raise
    print(f"\nExecution Summary\n=================\nRunId: {run_id}\nWeb View: {run_url(run_id)}\n")
    return run


def raise_if_failed(run: RunRecord) -> None:
    """ActivityFailedException with the run's error when it has failed."""
    if run.state is RunState.FAILED:
        error = run.error or {}
        message = f"The run {run.run_id} has failed: {error.get('message') or 'no reason is recorded'}"
        raise ActivityFailedException(message, remedy=error.get("remedy") or None)


def _stream(backend: "Backend", run_id: str) -> RunRecord:
    from amlwidgets.store.watch import Watch

    log = _LogFollower(backend, run_id)
    watched: Set[str] = set()
    with Watch() as watch:
        watch.add(backend.change_file() or "")
        while True:
            # The state is read first: what an ended run wrote is then all there to print.
            run = backend.get_run(run_id)
            log.print_new()
            if run.state.ended:
                return run
            appeared = {path for path in _folders(backend, run_id) if path not in watched and watch.add(path)}
            watched |= appeared
            # What was written before a watch was there is found by another turn.
            if not appeared and not watch.wait(_CHECK_SECONDS):
                # Nobody told of a change for long: the backend sees to the engine.
                backend.wait_for_run(run_id, timeout=0.01)


def _folders(backend: "Backend", run_id: str) -> List[str]:
    """Where the log appears and grows; the engine makes them when it prepares the run."""
    root = backend.run_folder(run_id)
    return [] if root is None else [root, f"{root}/user_logs"]


class _LogFollower:
    """Prints what is new in the log of a run's first process."""

    def __init__(self, backend: "Backend", run_id: str) -> None:
        self._backend = backend
        self._run_id = run_id
        self._file: Optional[BinaryIO] = None
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def print_new(self) -> None:
        """Print what was written since the last call."""
        file = self._file or self._open()
        if file is None:
            return
        while piece := file.read(_PIECE):
            sys.stdout.write(self._decode(piece))
        sys.stdout.flush()

    def _open(self) -> Optional[BinaryIO]:
        for path in _LOGS:
            try:
                self._file = self._backend.open_run_file(self._run_id, path)
            except ResourceNotFound:
                continue
            title = f"Streaming {path}"
            print(f"{title}\n{'=' * len(title)}\n")
            return self._file
        return None
