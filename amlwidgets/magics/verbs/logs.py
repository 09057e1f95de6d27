"""`logs`: a run's log, whole, its end, or as it grows."""

import codecs
import os
from argparse import Namespace
from typing import TYPE_CHECKING, BinaryIO

from amlwidgets.magics.verbs.find import find_run
from amlwidgets.magics.verbs.parsing import unknown
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.store.watch import Watch

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.resources.records import RunRecord

BLOCK = 256 * 1024
"""Bytes read at once."""

_USER_LOGS = "user_logs/"

_SLOW_LOOK = 5.0
_FAR_LOOK = 2.0
"""Seconds between two looks at a log when nothing tells of a change."""


def logs(session: "Session", arguments: Namespace) -> None:
    """Print a log; with --follow until the run has ended."""
    backend = session.backend
    record = find_run(backend, arguments.run_id)
    path = find_log(backend, record.run_id, arguments.file)
    if path is None and not arguments.follow:
        session.say(f"{record.run_id} has written nothing: {record.state.value}.")
        return
    start = tail_offset(backend, record.run_id, path, arguments.tail) if path and arguments.tail is not None else 0
    if arguments.follow:
        ended = follow(session, record.run_id, path, start)
        session.say(f"{record.run_id}: {ended.state.value}")
    elif path:
        copy_from(session, record.run_id, path, start)


def find_log(backend: "Backend", run_id: str, path: str | None = None) -> str | None:
    """The log that is meant: `path`, else the first of the user's logs; None while there is none.

    Raises UserErrorException for a `path` that is not among the run's files.
    """
    names = [entry.path for entry in backend.list_run_files(run_id) if not entry.path.startswith("outputs/")]
    if path is not None and path not in names:
        raise unknown("log file", path, names)
    users = [name for name in names if name.startswith(_USER_LOGS)]
    return path or next(iter(users), None)


def follow(session: "Session", run_id: str, path: str | None = None, offset: int = 0) -> "RunRecord":
    """Print a log from a byte offset on, until the run has ended and all of it was printed.

    An interrupt ends the printing alone.
    """
    try:
        return _follow(session, run_id, path, offset)
    except KeyboardInterrupt:
        session.say(f"\nStopped following. The run goes on; this ends it: aml cancel {run_id}")
        raise


def _follow(session: "Session", run_id: str, path: str | None, offset: int) -> "RunRecord":
    backend = session.backend
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    watched = False
    with Watch() as watch:
        watch.add(backend.change_file() or "")
        while True:
            # The state is read first: what an ended run wrote is then all there to print.
            record = backend.get_run(run_id)
            path = path or find_log(backend, run_id)
            if path:
                offset = copy_from(session, run_id, path, offset, decoder)
            if record.state.ended:
                return record
            if backend.change_file() is None:  # it is elsewhere: nobody tells of a change
                backend.wait_for_run(run_id, timeout=_FAR_LOOK)
            elif path and not watched:
                # What was written before the watch was there is printed by another turn.
                watched = True
                watch.add(f"{backend.run_folder(run_id)}/{path}")
            elif not watch.wait(_SLOW_LOOK):
                # Nobody told of a change for long: the backend sees to the engine.
                backend.wait_for_run(run_id, timeout=0.01)


def copy_from(
    session: "Session", run_id: str, path: str, offset: int, decoder: "codecs.IncrementalDecoder | None" = None
) -> int:
    """Print what a log has from a byte offset on; returns the offset of its end, `offset` while it is missing."""
    decoder = decoder or codecs.getincrementaldecoder("utf-8")("replace")
    try:
        file = session.backend.open_run_file(run_id, path)
    except ResourceNotFound:
        return offset
    with file:
        file.seek(offset)
        while block := file.read(BLOCK):
            session.out.write(decoder.decode(block))
            offset += len(block)
    session.out.flush()
    return offset


def tail_offset(backend: "Backend", run_id: str, path: str, lines: int) -> int:
    """The byte offset where the last `lines` lines of a log begin; 0 while it is missing."""
    try:
        file = backend.open_run_file(run_id, path)
    except ResourceNotFound:
        return 0
    with file:
        return _line_start(file, lines)


def _line_start(file: BinaryIO, lines: int) -> int:
    """Read backwards by blocks, so the end of a large log costs as little as that of a small one."""
    end = position = file.seek(0, os.SEEK_END)
    if lines == 0:
        return end
    wanted = lines
    while position:
        start = max(0, position - BLOCK)
        file.seek(start)
        block = file.read(position - start)
        index = len(block) - 1 if position == end and block.endswith(b"\n") else len(block)
        while (index := block.rfind(b"\n", 0, index)) >= 0:
            wanted -= 1
            if wanted == 0:
                return start + index + 1
        position = start
    return 0
