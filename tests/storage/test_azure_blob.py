"""What is special to blob containers; what every store does is in test_contract.py."""

import base64
import gzip
import hashlib
import logging
import os
import socket
import ssl
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    NotSupported,
    PathNotAllowed,
    PreconditionFailed,
    ResourceExists,
    ResourceNotFound,
    ServiceUnavailable,
    ValidationException,
)
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage import azure_blocks, azure_transport, in_time, open_storage
from amlwidgets.storage.azure_blob import BlobStorage
from amlwidgets.storage.azure_blocks import BLOCK
from amlwidgets.storage.azure_credentials import account_url
from tests.servers import sign_in
from tests.servers.azurite import Azurite, datastore_record
from tests.servers.haste import BOUND, LONG

pytestmark = pytest.mark.xdist_group("azurite")

OTHER_KEY = base64.b64encode(b"another key, of another account" * 2).decode()
SLOW = 3.0
"""Seconds that a slow line needs for one block."""


@pytest.fixture
def container(azurite, request):
    return azurite.make_container("c" + hashlib.md5(request.node.nodeid.encode()).hexdigest()[:20])


@pytest.fixture
def storage(azurite, container):
    return BlobStorage(azurite.record(container), {"accountKey": azurite.key})


@pytest.fixture
def client(azurite, container):
    """The official client of the same container."""
    with azurite.service() as service:
        yield service.get_container_client(container)


def write(storage, path, data, **options):
    with storage.write(path, **options) as sink:
        sink.write(data)


def make_file(tmp_path, size, name="file"):
    """Of random bytes: a pattern of blocks that are alike would hide what is mixed up."""
    path = tmp_path / name
    with path.open("wb") as file:
        for begin in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - begin)))
    return str(path)


def text_of(error):
    return "".join(traceback.format_exception(type(error), error, error.__traceback__)) + repr(error)


# -- who asks --------------------------------------------------------------------------------------------------


def test_every_kind_of_credential(azurite, container):
    token = azurite.sas(container)
    kinds = (
        {"accountKey": azurite.key},
        {"accountKey": f" {azurite.key}\n"},
        {"sasToken": token},
        {"sasToken": f"?{token}"},
        {"connectionString": azurite.connection_string},
        {"connectionString": f"BlobEndpoint={azurite.url};SharedAccessSignature={token}"},
    )
    for number, secrets in enumerate(kinds):
        storage = open_storage(azurite.record(container), secrets)
        storage.check()
        write(storage, f"{number}.txt", b"mine")
        assert storage.open(f"{number}.txt").read() == b"mine"


def test_a_service_principal_signs_in_where_it_is_told_to(tmp_path, monkeypatch):
    certificate, key = sign_in.make_certificate(tmp_path / "tls")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    authority = sign_in.SignIn(certificate, key, "the client's secret")
    server = Azurite(tmp_path / "azurite", "--oauth", "basic", "--cert", str(certificate), "--key", str(key))
    try:
        settings = {
            "protocol": "https",
            "tenantId": sign_in.TENANT,
            "clientId": sign_in.CLIENT,
            "authorityUrl": authority.url,
        }
        storage = BlobStorage(server.record("principal", settings=settings), {"clientSecret": authority.secret})
        storage.make()
        write(storage, "a.txt", b"signed in")
        assert [entry.path for entry in storage.walk()] == ["a.txt"]
        assert set(authority.scopes) == {"https://storage.azure.com/.default"}

        wrong = BlobStorage(server.record("principal", settings=settings), {"clientSecret": "a wrong one"})
        with pytest.raises(AuthenticationException, match=f"principal {sign_in.CLIENT} .* sign in") as caught:
            wrong.check()
        assert "a wrong one" not in text_of(caught.value)
    finally:
        authority.close()
        server.cut()


@pytest.fixture
def nobody(monkeypatch):
    """No identity, known at once: not by asking a cloud that this machine may be in."""
    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")


