"""In these tests who answers is waited for."""

import pytest


@pytest.fixture(autouse=True)
def _patient(patient):
    """How fast an answer comes says more of the machine than of the datastore."""
