"""A workspace with runs in it that were really logged into; no engine is needed for that."""

from pathlib import Path

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.backend.base import Backend


@pytest.fixture
def backend(home: Path) -> Backend:
    return open_workspace()