def test_a_public_container_is_read_by_anyone_and_written_by_nobody(azurite, tmp_path, nobody):
    with azurite.service() as service:
        service.create_container("public", public_access="container").upload_blob("a/b.txt", b"for all")
    storage = open_storage(azurite.record("public"), {})
    storage.check()
    assert [entry.path for entry in storage.list_folder("a")] == ["a/b.txt"]
    assert [entry.path for entry in storage.walk()] == ["a/b.txt"]
    assert storage.open("a/b.txt").read() == b"for all"
    storage.download("a/b.txt", str(tmp_path / "target"))
    assert (tmp_path / "target").read_bytes() == b"for all"
    with pytest.raises(ResourceNotFound, match="'nothing'"):
        storage.stat("nothing")
    source = make_file(tmp_path, 10)
    for call in (lambda: storage.upload(source, "mine"), lambda: storage.delete("a/b.txt")):
        with pytest.raises(AuthenticationException, match="'public' .* cannot be written without a key"):
            call()
    assert [entry.path for entry in storage.walk()] == ["a/b.txt"]


def test_blobs_that_are_public_are_read_where_their_list_is_not(azurite, nobody):
    with azurite.service() as service:
        service.create_container("blobs", public_access="blob").upload_blob("a.txt", b"for all")
    storage = open_storage(azurite.record("blobs"), {})
    with pytest.raises(AuthenticationException, match="'blobs' .* is not public"):
        storage.check()
    assert storage.open("a.txt").read() == b"for all"


def test_a_private_container_without_a_key_is_one_sentence_with_a_remedy(azurite, container, nobody):
    storage = BlobStorage(azurite.record(container), {})
    calls = (storage.check, storage.list_folder, lambda: list(storage.walk("a")), lambda: storage.open("a"))
    for call in calls:
        with pytest.raises(AuthenticationException, match="is not public, .* nobody is signed in") as caught:
            call()
        message, remedy = caught.value.message, caught.value.remedy
        assert azurite.account in message and container in message and message.count(". ") == 0
        assert "account_key" in remedy and "sas_token" in remedy and "az login" in remedy


class Anonymously:
    """What Azure answers to who says not who they are, as Azurite does not: a status with a code. Over `certificate`
    whoever shows a token is answered an empty list.
    """

    def __init__(self, status, code, certificate=None, key=None):
        self.asked, double = [], self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                signed = "Authorization" in self.headers
                double.asked.append("signed" if signed else "anonymous")
                body = (
                    EMPTY_LIST if signed else f"<Error><Code>{code}</Code><Message>No.</Message></Error>".encode()
                )
                self.send_response(200 if signed else status)
                if not signed:
                    self.send_header("x-ms-error-code", code)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def record(self, **settings):
        endpoint = f"127.0.0.1:{self.server.server_address[1]}"
        return datastore_record("AzureBlob", "acc", "con", endpoint, {"settings": settings})

    def close(self):
        self.server.shutdown()
        self.server.server_close()


EMPTY_LIST = b'<EnumerationResults ContainerName="con"><Blobs /><NextMarker /></EnumerationResults>'
REFUSALS = [
    (404, "ResourceNotFound"),
    (409, "PublicAccessNotPermitted"),
    (401, "NoAuthenticationInformation"),
    (403, "AuthorizationFailure"),
]


@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_every_way_to_refuse_who_is_nobody_is_told_as_one(status, code, nobody):
    server = Anonymously(status, code)
    try:
        with pytest.raises(AuthenticationException, match="'con' .* is not public"):
            BlobStorage(server.record(), {}).check()
    finally:
        server.close()


def test_without_a_secret_who_is_signed_in_asks_what_is_not_public(tmp_path, monkeypatch, nobody):
    certificate, key = sign_in.make_certificate(tmp_path / "tls")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    authority = sign_in.SignIn(certificate, key, "the client's secret")
    monkeypatch.setenv("AZURE_TENANT_ID", sign_in.TENANT)
    monkeypatch.setenv("AZURE_CLIENT_ID", sign_in.CLIENT)
    monkeypatch.setenv("AZURE_CLIENT_SECRET", authority.secret)
    server = Anonymously(404, "ResourceNotFound", certificate, key)
    try:
        storage = BlobStorage(server.record(protocol="https", authorityUrl=authority.url), {})
        storage.check()
        assert server.asked[:2] == ["anonymous", "signed"]
        assert storage.list_folder() == [] and list(storage.walk()) == []
        assert server.asked.count("anonymous") == 1  # which way worked is remembered
    finally:
        server.close()
        authority.close()


