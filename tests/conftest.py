"""What all tests share: a home of their own, the engines they started ended, and servers.

A server starts with the first test of an xdist worker that asks for it: a module that imported its fixture would have
one of its own.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Iterator

import pytest

from tests.servers.azurite import azurite
from tests.servers.file_share import file_shares
from tests.servers.gcs import gcs
from tests.servers.haste import hasty, patient
from tests.servers.jupyter import end_engines, server
from tests.servers.mariadb import mariadb
from tests.servers.moto_s3 import moto_s3
from tests.servers.nobody import closed, silent
from tests.servers.postgresql import postgresql
from tests.servers.sftp import sftp

with suppress(ImportError):  # the environments of official clients have no hypothesis
    from hypothesis import settings

    # How long an example takes says more of the machine than of the property.
    settings.register_profile("unhurried", settings(), deadline=None)
    settings.load_profile("unhurried")


def pytest_configure() -> None:
    """Interrupting works for the tests and what they start also where a shell began them in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: "list[pytest.Item]") -> None:
    """Tests of one `xdist_group` run in one worker, with one server, also where xdist names them in vain.

    pytest 9.2 reads another field than xdist 3.8 writes: https://github.com/pytest-dev/pytest-xdist/issues/1386
    """
    for item in items:
        named = getattr(item, "_nodeid", item.nodeid)
        if named != item.nodeid:
            item._id = type(item._id).parse(named)


__all__ = [
    "azurite", "closed", "file_shares", "gcs", "hasty", "home", "mariadb", "moto_s3", "patient", "postgresql", "server",
    "sftp", "silent",
]  # fmt: skip

PRIVATE = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "XDG_DATA_HOME")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """AMLWIDGETS_HOME, and every folder that Jupyter and IPython keep, below the test's own folder."""
    private = tmp_path / "home"
    for name in PRIVATE:
        folder = private if name == "HOME" else private / name.lower()
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    for name in list(os.environ):
        if name.startswith(("AZUREML_", "AMLWIDGETS_")) and name not in (
            "AMLWIDGETS_ARTIFACTS",
            "AMLWIDGETS_SOAK",
        ):
            monkeypatch.delenv(name)
    folder = tmp_path / "aml"
    monkeypatch.setenv("AMLWIDGETS_HOME", str(folder))
    monkeypatch.setenv("AMLWIDGETS_ENGINE_IDLE", "5")
    yield folder
    end_engines(folder)
