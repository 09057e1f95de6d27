"""`wait_for_completion`: the log as it grows, then the summary, in v1's words."""

import codecs
import sys
from typing import TYPE_CHECKING, BinaryIO, List, Optional, Set, Tuple

from amlwidgets.resources.errors import ActivityFailedException, ResourceNotFound
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.display import run_url
from amlwidgets.sdk.run.files import STD_LOG

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

_LOGS: Tuple[str, ...] = (STD_LOG, "user_logs/std_log_process_00.txt")
_CHECK_SECONDS = 5.0
_SOON_SECONDS = 0.5
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
    if run.state is RunState.CANCELED and run.error:
        print(f"The run was canceled: {run.error.get('message', '')}\n")
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
    if backend.change_file() is None:
        return _stream_from_afar(backend, run_id, log)
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


def _stream_from_afar(backend: "Backend", run_id: str, log: "_LogFollower") -> RunRecord:
    """Nobody tells of a change there: looked at often while something is printed, and else ever more seldom."""
    pause = _SOON_SECONDS
    run = backend.get_run(run_id)
    while True:
        printed = log.print_new()
        if run.state.ended:
            return run
        pause = _SOON_SECONDS if printed else min(pause * 1.5, _CHECK_SECONDS)
        run = backend.wait_for_run(run_id, timeout=pause)


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
        self._paths = _LOGS
        self._offset = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def print_new(self) -> bool:
        """Print what was written since the last call; returns whether something was."""
        file = self._file or self._open()
        if file is None:
            return False
        before = self._offset
        while piece := file.read(_PIECE):
            sys.stdout.write(self._decode(piece))
            self._offset += len(piece)
        sys.stdout.flush()
        if self._backend.change_file() is None:  # a file that is elsewhere does not grow while it is open
            file.close()
            self._file = None
        return self._offset > before

    def _open(self) -> Optional[BinaryIO]:
        for path in self._paths:
            try:
                self._file = self._backend.open_run_file(self._run_id, path)
            except ResourceNotFound:
                continue
            if self._paths == _LOGS:
                title = f"Streaming {path}"
                print(f"{title}\n{'=' * len(title)}\n")
                self._paths = (path,)
            elif self._offset:
                self._file.seek(self._offset)
            return self._file
        return None
