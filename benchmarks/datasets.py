"""A tabular dataset of 2 M rows: ten of them, and all, beside pyarrow alone in the same rounds."""

import os
import tempfile
import time
from typing import Callable, List

from benchmarks.table import Row

ROWS = 2_000_000
ROUNDS = 9
TAKE_LIMIT, LOAD_LIMIT = 0.150, 1.2


def measure() -> List[Row]:
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv, parquet

    from amlwidgets.sdk.dataset import Dataset

    with tempfile.TemporaryDirectory() as folder:
        drawn = np.random.default_rng(0)
        words = np.array(["alpha", "beta", "gamma"])
        table = pa.table(
            {
                "id": np.arange(ROWS),
                "x": drawn.random(ROWS),
                "y": drawn.integers(0, 100, ROWS),
                "word": words[drawn.integers(0, 3, ROWS)],
            }
        )
        paths = {form: os.path.join(folder, f"rows.{form}") for form in ("csv", "parquet")}
        csv.write_csv(table, paths["csv"])
        parquet.write_table(table, paths["parquet"])
        made = {
            "csv": (Dataset.Tabular.from_delimited_files, lambda path: csv.read_csv(path).to_pandas()),
            "parquet": (Dataset.Tabular.from_parquet_files, lambda path: parquet.read_table(path).to_pandas()),
        }
        return [row for form, path in paths.items() for row in _rows(form, path, *made[form])]


def _rows(form: str, path: str, make: Callable[[str], object], alone: Callable[[str], object]) -> List[Row]:
    dataset = make(path)
    ours, floor, taken = [], [], []
    for _ in range(ROUNDS):
        ours.append(_timed(dataset.to_pandas_dataframe))
        floor.append(_timed(lambda: alone(path)))
        taken.append(_timed(dataset.take(10).to_pandas_dataframe))
    return [
        Row(f"take(10) of 2 M rows, {form}", taken, goal=TAKE_LIMIT),
        Row(f"2 M rows from {form}", ours, peer=floor, peer_name="pyarrow", times_peer=1 / LOAD_LIMIT),
    ]


def _timed(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
