"""`make bench`: every row, or those named on the command line."""

import importlib
import os
import sys

from benchmarks.table import markdown

ROWS = (
    "run_log",
    "import_time",
    "submit",
    "environment",
    "list_runs",
    "search_runs",
    "page_latency",
    "idle",
    "datasets",
    "transfers",
)


def main() -> None:
    here = os.getcwd()
    rows = []
    for name in sys.argv[1:] or ROWS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows.extend(importlib.import_module(f"benchmarks.{name}").measure())
        os.chdir(here)  # some work in a folder of their own, which is gone by now
    print(markdown(rows))


if __name__ == "__main__":
    main()
