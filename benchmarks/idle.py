"""What engine and server cost together while nothing happens, in per cent of one core."""

import os
import time
import urllib.request
from typing import List

import psutil

from benchmarks.server import running
from benchmarks.table import Row

SECONDS = 30.0


def measure() -> List[Row]:
    with running() as server:
        os.environ["AMLWIDGETS_HOME"] = str(server.home)
        os.environ["AMLWIDGETS_ENGINE_IDLE"] = "600"
        from amlwidgets.backend import open_workspace
        from amlwidgets.resources.records import ComputeRecord, ScaleSettings

        urllib.request.urlopen(server.url("amlwidgets/capabilities")).close()
        backend = open_workspace()
        backend.put_compute(ComputeRecord(name="cpu", scale=ScaleSettings(1, 2, 1800)))
        lock = server.home.glob("workspaces/*/*/*/engine/lock")
        engine = psutil.Process(int(next(lock).read_text()))
        assert server.process is not None
        processes = {"engine": engine, "server": psutil.Process(server.process.pid)}
        time.sleep(5)
        before = {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}
        time.sleep(SECONDS)
        spent = {name: sum(process.cpu_times()[:2]) - before[name] for name, process in processes.items()}
        engine.terminate()
    share = {name: 100 * seconds / SECONDS for name, seconds in spent.items()}
    note = f"engine {share['engine']:.2g} %, server {share['server']:.2g} %"
    return [Row("engine and server idle", [sum(share.values())], goal=0.5, unit="% of a core", note=note)]