def test_to_sign_in_slowly_is_no_reason_for_a_slow_check(azurite, container, hasty, monkeypatch):
    begun, ended = time.monotonic(), threading.Event()
    storage = BlobStorage(azurite.record(container), {})
    monkeypatch.setattr(storage._public, "_sign_in", lambda: ended.wait(LONG) and None)
    assert not storage._public._everyone_reads()  # asked before, however long the answer takes
    try:
        with pytest.raises(AuthenticationException, match="is not public, .* sign in takes longer"):
            storage.check()
        assert time.monotonic() - begun < BOUND
    finally:
        ended.set()


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "https://acc.blob.core.windows.net"),
        ({"endpoint": None, "protocol": None}, "https://acc.blob.core.windows.net"),
        ({"endpoint": "core.chinacloudapi.cn"}, "https://acc.blob.core.chinacloudapi.cn"),
        ({"endpoint": "core.usgovcloudapi.net", "protocol": "http"}, "http://acc.blob.core.usgovcloudapi.net"),
        ({"endpoint": "127.0.0.1:10000", "protocol": "http"}, "http://127.0.0.1:10000/acc"),
        ({"endpoint": "azurite:10000", "protocol": "http"}, "http://azurite:10000/acc"),
        ({"endpoint": "https://data.example.com/"}, "https://data.example.com"),
    ],
)
def test_where_an_account_answers(settings, url):
    record = DatastoreRecord("d", "AzureBlob", "", "acc", "con", settings=settings)
    assert account_url(record, "blob") == url
    storage = BlobStorage(record, {"accountKey": OTHER_KEY})
    assert storage._place.account == "acc"
    assert storage._blob("a b.txt").url == f"{url}/con/a%20b.txt"


@pytest.mark.parametrize("text", ["nonsense", "a=b;c", "AccountName=x;AccountKey=c2VjcmV0"])
def test_a_connection_string_that_cannot_be_read_is_not_shown(text):
    record = DatastoreRecord("d", "AzureBlob", "", "", "con")
    with pytest.raises((ValidationException, ServiceUnavailable)) as caught:
        BlobStorage(record, {"connectionString": text}).check()
    assert text not in text_of(caught.value)


@pytest.mark.parametrize("missing", ["account_name", "container_name"])
def test_a_record_without_a_name(azurite, missing):
    with pytest.raises(ValidationException, match=missing):
        BlobStorage(azurite.record("con", **{missing: ""}), {"accountKey": azurite.key})


# -- what is said ----------------------------------------------------------------------------------------------


def refusals(azurite, container):
    ours, key = azurite.record(container), {"accountKey": azurite.key}
    expired, theirs = azurite.sas(container, minutes=-5), azurite.sas("another")
    return (
        (ours, {"accountKey": OTHER_KEY}, AuthenticationException, "account key is not accepted"),
        (ours, {"accountKey": "x"}, AuthenticationException, "account key cannot be used"),
        (ours, {"sasToken": expired}, AuthenticationException, r"SAS token for .* expired on 20\d\d-"),
        (ours, {"sasToken": theirs}, AuthenticationException, "SAS token is not accepted"),
        (ours, {"sasToken": azurite.sas(container, "r")}, AuthenticationException, "SAS token may not do this"),
        (azurite.record("nowhere"), key, ResourceNotFound, "There is no container"),
    )


def test_a_refusal_is_one_sentence_that_names_account_and_container_and_no_secret(azurite, container, tmp_path):
    source = make_file(tmp_path, 10)
    for record, secrets, kind, words in refusals(azurite, container):
        storage = BlobStorage(record, secrets)
        calls = [storage.check, storage.list_folder, lambda: list(storage.walk())]
        if "may not do" not in words:
            calls += [
                lambda: storage.stat("a"),
                lambda: storage.open("a"),
                lambda: storage.upload(source, "a"),
                lambda: storage.download("a", str(tmp_path / "target")),
                lambda: storage.delete("a"),
            ]
        for call in calls:
            with pytest.raises(kind, match=words) as caught:
                call()
            message = caught.value.message
            assert azurite.account in message and record.container_name in message, message
            assert message.endswith(".") and message.count(". ") == 0 and caught.value.remedy, message
            assert_no_secret(caught.value, secrets)
    assert not (tmp_path / "target").exists()


def test_a_log_of_everything_holds_no_signature(azurite, container, caplog):
    token = azurite.sas(container)
    with caplog.at_level(logging.DEBUG):
        storage = BlobStorage(azurite.record(container), {"sasToken": token})
        storage.check()
        write(storage, "a", b"x")
    assert "sig=…" in caplog.text and "PUT" in caplog.text
    for part in parse_qs(token)["sig"] + [token, token.partition("sig=")[2]]:
        assert part not in caplog.text
    assert token not in repr(storage)


