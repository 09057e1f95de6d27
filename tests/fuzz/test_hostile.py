"""Requests that no client library would send: raw bytes over a socket, one list for all that can be odd."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from .conftest import TOKEN, assert_intact

NESTED = b'{"properties":' * 50_000 + b"{}" + b"}" * 50_000
LISTS = b"[" * 100_000 + b"]" * 100_000
WIDE = json.dumps({"properties": {"tags": {str(n): "x" * 90 for n in range(20_000)}}}).encode()
NUMBER = b'{"properties":{"tags":{"a":' + b"9" * 100_000 + b"}}}"

BODIES = {
    "nested": NESTED,
    "lists": LISTS,
    "wide": WIDE,
    "number": NUMBER,
    "nan": b'{"properties":{"tags":{"a":NaN}}}',
    "surrogate": b'{"properties":{"tags":{"a":"\\ud800"},"displayName":"\\udfff"}}',
    "nul": b'{"properties":{"displayName":"a\\u0000b","tags":{"\\u0000":"x"}}}',
    "not utf-8": b'{"properties":{"description":"\xff\xfe"}}',
    "utf-16": '{"properties":{}}'.encode("utf-16"),
    "bom": b"\xef\xbb\xbf{}",
    "cut": b'{"properties":',
    "twice": b'{"properties":{},"properties":5}',
    "text": b"command=echo",
    "nothing": b"",
    "list": b"[]",
    "null": b"null",
}
PUTS = ("computes/c", "datastores/d", "environments/e/versions/1", "codes/c/versions/1", "schedules/s")

PATHS = (
    "jobs/%00",
    "jobs/%ff%fe",
    "jobs/%ed%a0%80",
    "jobs/%c0%ae%c0%ae",
    "jobs/%",
    "jobs/%zz",
    "jobs/" + "a" * 30_000,
    "jobs/" + "%41" * 5_000,
    "jobs/x/content/..%2f..%2f..%2fworkspace.db",
    "jobs/x/content/%2e%2e/%2e%2e/workspace.db",
    "datastores/workspaceblobstore/content/..%2f..%2f..%2fworkspace.db",
    "datastores/workspaceblobstore/content/%2fetc%2fpasswd",
    "datastores/workspaceblobstore/content/a%00b",
    "datastores/workspaceblobstore/content/" + "d/" * 3_000,
    "datastores/workspaceblobstore/files?path=..%2f..",
    "jobs?$top=99999999999999999999",
    "jobs?$skip=-1",
    "jobs?$top=%D9%A1",
    "jobs?search=%00%ff",
    "jobs?" + "a=b&" * 3_000,
    "jobs?status=" + "Running," * 2_000,
    "operations/jobs/x/ended",
    "//////",
    "jobs//",
)

HEADERS = (
    b"Range: bytes=0-0,1-1,2-2",
    b"Range: bytes=-0",
    b"Range: bytes=5-1",
    b"Range: bytes=99999999999999999999999-",
    b"Range: lines=1-2",
    b"Range: bytes=\xff",
    b"x-ms-range: bytes=--1",
    b'If-Range: "x"\r\nRange: bytes=0-1',
    b'If-Match: "\x80"',
    b'If-Match: ""',
    b"If-None-Match: " + b'"x",' * 5_000,
    b"Content-Type: \x80/\x81",
    b"Content-Type: application/json; charset=none-such",
    b"Accept: nothing/at-all",
    b"Accept-Encoding: identity;q=0",
    b"Host: evil.example:99999",
    b"X-Forwarded-Proto: javascript",
    b"x-ms-meta-\x41: " + b"v" * 10_000,
    b"Expect: 200-maybe",
    b"Cookie: " + b"a=b; " * 3_000,
    b"Content-Encoding: gzip",
)


def send(server, verb, path, body=b"", header=b"", kind=b"application/json"):
    """The status and body of one raw request; status 0 when the server hung up on it. It never waits long."""
    where = urlsplit(server.url)
    target = f"{where.path}{server.workspace}/{path}".encode()
    head = [verb.encode() + b" " + target + b" HTTP/1.1", b"Authorization: token " + TOKEN.encode()]
    head += (
        [b"Host: 127.0.0.1", b"Connection: close"] if not header.startswith(b"Host") else [b"Connection: close"]
    )
    head += [b"Content-Length: " + str(len(body)).encode()]
    head += [header] if header else []
    head += [b"Content-Type: " + kind] if not header.startswith(b"Content-Type") else []
    with socket.create_connection((where.hostname, where.port), timeout=60) as wire:
        try:
            wire.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = received(wire)
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0
    return status, answer.partition(b"\r\n\r\n")[2]


def received(wire):
    pieces = []
    try:
        while piece := wire.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def assert_refused_or_done(status, body):
    assert status < 500, body[:500]
    if status >= 400 and body and status != 416:
        assert {"code", "message"} <= json.loads(body)["error"].keys()


@pytest.mark.parametrize("name", BODIES)
def test_bodies(server, name):
    for path in PUTS:
        assert_refused_or_done(*send(server, "PUT", path, BODIES[name]))
    for path in ("jobs/none/cancel", "datastores/workspaceblobstore/listSecrets"):
        assert_refused_or_done(*send(server, "POST", path, BODIES[name]))
    assert_refused_or_done(*send(server, "PATCH", "jobs/none/tags", BODIES[name]))


@pytest.mark.parametrize("kind", [b"text/xml", b"multipart/form-data", b"application/x-www-form-urlencoded", b""])
def test_content_types(server, kind):
    for body in (b"a=b&c=%ff", b"--x\r\n", b"<a/>"):
        assert_refused_or_done(*send(server, "PUT", "environments/e/versions/1", body, kind=kind))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_paths(server, path):
    for verb in ("GET", "PUT", "DELETE", "POST", "PATCH", "HEAD", "OPTIONS", "TRACE", "NONE"):
        if verb == "DELETE" and not path.strip("/"):
            continue  # that is the workspace itself
        status, body = send(server, verb, path, b"x" if "content" in path else b"{}")
        assert status < 500, (verb, body[:500])
        assert b"SQLite format" not in body and b"root:" not in body


@pytest.mark.parametrize(
    "header", HEADERS, ids=lambda header: header[:25].decode("latin-1").encode("ascii", "replace")
)
def test_headers(server, header):
    send(server, "PUT", "datastores/workspaceblobstore/content/ten", b"0123456789")
    for verb, path in (
        ("GET", "datastores/workspaceblobstore/content/ten"),
        ("GET", "jobs"),
        ("PUT", "models/m/versions/1"),
    ):
        status, body = send(server, verb, path, b"{}" if verb == "PUT" else b"", header)
        assert status < 500, body[:500]


def test_a_body_that_never_comes_holds_nobody_up(server):
    where = urlsplit(server.url)
    head = (
        f"PUT {where.path}{server.workspace}/computes/slow HTTP/1.1\r\nHost: x\r\nAuthorization: token {TOKEN}\r\n"
    )
    with socket.create_connection((where.hostname, where.port), timeout=60) as wire:
        wire.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n{")
        assert server.ask("GET", "computes").status_code == 200


def test_afterwards_all_is_well(server):
    assert_intact(server)
