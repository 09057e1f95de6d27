"""What `run.log` costs its caller in a hot loop: against one `os.write`, and against tensorboardX."""

import os
import struct
import tempfile
import time
from pathlib import Path
from typing import Callable, List

from benchmarks.table import Row

CALLS = 20000
ROUNDS = 7


def per_call(function: Callable[[int], None]) -> float:
    """Seconds per call at the median of many small batches: a wake of the machine does not count."""
    batches = []
    for start in range(0, CALLS, 100):
        begin = time.perf_counter()
        for index in range(start, start + 100):
            function(index)
        batches.append((time.perf_counter() - begin) / 100)
    return sorted(batches)[len(batches) // 2]


def floor(folder: Path) -> Callable[[int], None]:
    descriptor = os.open(folder / "floor.bin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    record = struct.pack("<IIqdd", 1, 2, 3, 4.0, 5.0)
    return lambda index: (os.write(descriptor, record), None)[1]


def ours(folder: Path) -> Callable[[int], None]:
    os.environ["AMLWIDGETS_HOME"] = str(folder / "aml")
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.workspace import Workspace

    run = Experiment(Workspace.from_config(), "bench").start_logging()
    return lambda index: run.log("loss", 0.5)


def tensorboard_x(folder: Path) -> Callable[[int], None]:
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(str(folder / "tb"))
    return lambda index: writer.add_scalar("loss", 0.5, index)


def measure() -> List[Row]:
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)  # Workspace.from_config looks for a config.json in the parents
        folder = Path(name)
        made = {"floor": floor(folder), "ours": ours(folder), "peer": tensorboard_x(folder)}
        samples = {key: [] for key in made}
        for _ in range(ROUNDS):
            for key, function in made.items():
                samples[key].append(per_call(function))
    return [
        Row(
            "run.log, caller's cost",
            samples["ours"],
            samples["floor"],
            "one os.write of 32 bytes",
            samples["peer"],
            "tensorboardX",
            goal=2e-6,
        )
    ]