def assert_no_secret(error, secrets):
    text = text_of(error)
    for value in secrets.values():
        assert value == "x" or value not in text
    assert "sig=" not in text and "Signature" not in text


@pytest.mark.parametrize("secret", ["sasToken", "accountKey"])
def test_a_check_knows_at_once_that_nothing_listens(secret, closed, azurite):
    said_of_check(f"127.0.0.1:{closed}", secret, "nothing listens there", azurite)


def test_a_check_does_not_wait_for_who_keeps_silent(silent, hasty, azurite):
    said_of_check(f"127.0.0.1:{silent}", "sasToken", "does not answer|within seconds", azurite)


def said_of_check(address, secret, words, azurite):
    secrets = {"accountKey": OTHER_KEY} if secret == "accountKey" else {"sasToken": azurite.sas("con")}
    storage = BlobStorage(datastore_record("AzureBlob", "acc", "con", address, {}), secrets)
    begin = time.monotonic()
    with pytest.raises(ServiceUnavailable, match=words) as caught:
        storage.check()
    assert time.monotonic() - begin < BOUND
    assert "'acc'" in caught.value.message and "'con'" in caught.value.message and address in caught.value.message
    assert_no_secret(caught.value, secrets)


def test_an_unknown_host_is_known_soon(patient, monkeypatch):
    monkeypatch.setattr(in_time, "CHECK_SECONDS", patient)
    record = DatastoreRecord("d", "AzureBlob", "", "acc", "con", settings={"endpoint": "core.invalid"})
    begin = time.monotonic()
    with pytest.raises(ServiceUnavailable, match=r"acc.blob.core.invalid"):
        BlobStorage(record, {"accountKey": OTHER_KEY}).check()
    assert time.monotonic() - begin < BOUND


def test_a_host_that_refuses_is_asked_again_for_seconds_only(closed):
    address = f"127.0.0.1:{closed}"
    storage = BlobStorage(datastore_record("AzureBlob", "acc", "con", address, {}), {"accountKey": OTHER_KEY})
    begin = time.monotonic()
    with pytest.raises(ServiceUnavailable, match="nothing listens there"):
        storage.list_folder()
    assert 0.5 < time.monotonic() - begin < BOUND  # the client's own limit is 84 s


def test_a_slow_line_is_no_dead_one(monkeypatch, tmp_path):
    """A time limit of a socket counts for all that one call sends: what is large goes in pieces."""
    monkeypatch.setattr(azure_transport, "CONNECT_SECONDS", SLOW / 2)
    begun, taken = time.monotonic(), []
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=take_slowly, args=(listener, taken), daemon=True)
        thread.start()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        storage = BlobStorage(datastore_record("AzureBlob", "acc", "con", address, {}), {"accountKey": OTHER_KEY})
        storage.upload(make_file(tmp_path, BLOCK), "slow")
        thread.join()
    assert sum(taken) == BLOCK and time.monotonic() - begun > SLOW


def take_slowly(listener, taken):
    connection, _ = listener.accept()
    with connection:
        head, _, body = read_head(connection)
        left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) - len(body)
        taken.append(len(body))
        while left:
            time.sleep(SLOW / (BLOCK >> 16))
            piece = connection.recv(min(left, 1 << 16))
            taken.append(len(piece))
            left -= len(piece)
        connection.sendall(b'HTTP/1.1 201 Created\r\nContent-Length: 0\r\nETag: "1"\r\n\r\n')


def read_head(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1 << 16)
    return data.partition(b"\r\n\r\n")


# -- files -----------------------------------------------------------------------------------------------------


def test_names_that_only_containers_have(storage, client):
    for name in ("a//b", "a/b", "dot.", "tail ", "%41 %2F#?&+;=", "ünïcödé 😀", "x/" * 20 + "deep"):
        write(storage, name, name.encode())
        assert storage.open(name).read() == name.encode()
        assert storage.stat(name).path == name
        assert client.download_blob(name).readall() == name.encode()
    assert [entry.path for entry in storage.walk("a")] == ["a//b", "a/b"]
    assert [(entry.path, entry.is_folder) for entry in storage.list_folder("a")] == [("a/", True), ("a/b", False)]
    assert [entry.path for entry in storage.list_folder("a/")] == ["a//b"]
    assert [entry.path for entry in storage.list_folder("x/")] == ["x/x"]  # a slash too many, and no such folder
    for name in ("", "a/../b", "./a", "nul\0", "back\\slash", "folder/"):
        with pytest.raises(PathNotAllowed):
            write(storage, name, b"")


