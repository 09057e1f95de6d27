"""The extension as Jupyter loads it: light, configurable, and as quick on a large store as on a small one."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.gateway.ranges import RangeNotSatisfiable, parse_range


def test_the_servers_environment_needs_none_of_the_kernels_packages():
    code = """
import sys, amlwidgets_server
amlwidgets_server._jupyter_server_extension_points()
print(*(name for name in ("ipywidgets", "pandas", "numpy", "tsdownsample", "IPython") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_configuration_that_is_installed_enables_it():
    path = Path(__file__).parents[2] / "server_ext" / "config" / "amlwidgets.json"
    assert json.loads(path.read_text()) == {"ServerApp": {"jpserver_extensions": {"amlwidgets_server": True}}}


class TestHome:
    """`c.AmlWidgets.home`."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config, tmp_path, monkeypatch):
        monkeypatch.setenv("AMLWIDGETS_HOME", "")  # restored after what the server sets
        return {**jp_server_config, "AmlWidgets": {"home": str(tmp_path / "elsewhere")}}

    async def test_holds_for_the_server_and_for_the_kernels_it_starts(self, call, tmp_path):
        _, body, _ = await call("GET", "amlwidgets/capabilities")
        assert body["workspace"]["properties"]["folder"].startswith(str(tmp_path / "elsewhere"))
        assert os.environ["AMLWIDGETS_HOME"] == str(tmp_path / "elsewhere")


def add_runs(backend, numbers):
    with backend._database.write():
        for number in numbers:
            backend._database.runs.insert(
                RunRecord(run_id=f"digits_{number}", experiment="digits", state=RunState.COMPLETED, created=1.7e9)
            )


async def test_a_page_of_runs_costs_the_page_and_not_the_store(call, ws, backend):
    async def seconds():
        samples = []
        for _ in range(15):
            began = time.perf_counter()
            _, body, _ = await call("GET", f"{ws}/jobs?$top=100")
            samples.append(time.perf_counter() - began)
            assert len(body["value"]) == 100
        return min(samples)  # the quickest: what else the machine does is no cost of ours

    add_runs(backend, range(150))
    small = await seconds()
    add_runs(backend, range(150, 10_000))
    large = await seconds()
    assert large < 3 * small


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, None),
        ("", None),
        ("bytes=-", None),
        ("bytes=0-", (0, 10)),
        ("bytes=0-0", (0, 1)),
        ("bytes=-20", (0, 10)),
        (" bytes=3-5 ", (3, 6)),
        ("bytes=٣-٥", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_ranges_of_ten_bytes(header, found):
    assert parse_range(header, 10) == found


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_ranges_that_hold_nothing(header, size):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, size)
