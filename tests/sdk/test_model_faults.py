"""A model is registered whole or not at all: killed at any moment, and with a disk that is full."""

import os
import signal
import subprocess
import sys

import pytest

from amlwidgets.resources.errors import StoreFull
from amlwidgets.sdk.model import Model

from .conftest import python_environment

REGISTER = """
import os, signal, sys
from amlwidgets.sdk.model import Model, keeping
from amlwidgets.sdk.workspace import Workspace

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def half(source, sink):
    sink.write(source.read(10))
    sink.flush()
    die()

def after(*given):
    claim(*given)
    die()

claim, moment = keeping._claim, sys.argv[2]
if moment == "amid a file":
    keeping.copied = half
else:
    keeping._claim = {"before the record": die, "after the record": after}[moment]
Model.register(Workspace.from_folder(sys.argv[1]), "trained", "net")
"""


@pytest.fixture
def trained(work):
    (work / "trained").mkdir()
    for name in "ab":
        (work / "trained" / name).write_bytes(name.encode() * 1000)
    return "trained"


@pytest.mark.parametrize(
    ("moment", "there"), [("amid a file", []), ("before the record", []), ("after the record", ["net:1"])]
)
def test_killed(ws, trained, moment, there):
    command = [sys.executable, "-c", REGISTER, ws.backend.workspace.folder, moment]
    ended = subprocess.run(command, env=python_environment(), timeout=150, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert [model.id for model in Model.list(ws)] == there
    for model in Model.list(ws):
        assert sorted(os.listdir(model.download("down"))) == ["a", "b"]
    assert Model.register(ws, trained, "net").version == len(there) + 1


def test_a_full_disk_is_told_and_leaves_nothing(ws, trained, work):
    """A tmpfs of 64 KB in the place of the store, where this user may mount one."""
    store = os.path.join(ws.get_details()["storageAccount"], "workspaceblobstore")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", store], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may mount nothing")
    try:
        (work / "trained" / "b").write_bytes(b"b" * 200_000)
        with pytest.raises(StoreFull, match="No room left"):
            Model.register(ws, trained, "net")
        assert Model.list(ws) == [] and not list(ws.backend.walk_files("workspaceblobstore"))
        (work / "trained" / "b").write_bytes(b"b" * 2000)
        assert Model.register(ws, trained, "net").version == 1
    finally:
        subprocess.run(["umount", store], check=True)