def test_markers_of_folders_are_folders(storage, client):
    client.upload_blob("data", b"", metadata={"hdi_isfolder": "true"})
    client.upload_blob("data/empty", b"", metadata={"Hdi_IsFolder": "true"})
    client.upload_blob("data/a.txt", b"a")
    client.upload_blob("portal/", b"")
    assert [(entry.path, entry.is_folder) for entry in storage.list_folder()] == [("data", True), ("portal", True)]
    assert [(e.path, e.is_folder) for e in storage.list_folder("data")] == [
        ("data/empty", True),
        ("data/a.txt", False),
    ]
    assert storage.list_folder("data/empty") == storage.list_folder("portal") == []
    assert [entry.path for entry in storage.walk()] == ["data/a.txt"]
    for read in (storage.stat, storage.open):
        with pytest.raises(ResourceNotFound, match="'data/empty'"):
            read("data/empty")
    storage.delete("data")
    storage.delete("portal")
    assert list(client.list_blob_names()) == []


def test_a_blob_that_was_stored_compressed_stays_so(storage, client, tmp_path):
    from azure.storage.blob import ContentSettings

    data = gzip.compress(b"text " * 1000)
    client.upload_blob("a.gz", data, content_settings=ContentSettings(content_encoding="gzip"))
    storage.download("a.gz", str(tmp_path / "a.gz"))
    assert (tmp_path / "a.gz").read_bytes() == storage.open("a.gz").read() == data


def test_make_makes_the_container_once(azurite):
    storage = BlobStorage(azurite.record("made-when-missing"), {"accountKey": azurite.key})
    with pytest.raises(ResourceNotFound, match="made-when-missing"):
        storage.check()
    storage.make()
    storage.make()
    storage.check()


@pytest.mark.parametrize("size", [0, 5, BLOCK, 2 * BLOCK + 7])
def test_what_is_stored_can_be_checked_by_anyone(storage, client, tmp_path, size):
    source, moved = make_file(tmp_path, size), []
    storage.upload(source, "file", moved=moved.append)
    with open(source, "rb") as file:
        data = file.read()
    known = client.get_blob_client("file").get_blob_properties()
    assert bytes(known.content_settings.content_md5) == hashlib.md5(data).digest()
    assert sum(moved) == known.size == size
    assert storage.stat("file").etag == known.etag.strip('"')
    storage.download("file", str(tmp_path / "back"), moved=moved.append)
    assert (tmp_path / "back").read_bytes() == data and sum(moved) == 2 * size


@pytest.mark.parametrize("size", [100, BLOCK + 1])
def test_what_is_not_what_was_sent_is_not_kept(storage, client, tmp_path, size):
    from azure.storage.blob import ContentSettings

    storage.upload(make_file(tmp_path, size), "file")
    client.get_blob_client("file").set_http_headers(ContentSettings(content_md5=bytearray(16)))
    with pytest.raises(ServiceUnavailable, match="'file' did not arrive as it was sent"):
        storage.download("file", str(tmp_path / "to" / "target"))
    assert os.listdir(tmp_path / "to") == []


def test_a_file_that_is_changed_while_it_is_read_is_not_mixed(storage, tmp_path):
    storage.upload(make_file(tmp_path, 2 * BLOCK), "file")
    opened = storage.open("file")
    assert len(opened.read(10)) == 10
    write(storage, "file", bytes(3 * BLOCK))
    opened.seek(BLOCK + 5)
    with pytest.raises(PreconditionFailed, match="'file' .* was changed"):
        opened.read(10)


@pytest.mark.parametrize("size", [10, BLOCK + 1])
def test_of_many_who_write_a_new_file_one_does(storage, tmp_path, size):
    def send(number):
        try:
            storage.upload(make_file(tmp_path, size, str(number)), "file", overwrite=False)
        except ResourceExists:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1


def test_who_writes_the_same_name_at_the_same_time_leaves_one_of_both(storage, tmp_path):
    sources = [make_file(tmp_path, 3 * BLOCK, str(number)) for number in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda source: storage.upload(source, "file"), sources))
    storage.download("file", str(tmp_path / "back"))
    data = (tmp_path / "back").read_bytes()
    assert any(data == open(source, "rb").read() for source in sources)


