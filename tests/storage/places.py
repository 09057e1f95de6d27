"""Where the contract of `Storage` is tried: each place with a real server, and what it cannot do, with the reason."""

import base64
import json
import os
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage import open_storage
from tests.engine.sshd import PASSPHRASE
from tests.servers.azurite import Azurite
from tests.servers.file_share import FileShares
from tests.servers.gcs import GoogleEmulator
from tests.servers.moto_s3 import MotoS3
from tests.servers.sftp import Sftp

SOAK = float(os.environ.get("AMLWIDGETS_SOAK", "1"))


class Place:
    """One kind of datastore. `fixture` gives its server, of the class `Server`; `cannot` says what it cannot do."""

    fixture = Server = None
    cannot = {}
    big = 2 << 30 if SOAK >= 20 else 24 << 20
    most_in_memory = 256 << 20
    more_than_is_ahead = 32 << 20  # of blocks of 1 MiB

    def __init__(self, server, folder):
        self.server, self.folder = server, folder

    @classmethod
    def own(cls, folder):
        """With a server that a test may end."""
        return cls(cls.Server(folder / "server"), folder)

    def needs(self, ability):
        if ability in self.cannot:
            pytest.skip(self.cannot[ability])

    def name(self):
        return f"c{secrets.token_hex(8)}"

    def make(self, container):
        """Make a container where files can be."""

    def record(self, container, **settings):
        raise NotImplementedError

    @property
    def secrets(self):
        return {}

    def open(self, container=None):
        """The files of a container, or of one that is made."""
        if container is None:
            container = self.name()
            self.make(container)
        return open_storage(self.record(container), self.secrets)

    def at(self, port):
        """As if its server were at another port of this machine."""
        return {"endpoint": f"127.0.0.1:{port}"}

    def wrong(self, folder):
        """Records and secrets that are to be refused."""
        return []

    def left(self, container):
        """What broken-off writes have left there, seen or not."""
        return []

    def cut(self):
        self.server.cut()

    def revive(self, container):
        """What was cut is there again."""
        self.server.start()

    def close(self):
        self.server.cut()


class Local(Place):
    id = "local"
    cannot = {
        "server": "a folder of this machine needs no server",
        "wrong": "a folder of this machine asks for no credentials",
        "new alone": "between the look for a file and its new name another writer may be first",
        "missing": "what is written into a folder makes it; a walk finds nothing",
    }

    def make(self, container):
        os.makedirs(self.record(container).path)

    def record(self, container, **settings):
        return DatastoreRecord("data", "LocalFolder", str(self.folder / "places" / container))

    def left(self, container):
        return [name for _, _, names in os.walk(self.record(container).path) for name in names]

    def close(self):
        pass


class Blob(Place):
    id, fixture, Server = "blob", "azurite", Azurite

    def make(self, container):
        self.server.make_container(container)

    def record(self, container, **settings):
        return DatastoreRecord(
            "data", "AzureBlob", "", self.server.account, container,
            settings={"endpoint": self.server.blob_endpoint, "protocol": "http", **settings},
        )  # fmt: skip

    @property
    def secrets(self):
        return {"accountKey": self.server.key}

    def wrong(self, folder):
        name = self.name()
        self.make(name)
        yield self.record(name), {"accountKey": base64.b64encode(secrets.token_bytes(64)).decode()}
        yield self.record(name), {"sasToken": self.server.sas(name, minutes=-60)}

    def cut(self):
        self.server.stop()  # killed, it forgets what it was told in the last seconds


class FileShare(Blob):
    id, fixture, Server = "file-share", "file_shares", FileShares
    cannot = {"name": 'Azure Files takes no name with one of "\\:|<>*?'}

    def make(self, container):
        self.server.make_share(container)

    def record(self, container, **settings):
        return self.server.record(container, settings=settings)

    def cut(self):
        self.server.stop()

    def close(self):
        self.server.stop()


