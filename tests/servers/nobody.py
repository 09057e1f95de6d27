"""Ports of this machine behind which nobody is."""

import socket
from contextlib import contextmanager

import pytest


@contextmanager
def no_listener():
    """A port where nothing listens, and that nobody else is given meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def no_answer():
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def closed():
    with no_listener() as port:
        yield port


@pytest.fixture
def silent():
    with no_answer() as port:
        yield port
