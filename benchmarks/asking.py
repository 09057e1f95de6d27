"""A client that costs little beside a server: requests made up before, one connection, answers read whole.

A process of its own, and nothing of Python's HTTP: what it takes itself is told, so that one can see whether it, not
the server, was the limit.
"""

import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, BinaryIO, List, Tuple

_ROOM = 1 << 16


@dataclass(frozen=True)
class Asked:
    """What clients at once took for a request: `seconds` by the clock, `client` seconds of a core of their own."""

    seconds: float
    client: float


def ask(address: Tuple[str, int], requests: List[List[bytes]], mark: str, times: int) -> Asked:
    """Each list of requests is sent by a client of its own, all at once; one after the other, as whole messages of HTTP.

    Every answer has to be a 200 with `mark` in it `times` times.
    """
    clients = [_started(address, each, mark, times) for each in requests]
    for client in clients:
        assert client.stdout is not None
        assert client.stdout.readline() == b"ready\n"
    for client in clients:
        assert client.stdin is not None
        client.stdin.write(b"go\n")
        client.stdin.flush()
    told = [json.loads(client.communicate()[0]) for client in clients]
    asked = sum(map(len, requests))
    seconds = max(each["end"] for each in told) - min(each["begin"] for each in told)
    return Asked(seconds / asked, sum(each["cpu"] for each in told) / asked)


def _started(address: Tuple[str, int], requests: List[bytes], mark: str, times: int) -> "subprocess.Popen[bytes]":
    client = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.asking"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    task = {"address": address, "requests": [each.decode() for each in requests], "mark": mark, "times": times}
    assert client.stdin is not None
    client.stdin.write(json.dumps(task).encode() + b"\n")
    client.stdin.flush()
    return client


# -- the client's process --------------------------------------------------------------------------------------


def _main() -> None:
    task = json.loads(sys.stdin.readline())
    requests, mark = [each.encode() for each in task["requests"]], task["mark"].encode()
    with (
        socket.create_connection(tuple(task["address"])) as connection,
        connection.makefile("rb", _ROOM) as answers,
    ):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(_ask_all(connection, answers, requests, (mark, task["times"]))))


def _ask_all(connection: socket.socket, answers: Any, requests: List[bytes], marked: Tuple[bytes, int]) -> Any:
    cpu, begin = time.process_time(), time.monotonic()
    for request in requests:
        connection.sendall(request)
        answer = _read(answers)
        assert answer.count(marked[0]) == marked[1], answer[:2000]
    return {"begin": begin, "end": time.monotonic(), "cpu": time.process_time() - cpu}


def _read(answers: BinaryIO) -> bytes:
    """The body of the next answer."""
    status, length = answers.readline(), None
    while (line := answers.readline()).strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    assert length is not None, status
    body = answers.read(length)
    assert status.split()[1] == b"200" and len(body) == length, body[:2000]
    return body


if __name__ == "__main__":
    _main()
