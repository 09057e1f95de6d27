"""Google Cloud Storage where it differs: who asks, what checksums tell, the condition that a file is new."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amlwidgets.resources.errors import AuthenticationException, ResourceExists, ServiceUnavailable
from amlwidgets.storage import open_storage
from tests.storage.places import Google

pytestmark = [
    pytest.mark.xdist_group("gcs"),
    pytest.mark.filterwarnings("ignore:Please install grpcio-status:ImportWarning"),
]


@pytest.fixture
def place(gcs, tmp_path):
    return Google(gcs, tmp_path)


@pytest.fixture
def bucket(place):
    name = place.name()
    place.make(name)
    return name


@pytest.fixture
def storage(place, bucket):
    return place.open(bucket)


def test_nobody_is_told_how_to_sign_in(place, monkeypatch):
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # this machine is none of Google's
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    storage = open_storage(place.record("bucket", endpoint=""), {})
    with pytest.raises(AuthenticationException, match="There are no credentials") as caught:
        storage.check()
    assert "gcloud auth" in caught.value.remedy


@pytest.mark.parametrize("size", [10, 9 << 20])
def test_what_is_damaged_is_not_taken_for_whole(place, bucket, storage, tmp_path, size):
    with storage.write("f") as file:
        file.write(bytes(size))
    blob = place.server.client().bucket(bucket).blob("f")
    blob._properties["crc32c"] = "AAAAAQ=="
    blob._changes.add("crc32c")
    blob.patch()
    with pytest.raises(ServiceUnavailable, match="did not arrive as it was sent"):
        storage.download("f", str(tmp_path / "f"))
    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize("size", [10, 9 << 20])
def test_a_new_file_is_sent_on_the_condition_that_it_is_new(place, tmp_path, size):
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def do_GET(self):
            self.answer(404)

        def do_POST(self):
            self.answer(412 if "ifGenerationMatch=0" in self.path else 400)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        storage = open_storage(place.record("bucket", **place.at(server.server_port)), {})
        with pytest.raises(ResourceExists), storage.write("f", overwrite=False) as file:
            file.write(bytes(size))
    finally:
        server.shutdown()
        server.server_close()


def test_keys_of_others_are_shown_as_they_are(place, bucket, storage):
    theirs = place.server.client().bucket(bucket)
    for key, body in (("empty/", b""), ("a/b", b"2"), ("c", b"3"), ("c/d", b"4")):
        theirs.blob(key).upload_from_string(body)
    assert [entry.path for entry in storage.walk()] == ["a/b", "c", "c/d"]
    assert [(entry.path, entry.is_folder) for entry in storage.list_folder()] == [
        ("a", True), ("c", True), ("empty", True), ("c", False),
    ]  # fmt: skip
    assert storage.list_folder("empty") == []
