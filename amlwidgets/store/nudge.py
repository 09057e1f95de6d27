"""Waking those who wait: the engine through its FIFO, viewers through a file they watch."""

import errno
import os

from amlwidgets.store.layout import Layout


def nudge_engine(layout: Layout) -> bool:
    """Wake the engine; False when none is listening. Never blocks, never raises."""
    try:
        fifo = os.open(layout.engine_nudge, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        os.write(fifo, b"\n")
    except OSError as error:
        # A full FIFO means that the engine has many wakes still to read: one more tells it nothing new.
        return error.errno == errno.EAGAIN
    finally:
        os.close(fifo)
    return True


def is_engine_listening(layout: Layout) -> bool:
    """Whether an engine is there, which is not woken by the question. Never blocks, never raises."""
    try:
        os.close(os.open(layout.engine_nudge, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def announce(layout: Layout) -> None:
    """Tell viewers that a record changed, after its commit."""
    try:
        os.utime(layout.changed)
    except FileNotFoundError:
        os.close(os.open(layout.changed, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError:
        # Viewers also look every few seconds; a read-only moment must not fail a change that is committed.
        return