class S3(Place):
    id, fixture, Server = "s3", "moto_s3", MotoS3
    big = min(Place.big, Place.most_in_memory)  # moto keeps all in memory

    def make(self, container):
        self.server.make_bucket(container)

    def record(self, container, **settings):
        settings = {"endpoint": self.server.endpoint, **settings}
        return DatastoreRecord("data", "AmazonS3", "", container_name=container, settings=settings)

    @property
    def secrets(self):
        return self.server.keys

    def at(self, port):
        return {"endpoint": f"http://127.0.0.1:{port}"}

    def wrong(self, folder):
        strict = MotoS3(folder / "strict", strict=True)
        try:
            name = strict.make_bucket(self.name())
            record = self.record(name, endpoint=strict.endpoint)
            open_storage(record, strict.keys).check()
            yield record, {**strict.keys, "secretAccessKey": secrets.token_urlsafe(30)}
            yield record, {**strict.keys, "accessKeyId": "AKIA" + secrets.token_hex(8).upper()}
        finally:
            strict.cut()

    def left(self, container):
        return self.server.client().list_multipart_uploads(Bucket=container).get("Uploads", [])

    def revive(self, container):
        super().revive(container)
        self.make(container)


class Google(Place):
    id, fixture, Server = "gcs", "gcs", GoogleEmulator
    cannot = {"new alone": "the emulator heeds no ifGenerationMatch"}
    big = min(Place.big, Place.most_in_memory)  # the emulator keeps all in memory

    def make(self, container):
        self.server.make_bucket(container)

    def record(self, container, **settings):
        settings = {"endpoint": self.server.endpoint, **settings}
        return DatastoreRecord("data", "GoogleCloudStorage", "", container_name=container, settings=settings)

    def at(self, port):
        return {"endpoint": f"http://127.0.0.1:{port}"}

    def wrong(self, folder):
        with TokenServer() as url:
            name = self.name()
            self.make(name)
            yield self.record(name), {"serviceAccount": service_account(url)}
            yield self.record(name), {"serviceAccount": '{"private_key": "' + secrets.token_hex(20) + '"}'}
            yield self.record(name), {"serviceAccount": secrets.token_hex(20)}

    def revive(self, container):
        super().revive(container)
        self.make(container)


class SftpFolder(Place):
    id, fixture, Server = "sftp", "sftp", Sftp
    more_than_is_ahead = 100 << 20  # 64 MiB are asked for at the beginning

    def make(self, container):
        (self.server.root / container).mkdir()

    def record(self, container, **settings):
        settings = {**self.server.settings, "folder": str(self.server.root / container), **settings}
        return DatastoreRecord("data", "Sftp", "", settings=settings)

    @property
    def secrets(self):
        return self.server.secrets

    def at(self, port):
        return {"port": port}

    def wrong(self, folder):
        name = self.name()
        self.make(name)
        yield self.record(name), {"password": secrets.token_hex(20)}
        yield self.record(name), {"privateKey": (self.server.folder / "host").read_text()}
        yield self.record(name), {**self.secrets, "passphrase": secrets.token_hex(20)}
        yield self.record(name), {"privateKey": self.secrets["privateKey"]}
        yield self.record(name), {"privateKey": secrets.token_hex(20)}

    def left(self, container):
        return list((self.server.root / container).rglob("*.amlpart"))

    def close(self):
        self.server.close()


PLACES = [Local, Blob, FileShare, S3, Google, SftpFolder]

PUBLIC = (PASSPHRASE,)
"""What is in the sources of tests, and so in tracebacks."""


class TokenServer:
    """Signs nobody in."""

    def __enter__(self):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.dumps(
                    {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
                ).encode()
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(400)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/token"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def service_account(token_url):
    """As Google Cloud makes them, with a key of its own."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "project",
            "private_key_id": secrets.token_hex(20),
            "private_key": key.decode(),
            "client_email": "me@project.iam.gserviceaccount.com",
            "token_uri": token_url,
        }
    )
