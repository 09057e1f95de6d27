"""A Jupyter server for the benchmarks: the one of the browser tests."""

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from tests.browser.conftest import Server


@contextmanager
def running() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            server.stop()
