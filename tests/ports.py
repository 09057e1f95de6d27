"""Ports for servers that take a number, not a socket."""

import os
import random
import socket

_ALL = range(20_000, 32_000)
"""Below the ports that the system gives to outgoing connections: none of those takes one while its server starts."""
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
OURS = _ALL[_WORKER::8]
"""Each worker of a test run has its own, so that no other worker's server takes one in between either."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    for port in random.sample(OURS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise OSError("100 ports in a row are taken")
