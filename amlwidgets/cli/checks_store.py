"""What `aml doctor` checks of the workspaces: their home, disk room, databases and engines."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing

from amlwidgets.cli.doctor import Check, Finding
from amlwidgets.resources.errors import StoreNewer
from amlwidgets.store import registry
from amlwidgets.store.database import refuse_newer
from amlwidgets.store.layout import Layout

_LITTLE_ROOM = 1 << 30
"""Bytes free below which a training run's outputs are likely to fail."""


def check_home() -> Iterator[Finding]:
    """The folder of all workspaces can be written to, or made."""
    home = registry.home()
    existing = _existing_parent(home)
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        yield Finding("home", f"{home}: {error.strerror}", f"chmod u+rwx {existing}   (or set AMLWIDGETS_HOME)")
    else:
        yield Finding("home", home if existing == home else f"{home}, made at first use")


def check_disk() -> Iterator[Finding]:
    """Room for outputs."""
    free = shutil.disk_usage(_existing_parent(registry.home())).free
    fix = "" if free >= _LITTLE_ROOM else "Free space on this disk, or set AMLWIDGETS_HOME to a folder on another."
    yield Finding("disk", f"{free / 2**30:.1f} GiB free", fix)


def check_workspaces() -> Iterator[Finding]:
    """Every workspace's database, and its engine."""
    folders = registry.folders()
    if not folders:
        yield Finding("workspace", "none yet; the first use makes one")
    for folder in folders:
        layout = Layout(folder)
        yield _database(layout)
        yield _engine(layout)


def _database(layout: Layout) -> Finding:
    part = f"workspace {os.path.basename(layout.root)}"
    try:
        with closing(sqlite3.connect(f"file:{layout.database}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA quick_check").fetchone()[0]
            refuse_newer(connection, layout)
    except StoreNewer as newer:
        return Finding(part, newer.message, newer.remedy)
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer == "ok":
        return Finding(part, f"readable, {layout.database}")
    return Finding(part, f"{layout.database}: {answer}", f"mv {layout.database} {layout.database}.damaged")


def _engine(layout: Layout) -> Finding:
    from amlwidgets.engine.start import engine_pid

    part = f"engine {os.path.basename(layout.root)}"
    pid = engine_pid(layout)
    return Finding(part, "not running; a run starts it" if pid is None else f"running, pid {pid}")


def _existing_parent(path: str) -> str:
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path


STORE_CHECKS: tuple[Check, ...] = (check_home, check_disk, check_workspaces)
