"""From `submit` to the script's first line in the log, on the local target; the peer is papermill."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List

from benchmarks.table import Row

ROUNDS = 9


def until_line(path: Path, deadline: float) -> float:
    """The moment a file has its first line; looked for without rest, so that looking costs nothing here."""
    while time.perf_counter() < deadline:
        try:
            if path.stat().st_size:
                return time.perf_counter()
        except FileNotFoundError:
            continue
    raise TimeoutError(f"no line in {path}")


def floor(source: Path) -> float:
    begin = time.perf_counter()
    with subprocess.Popen([sys.executable, "-u", str(source / "train.py")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - begin


def ours(experiment: object, config: object, runs: Path) -> float:
    begin = time.perf_counter()
    run = experiment.submit(config)
    return until_line(runs / run.id / "user_logs" / "std_log.txt", begin + 30) - begin


def papermill(folder: Path) -> float:
    cell = {"cell_type": "code", "id": "a", "source": "print('first line')", "metadata": {}, "outputs": []}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {
        "cells": [{**cell, "execution_count": None}],
        "metadata": kernel,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "in.ipynb").write_text(json.dumps(notebook))
    begin = time.perf_counter()
    command = [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "--log-output", "--no-progress-bar"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "first line" in line:
                break
        seconds = time.perf_counter() - begin
        process.stderr.read()
    return seconds


def measure() -> List[Row]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.chdir(folder)
        os.environ["AMLWIDGETS_HOME"] = str(folder / "aml")
        os.environ["AMLWIDGETS_ENGINE_IDLE"] = "20"
        source = folder / "source"
        source.mkdir()
        (source / "train.py").write_text("print('first line')\n")
        from amlwidgets.sdk.experiment import Experiment
        from amlwidgets.sdk.script_run_config import ScriptRunConfig
        from amlwidgets.sdk.workspace import Workspace

        workspace = Workspace.from_config()
        runs = Path(workspace._backend.workspace.folder) / "runs"
        experiment, config = Experiment(workspace, "bench"), ScriptRunConfig(str(source), "train.py")
        first = ours(experiment, config, runs)
        samples = {"ours": [], "floor": [], "peer": []}
        for index in range(ROUNDS):
            samples["floor"].append(floor(source))
            samples["ours"].append(ours(experiment, config, runs))
            if index < 3:
                samples["peer"].append(papermill(folder))
    peer, floors = samples["peer"], samples["floor"]
    return [
        Row("submit → first line, engine up", samples["ours"], floors, "Popen", peer, "papermill", goal=0.150),
        Row("first ever submit → first line, engine start included", [first], floors, "Popen", goal=1.0),
    ]
