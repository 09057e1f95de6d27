"""How long a datastore is waited for, in tests: long where a server answers, on a machine that has other things to do
as well; briefly where none ever will, and then its client would have waited much longer.
"""

from importlib import import_module

import pytest

LONG = 120
"""What a client waits if nothing cuts it short."""

BOUND = LONG / 2
"""Well before that: it was cut short."""

_LIMITS = (
    ("in_time", "CHECK_SECONDS", LONG),
    ("azure_transport", "QUICKLY", {"connection_timeout": LONG, "read_timeout": LONG}),
    ("google", "_QUICKLY", {"timeout": LONG}),
    ("s3", "_QUICKLY", {"connect_timeout": LONG, "read_timeout": LONG}),
    ("sftp_host", "_CONNECT_SECONDS", LONG),
    ("sftp_host", "_SIGN_IN_SECONDS", LONG),
    ("sql.postgresql", "CONNECT_SECONDS", LONG),
    ("sql.mysql", "CONNECT_SECONDS", LONG),
    ("sql.mssql", "CONNECT_SECONDS", LONG),
    ("sql.reading", "_CHECK_SECONDS", LONG),
)


@pytest.fixture
def patient(monkeypatch):
    """Who answers is waited for. What the product promises, it says."""
    promised = import_module("amlwidgets.storage.in_time").CHECK_SECONDS
    for name, constant, limit in _LIMITS:
        module = import_module(f"amlwidgets.storage.{name}")
        if isinstance(limit, dict):
            for key, seconds in limit.items():
                monkeypatch.setitem(getattr(module, constant), key, seconds)
        else:
            monkeypatch.setattr(module, constant, limit)
    return promised


@pytest.fixture
def hasty(patient, monkeypatch):
    """A check is given up soon, and by nothing but its own limit."""
    monkeypatch.setattr("amlwidgets.storage.in_time.CHECK_SECONDS", 0.3)
