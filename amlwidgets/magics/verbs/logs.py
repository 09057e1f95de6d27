"""`logs`: a run's log, whole, its end, or as it grows."""

import codecs
import os
from argparse import Namespace
from typing import TYPE_CHECKING, BinaryIO

from amlwidgets.magics.verbs.find import find_run
from amlwidgets.magics.verbs.parsing import unknown
from amlwidgets.resources.errors import ResourceNotFound

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend
    from amlwidgets.magics.verbs.session import Session

BLOCK = 256 * 1024
"""Bytes read at once."""

_LOOK_AGAIN = 0.1
"""Seconds between two looks at a growing log; each look is a wait for the run's end that is cut short."""


def logs(session: "Session", arguments: Namespace) -> None:
    """Print a log; with --follow until the run has ended."""
    record = find_run(session.backend, arguments.run_id)
    backend, run_id, path = session.backend, record.run_id, arguments.file
    if not arguments.follow and not record.state.ended and not _exists(backend, run_id, path):
        session.say(f"{run_id} has written nothing yet: {record.state.value}.")
        return
    if not arguments.follow or record.state.ended:
        _require(backend, run_id, path)
    start = 0 if arguments.tail is None else tail_offset(backend, run_id, path, arguments.tail)
    if arguments.follow:
        follow(session, run_id, path, start)
    else:
        copy_from(session, run_id, path, start)


def follow(session: "Session", run_id: str, path: str, offset: int = 0) -> None:
    """Print a log from a byte offset on, until the run has ended and all of it was printed."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while True:
        record = session.backend.wait_for_run(run_id, timeout=_LOOK_AGAIN)
        offset = copy_from(session, run_id, path, offset, decoder)
        if record.state.ended:
            session.say(f"{run_id}: {record.state.value}")
            return


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


def _exists(backend: "Backend", run_id: str, path: str) -> bool:
    return any(entry.path == path for entry in backend.list_run_files(run_id, path))


def _require(backend: "Backend", run_id: str, path: str) -> None:
    if not _exists(backend, run_id, path):
        names = [entry.path for entry in backend.list_run_files(run_id) if not entry.path.startswith("outputs/")]
        raise unknown("log file", path, names)
