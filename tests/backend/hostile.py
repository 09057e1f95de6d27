"""A server on loopback that answers as it is told to, well or badly, and remembers what it was asked."""

import socket
import threading
from typing import Callable, Dict, List, NamedTuple, Optional

Reply = bytes
Asked = Callable[["Heard"], Optional[Reply]]


class Heard(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: Dict[str, str]
    body: bytes


class Hostile:
    """Each connection is answered by the next of `replies`, and closed; the last one answers all others."""

    def __init__(self, *replies: "bytes | Asked") -> None:
        self._replies = list(replies)
        self.heard: List[Heard] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> "Hostile":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                heard = read(connection)
                if heard is None:
                    continue
                self.heard.append(heard)
                reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
                try:
                    connection.sendall((reply(heard) or b"") if callable(reply) else reply)
                except OSError:
                    continue


def read(connection: socket.socket) -> Optional[Heard]:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, path, _ = first.split(" ")
    return Heard(method, path, headers, body)


def answer(status: int, body: bytes = b"{}", *, length: Optional[int] = None, **headers: str) -> bytes:
    """An HTTP answer; `length` is what it claims to hold."""
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
