"""Everything that the product shows, writes or runs as, as pairs of (where, bytes).

Nothing here names a route, a file or a message: the route table, the folders and the process list are walked as
they are, so what is added to them is walked as well.
"""

import gzip
import http.client
import io
import json
import os
import re
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import quote, urlsplit

from amlwidgets.service.routes import ROUTES

Seen = Tuple[str, bytes]
API = "api-version=2023-04-01"
ABSENT = "absent"
PATIENCE = 300.0


def of_files(folder: Path) -> Iterator[Seen]:
    """Every file below a folder, and what is packed in it; also its name."""
    for path in sorted(folder.rglob("*")):
        name = f"file {path.relative_to(folder)}"
        yield name, str(path).encode()
        if path.is_symlink():
            yield name, os.readlink(path).encode()
        elif path.is_file():
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # a part that was put in its place meanwhile
                continue
            yield name, content
            yield from _unpacked(name, content)


def _unpacked(name: str, content: bytes) -> Iterator[Seen]:
    if content.startswith(b"\x1f\x8b"):
        yield f"{name} unpacked", gzip.decompress(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield f"{name} {inner}", archive.read(inner)


def of_processes() -> Iterator[Seen]:
    """The command line of every process that may be looked at."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        yield from _proc(pid, "cmdline", f"argv of {_words(pid)}")


def of_environments(home: str) -> Iterator[Tuple[int, bytes]]:
    """(pid, environment) of every process that works with a home."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for _, content in _proc(pid, "environ", ""):
            if home.encode() in content:
                yield int(pid), content


def _proc(pid: str, file: str, where: str) -> Iterator[Seen]:
    try:
        yield where, Path(f"/proc/{pid}/{file}").read_bytes()
    except OSError:  # it has ended, or is somebody else's
        return


def _words(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return pid


class Routes:
    """Every route of the service, asked with every name that is known and with one that is not.

    `inventory`: what each fixed part of a path may be followed by, as `{"jobs": ["a"], "workspaces": ["w"]}`.
    """

    def __init__(self, base: str, headers: Mapping[str, str], inventory: Mapping[str, Sequence[str]]) -> None:
        self.base = base
        self._address = urlsplit(base)
        self._headers = dict(headers)
        self._inventory = inventory
        self._connection: Optional[http.client.HTTPConnection] = None
        self.asked: Dict[str, List[int]] = {}

    def paths(self, verb: str) -> Iterator[str]:
        """The paths of a verb."""
        for route in ROUTES:
            if route.verb == verb:
                yield from self._paths(route.pattern, self._inventory)

    def reads(self, only: Callable[[str], bool] = bool) -> Iterator[Seen]:
        """GET of everything that is wanted by its pattern, as our views and as official clients ask."""
        for route in ROUTES:
            if route.verb == "GET" and only(route.pattern):
                for path in self._paths(route.pattern, self._inventory):
                    yield from self._asked("GET", path, None, route.pattern)

    def refusals(self, *bodies: Any) -> Iterator[Seen]:
        """Every other verb at names that are not there, with bodies whose fields are of wrong types."""
        sent = [json.dumps(body).encode() for body in bodies]
        for route in ROUTES:
            if route.verb != "GET":
                contents = [b"plain"] if route.upload else [*sent, sent[0][:-1], b""]
                known = {name: self._inventory[name] for name in _FIXED if name in self._inventory}
                if route.pattern.endswith("{workspace}"):
                    known["workspaces"] = [ABSENT]
                for path in self._paths(route.pattern, known):
                    for content in contents:
                        yield from self._asked(route.verb, path, content, route.pattern)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] = {}) -> Tuple[int, bytes]:
        """Status and everything that came: headers and body, unpacked."""
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        for patience in (1, 0):
            connection = self._connection = self._connection or http.client.HTTPConnection(
                self._address.hostname or "", self._address.port, timeout=PATIENCE
            )
            try:
                connection.request(method, self._address.path + path, sent, {**self._headers, **headers})
                answer = connection.getresponse()
                content = answer.read()
            except (http.client.HTTPException, ConnectionError):
                self._connection = None
                if not patience:
                    raise
                continue
            return answer.status, _flat(answer, content)
        raise AssertionError

    def _asked(self, verb: str, path: str, body: Optional[bytes], pattern: str) -> Iterator[Seen]:
        named = f"?run_id={self._inventory.get('runs', [ABSENT])[0]}&experiment_id=0&metric_key=loss"
        for query in ("", f"?{API}&path=none", *([named] if "/mlflow/" in pattern else [])):
            status, content = self.ask(verb, f"{path}{query}", body)
            self.asked.setdefault(f"{verb} {pattern}", []).append(status)
            yield f"{verb} {pattern} {path.rpartition('workspaces')[2]}{query}", content

    def _paths(self, pattern: str, inventory: Mapping[str, Sequence[str]]) -> Iterator[str]:
        paths, before = [""], ""
        for part in pattern.strip("/").split("/"):
            named = re.fullmatch(r"\{\w+(\.\.\.)?\}", part)
            names = list(inventory.get(before, ()))
            known = [part] if named is None else names if names and before in _FIXED else [*names, ABSENT]
            paths = [f"{path}/{quote(name, safe='/')}" for path in paths for name in known]
            before = part if named is None else before
        return iter(paths)


_FIXED = ("subscriptions", "resourceGroups", "workspaces", "history", "mlflow", "data", "discovery")
"""What is not there at another name as well: it would be all of the walk again."""


def _flat(answer: http.client.HTTPResponse, content: bytes) -> bytes:
    packed = (answer.headers.get("Content-Encoding") or "").lower()
    plain = gzip.decompress(content) if packed == "gzip" else zlib.decompress(content) if packed else content
    return str(answer.headers).encode() + b"\n" + plain


def of_live(url: str, headers: Mapping[str, str], subscriptions: Sequence[Mapping[str, Any]]) -> Iterator[Seen]:
    """Every message of the live socket until each subscription has had its say; a broken one too."""
    import websocket

    socket = websocket.create_connection(url, header=dict(headers), timeout=PATIENCE)
    try:
        for number, subscription in enumerate(subscriptions):
            socket.send(json.dumps({"type": "subscribe", "id": str(number), **subscription}))
        waiting = {str(number) for number in range(len(subscriptions))}
        deadline = time.monotonic() + PATIENCE
        while waiting and time.monotonic() < deadline:
            content = socket.recv()
            message = content if isinstance(content, bytes) else content.encode()
            yield "live message", message
            waiting -= {
                number for number in waiting if f'"id": "{number}"'.encode() in message.replace(b'":"', b'": "')
            }
        assert not waiting, f"no message for {[subscriptions[int(number)] for number in waiting]}"
    finally:
        socket.close()
