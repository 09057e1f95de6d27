"""What all tests share: a home of their own, and the engines they started ended."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Iterator

import pytest

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


def end_engines(folder: Path) -> None:
    """End the engines of all workspaces below a home, by the pid in their lock file."""
    for lock in folder.glob("workspaces/*/*/*/engine/lock"):
        text = lock.read_text().strip()
        if text.isdigit():
            try:
                os.kill(int(text), signal.SIGTERM)
            except ProcessLookupError:
                continue
