"""Azure Files' REST, as far as Microsoft's client asks for it: no emulator has it. Signatures are checked for real.

Written from the public REST reference: a share's folders and files, ranges, listing in pages, rename. Names are
compared without case; every content lies in a file of its own, so that a large one costs no memory.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import socket
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest

from tests.ports import free_port
from tests.servers.azurite import datastore_record

PAGE = 5000
LARGEST_RANGE = 4 << 20
SIGNED_HEADERS = (
    "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
    "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
)  # fmt: skip
SIGNED_QUERY = ("sp", "st", "se", "sip", "spr", "sv", "sr")


class Refused(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status, self.code = status, code


class Folder:
    def __init__(self, name):
        self.name, self.entries = name, {}
        self.touch()

    def touch(self):
        self.modified, self.etag = time.time(), f'"0x{secrets.token_hex(8).upper()}"'

    def find(self, name):
        return self.entries.get(name.lower())

    def put(self, entry):
        self.entries[entry.name.lower()] = entry


class File(Folder):
    """`content` is an open file of this machine; `md5` what was said of it."""

    def __init__(self, name, folder, size, md5):
        super().__init__(name)
        self.content, self.size, self.md5 = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600), size, md5
        os.ftruncate(self.content, size)

    def __del__(self):
        os.close(self.content)


class FileShares:
    """Starts with its construction. `start` listens on the same port each time, and nothing is lost.

    `sent` is how many bytes of files have come in, `asked` what was asked: (verb, path, query); `page` how many
    entries a listing has at most.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.account, self.key = "amlshares", base64.b64encode(secrets.token_bytes(64)).decode()
        self.shares, self.lock = {}, threading.RLock()
        self.sent, self.asked, self.page = 0, [], PAGE
        self._open, self.port = set(), free_port()
        self.start()

    @property
    def file_endpoint(self):
        """As a datastore's `endpoint`."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"http://{self.file_endpoint}/{self.account}"

    @property
    def connection_string(self):
        return f"DefaultEndpointsProtocol=http;AccountName={self.account};AccountKey={self.key};FileEndpoint={self.url};"

    def record(self, share, **fields):
        """A datastore for one share."""
        return datastore_record("AzureFile", self.account, share, self.file_endpoint, fields)

    def make_share(self, name):
        """Made if it is not there; its name."""
        with self.lock:
            self.shares.setdefault(name, Folder(name))
        return name

    def sas(self, share, permissions="rcwdl", minutes=60):
        """A token for one share; with negative `minutes` one that has expired."""
        import datetime

        from azure.storage.fileshare import generate_share_sas

        now = datetime.datetime.now(datetime.timezone.utc)
        return generate_share_sas(
            self.account,
            share,
            self.key,
            permission=permissions,
            start=now - datetime.timedelta(days=2),
            expiry=now + datetime.timedelta(minutes=minutes),
        )

    def start(self):
        server = self

        class Handler(_Handler):
            double = server

        class Server(ThreadingHTTPServer):
            daemon_threads, allow_reuse_address, request_queue_size = True, True, 128

            def handle_error(self, *_):
                """Who goes away half way does it on purpose."""

        self._http = Server(("127.0.0.1", self.port), Handler)
        self.port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Take no more connections and break those there are."""
        self._http.shutdown()
        self._http.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    # -- what is kept ----------------------------------------------------------------------------------------

    def share(self, name):
        try:
            return self.shares[name]
        except KeyError:
            raise Refused(404, "ShareNotFound") from None

    def folder_at(self, share, parts, missing="ParentNotFound"):
        folder = self.share(share)
        for part in parts:
            folder = folder.find(part)
            if folder is None:
                raise Refused(404, missing)
            if isinstance(folder, File):
                raise (
                    Refused(404, missing) if missing == "ParentNotFound" else Refused(409, "ResourceTypeMismatch")
                )
        return folder

    def file_at(self, share, parts):
        found = self.folder_at(share, parts[:-1]).find(parts[-1])
        if found is None:
            raise Refused(404, "ResourceNotFound")
        if not isinstance(found, File):
            raise Refused(409, "ResourceTypeMismatch")
        return found

    def signature(self, text):
        digest = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    double = None

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.double._open.add(self.connection)

    def finish(self):
        self.double._open.discard(self.connection)
        super().finish()

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._answer()

    do_HEAD = do_PUT = do_DELETE = do_GET

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.body, address = body, urlsplit(self.path)
        self.query = dict(parse_qsl(address.query, keep_blank_values=True))
        self.double.asked.append((self.command, unquote(address.path), dict(self.query)))
        try:
            self._admit(address.path)
            parts = unquote(address.path).strip("/").split("/")
            share, names = parts[1], self._names(parts[2:], "x-ms-allow-trailing-dot")
            with self.double.lock:
                status, headers, content = self._route()(share, names)
        except Refused as refused:
            text = (
                f"<?xml version='1.0'?><Error><Code>{refused.code}</Code><Message>{refused.code}</Message></Error>"
            )
            status, headers, content = refused.status, {"x-ms-error-code": refused.code}, text.encode()
            headers["Content-Type"] = "application/xml"
        self.send_response(status)
        length = headers.pop("Content-Length", None)
        for name, value in {"x-ms-version": self.headers["x-ms-version"], **headers}.items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _names(self, parts, header):
        if any(re.search(r'["\\:|<>*?\x00-\x1f]', part) or not part for part in parts):
            raise Refused(400, "InvalidResourceName")
        if self.headers.get(header) == "true":
            return parts
        return [part.rstrip(".") for part in parts]

    # -- who asks --------------------------------------------------------------------------------------------

    def _admit(self, path):
        account = path.strip("/").split("/")[0]
        if account != self.double.account:
            raise Refused(403, "AuthenticationFailed")
        if "sig" in self.query:
            self._admit_token(path)
            return
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        signed = [self.command]
        for name in SIGNED_HEADERS:
            value = self.headers.get(name) or ""
            signed.append("" if name == "content-length" and value == "0" else value)
        own = sorted(
            (name.lower(), value.strip())
            for name, value in self.headers.items()
            if name.lower().startswith("x-ms-")
        )
        signed += [f"{name}:{value}" for name, value in own]
        signed.append(f"/{self.double.account}{path}")
        signed += [f"{name.lower()}:{value}" for name, value in sorted(self.query.items())]
        expected = f"{self.double.account}:{self.double.signature(chr(10).join(signed))}"
        if kind != "SharedKey" or not hmac.compare_digest(given, expected):
            raise Refused(403, "AuthenticationFailed")

    def _admit_token(self, path):
        from azure.storage.fileshare import generate_share_sas

        share, query = path.strip("/").split("/")[1], self.query
        # Microsoft's own generator says what the signature of these parameters has to be.
        token = generate_share_sas(
            self.double.account, share, self.double.key,
            permission=query.get("sp"), start=query.get("st"), expiry=query.get("se"),
        )  # fmt: skip
        if dict(parse_qsl(token))["sig"] != query["sig"]:
            raise Refused(403, "AuthenticationFailed")
        if query["se"] < time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()):
            raise Refused(403, "AuthenticationFailed")
        needs = {"GET": "l" if query.get("comp") == "list" else "r", "HEAD": "r", "PUT": "w", "DELETE": "d"}
        if needs[self.command] not in query["sp"]:
            raise Refused(403, "AuthorizationPermissionMismatch")

    # -- what is asked ---------------------------------------------------------------------------------------

    def _route(self):
        kind, comp, verb = self.query.get("restype", "file"), self.query.get("comp", ""), self.command
        verb = "GET" if verb == "HEAD" else verb
        name = f"_{verb.lower()}_{kind}" + (f"_{comp}" if comp else "")
        try:
            return getattr(self, name)
        except AttributeError:
            raise Refused(400, "UnsupportedQueryParameter") from None

    def _known(self, entry):
        return {"ETag": entry.etag, "Last-Modified": formatdate(entry.modified, usegmt=True)}

    def _put_share(self, share, _):
        if share in self.double.shares:
            raise Refused(409, "ShareAlreadyExists")
        self.double.make_share(share)
        return 201, self._known(self.double.share(share)), b""

    def _get_share(self, share, _):
        return 200, {**self._known(self.double.share(share)), "x-ms-share-quota": 5120}, b""

    def _delete_share(self, share, _):
        self.double.share(share)
        del self.double.shares[share]
        return 202, {}, b""

    def _put_directory(self, share, names):
        parent = self.double.folder_at(share, names[:-1])
        if parent.find(names[-1]):
            raise Refused(409, "ResourceAlreadyExists")
        parent.put(Folder(names[-1]))
        return 201, self._known(parent.find(names[-1])), b""

    def _get_directory(self, share, names):
        return 200, self._known(self.double.folder_at(share, names, "ResourceNotFound")), b""

    def _delete_directory(self, share, names):
        if self.double.folder_at(share, names, "ResourceNotFound").entries:
            raise Refused(409, "DirectoryNotEmpty")
        del self.double.folder_at(share, names[:-1]).entries[names[-1].lower()]
        return 202, {}, b""

    def _get_directory_list(self, share, names):
        folder = self.double.folder_at(share, names, "ResourceNotFound")
        marker, most = (
            self.query.get("marker", ""),
            min(int(self.query.get("maxresults") or PAGE), self.double.page),
        )
        prefix = self.query.get("prefix", "").lower()
        keys = sorted(key for key in folder.entries if key >= marker and key.startswith(prefix))
        rows = "".join(_row(folder.entries[key]) for key in keys[:most])
        following = keys[most] if len(keys) > most else ""
        text = (
            f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="{escape(self.double.url)}" '
            f'ShareName="{share}" DirectoryPath="{escape(quote("/".join(names)))}"><DirectoryId>1</DirectoryId>'
            f"<Entries>{rows}</Entries><NextMarker>{escape(following)}</NextMarker></EnumerationResults>"
        )
        return 200, {"Content-Type": "application/xml"}, text.encode()

    def _put_file(self, share, names):
        parent = self.double.folder_at(share, names[:-1])
        if type(parent.find(names[-1])) is Folder:
            raise Refused(409, "ResourceTypeMismatch")
        size, md5 = int(self.headers["x-ms-content-length"]), self.headers.get("x-ms-content-md5")
        parent.put(File(names[-1], self.double.folder, size, md5))
        return 201, self._known(parent.find(names[-1])), b""

    def _put_file_range(self, share, names):
        file = self.double.file_at(share, names)
        begin, end = self._range(file)
        if len(self.body) != end - begin or len(self.body) > LARGEST_RANGE or end > file.size:
            raise Refused(416, "InvalidRange")
        given = self.headers.get("Content-MD5")
        if given and given != base64.b64encode(hashlib.md5(self.body).digest()).decode():
            raise Refused(400, "Md5Mismatch")
        os.pwrite(file.content, self.body, begin)
        self.double.sent += len(self.body)
        file.touch()
        return 201, self._known(file), b""

    def _put_file_properties(self, share, names):
        file = self.double.file_at(share, names)
        file.md5 = self.headers.get("x-ms-content-md5")
        file.touch()
        return 200, self._known(file), b""

    def _put_file_rename(self, share, names):
        source = unquote(urlsplit(self.headers["x-ms-file-rename-source"]).path).strip("/").split("/")[2:]
        source = self._names(source, "x-ms-source-allow-trailing-dot")
        file, parent = self.double.file_at(share, source), self.double.folder_at(share, names[:-1])
        there = parent.find(names[-1])
        if type(there) is Folder:
            raise Refused(409, "ResourceTypeMismatch")
        if there is not None and self.headers.get("x-ms-file-rename-replace-if-exists") != "true":
            raise Refused(409, "ResourceAlreadyExists")
        del self.double.folder_at(share, source[:-1]).entries[source[-1].lower()]
        file.name = names[-1]
        parent.put(file)
        return 200, self._known(file), b""

    def _get_file(self, share, names):
        file = self.double.file_at(share, names)
        headers = {**self._known(file), "Content-Type": "application/octet-stream", "x-ms-type": "File"}
        asked = self.headers.get("x-ms-range") or self.headers.get("Range")
        if self.command == "HEAD":
            return 200, {**headers, "Content-Length": file.size, **_md5("Content-MD5", file)}, b""
        if not asked:
            return 200, {**headers, **_md5("Content-MD5", file)}, os.pread(file.content, file.size, 0)
        begin, end = self._range(file)
        if begin >= file.size:
            raise Refused(416, "InvalidRange")
        end = min(end, file.size)
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{file.size}"
        return 206, {**headers, **_md5("x-ms-content-md5", file)}, os.pread(file.content, end - begin, begin)

    def _delete_file(self, share, names):
        self.double.file_at(share, names)
        del self.double.folder_at(share, names[:-1]).entries[names[-1].lower()]
        return 202, {}, b""

    def _range(self, file):
        asked = self.headers.get("x-ms-range") or self.headers.get("Range") or ""
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        if not found:
            raise Refused(400, "InvalidHeaderValue")
        return int(found[1]), int(found[2]) + 1 if found[2] else file.size


def _md5(header, file):
    return {header: file.md5} if file.md5 else {}


def _row(entry):
    kind = "File" if isinstance(entry, File) else "Directory"
    day, size = formatdate(entry.modified, usegmt=True), ""
    if kind == "File":
        size = f"<Content-Length>{entry.size}</Content-Length>"
    iso = time.strftime("%Y-%m-%dT%H:%M:%S.0000000Z", time.gmtime(entry.modified))
    times = "".join(
        f"<{name}>{iso}</{name}>" for name in ("CreationTime", "LastAccessTime", "LastWriteTime", "ChangeTime")
    )
    return (
        f"<{kind}><Name>{escape(entry.name)}</Name><FileId>1</FileId><Properties>{size}{times}"
        f"<Last-Modified>{day}</Last-Modified><Etag>{escape(entry.etag)}</Etag></Properties></{kind}>"
    )


@pytest.fixture(scope="session")
def file_shares(tmp_path_factory):
    """One for the session."""
    double = FileShares(tmp_path_factory.mktemp("shares"))
    yield double
    double.stop()
