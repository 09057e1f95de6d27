"""What the tests of the metric log share."""

import os
import subprocess
import sys
from pathlib import Path

from amlwidgets.store.metrics import MetricReader

ROOT = str(Path(__file__).resolve().parents[2])


def values_of(folder, name):
    return list(MetricReader(folder).points().series[name].values)


def run_python(code, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": ROOT}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=environment, **options)


def bin_file(folder):
    (name,) = (name for name in os.listdir(folder) if name.endswith(".bin"))
    return os.path.join(folder, name)


def lines_file(folder):
    return bin_file(folder).replace(".bin", ".jsonl")