def test_a_transfer_that_is_canceled_leaves_nothing_to_see(storage, client, tmp_path):
    class Canceled(Exception):
        pass

    def cancel(_):
        raise Canceled

    source = make_file(tmp_path, 3 * BLOCK)
    with pytest.raises(Canceled):
        storage.upload(source, "file", moved=cancel)
    with pytest.raises(Canceled), storage.write("file") as sink:
        sink.write(b"half")
        raise Canceled
    assert list(client.list_blob_names()) == []
    storage.upload(source, "file")
    with pytest.raises(Canceled):
        storage.download("file", str(tmp_path / "to" / "target"), moved=cancel)
    assert os.listdir(tmp_path / "to") == []


def test_many_threads_share_one_client(storage, caplog):
    for number in range(8):
        write(storage, str(number), b"x")
    with caplog.at_level(logging.WARNING, "urllib3"), ThreadPoolExecutor(32) as pool:
        found = list(pool.map(lambda number: storage.open(str(number % 8)).read(), range(200)))
    assert found == [b"x"] * 200
    assert caplog.records == []  # urllib3 says when it throws connections away


# -- the server dies half way ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    server = Azurite(tmp_path_factory.mktemp("mortal"), silent=False)
    server.make_container("con")
    yield server
    server.cut()


def blocks_sent(server):
    return (server.folder / "log").read_text().count("comp=block&")


def test_an_upload_goes_on_where_the_server_died(mortal, tmp_path, monkeypatch):
    monkeypatch.setattr(azure_blocks, "BLOCK", 1 << 20)
    storage = BlobStorage(mortal.record("con"), {"accountKey": mortal.key})
    source, count = make_file(tmp_path, 24 << 20), 24
    moved = []

    def die(size):
        if size:  # a block is there
            moved.append(size)
            if len(moved) == 4:
                mortal.stop()

    with pytest.raises(ServiceUnavailable, match="'con'"):
        storage.upload(source, "file", moved=die)
    assert len(moved) < count
    mortal.start()
    assert storage.list_folder() == []

    before = blocks_sent(mortal)
    assert before >= 4
    moved.clear()
    storage.upload(source, "file", moved=moved.append)
    assert sum(moved) == 24 << 20  # who looks on sees all of it
    assert blocks_sent(mortal) - before <= count - 4  # and what was there was not sent again
    assert_same(storage, "file", source, tmp_path)


def test_a_file_that_changed_meanwhile_is_sent_as_it_is_now(mortal, tmp_path):
    storage = BlobStorage(mortal.record("con"), {"accountKey": mortal.key})
    source, moved = make_file(tmp_path, 4 * BLOCK), []

    def break_off(size):
        if size:
            moved.append(size)
            if len(moved) == 3:
                raise InterruptedError

    with pytest.raises(InterruptedError):
        storage.upload(source, "changed", moved=break_off)
    with open(source, "r+b") as file:
        file.seek(BLOCK + 3)
        file.write(b"changed")
    before = blocks_sent(mortal)
    storage.upload(source, "changed")
    assert 1 <= blocks_sent(mortal) - before < 4
    assert_same(storage, "changed", source, tmp_path)


def assert_same(storage, path, source, tmp_path):
    storage.download(path, str(tmp_path / "back"))
    with open(source, "rb") as file, open(tmp_path / "back", "rb") as back:
        assert hashlib.md5(file.read()).digest() == hashlib.md5(back.read()).digest()


# -- Data Lake -------------------------------------------------------------------------------------------------


def test_gen2_is_read_through_its_blob_endpoint(azurite, container):
    storage = open_storage(azurite.record(container, **{}), {"accountKey": azurite.key})
    gen2 = open_storage(
        datastore_record("AzureDataLakeGen2", azurite.account, container, azurite.blob_endpoint, {}),
        {"accountKey": azurite.key},
    )
    write(storage, "a/b.csv", b"1,2")
    assert gen2.open("a/b.csv").read() == b"1,2"


def test_gen1_is_recorded(tmp_path):
    record = DatastoreRecord("old", "AzureDataLake", "", settings={"storeName": "lake"})
    storage = open_storage(record, {"clientSecret": "s"})
    for call in (
        storage.check,
        storage.list_folder,
        lambda: storage.write("a"),
        lambda: storage.upload("no", "a"),
    ):
        with pytest.raises(NotSupported, match="'lake' is of Gen1") as caught:
            call()
        assert "register_azure_data_lake_gen2" in caught.value.remedy
