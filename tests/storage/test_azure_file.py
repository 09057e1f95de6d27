"""What is special to shares of Azure Files; what every store does is in test_contract.py."""

import base64
import hashlib
import os
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    PathNotAllowed,
    PreconditionFailed,
    ResourceExists,
    ResourceNotFound,
    ServiceUnavailable,
    StoreException,
)
from amlwidgets.storage import open_storage
from amlwidgets.storage.azure_file import FileShareStorage
from amlwidgets.storage.azure_ranges import RANGE
from tests.servers.azurite import datastore_record
from tests.servers.haste import BOUND
from tests.servers.file_share import PAGE

pytestmark = pytest.mark.xdist_group("file_shares")

OTHER_KEY = base64.b64encode(b"another key, of another account" * 2).decode()


@pytest.fixture
def share(file_shares, request):
    return file_shares.make_share("s" + hashlib.md5(request.node.nodeid.encode()).hexdigest()[:20])


@pytest.fixture
def storage(file_shares, share):
    return FileShareStorage(file_shares.record(share), {"accountKey": file_shares.key})


@pytest.fixture
def client(file_shares, share):
    """The official client of the same share."""
    from azure.storage.fileshare import ShareServiceClient

    with ShareServiceClient(file_shares.url, file_shares.key) as service:
        yield service.get_share_client(share)


def write(storage, path, data, **options):
    with storage.write(path, **options) as sink:
        sink.write(data)


def make_file(tmp_path, size, name="file"):
    path = tmp_path / name
    path.write_bytes(os.urandom(size))
    return str(path)


def names(server, share):
    """All that lies in the first folder, also what is not listed."""
    return sorted(server.shares[share].entries)


def text_of(error):
    return "".join(traceback.format_exception(type(error), error, error.__traceback__)) + repr(error)


def test_every_kind_of_credential(file_shares, share):
    token = file_shares.sas(share)
    kinds = (
        {"accountKey": file_shares.key},
        {"sasToken": token},
        {"sasToken": f"?{token}"},
        {"connectionString": file_shares.connection_string},
        {"connectionString": f"FileEndpoint={file_shares.url};SharedAccessSignature={token}"},
    )
    for number, secrets in enumerate(kinds):
        storage = open_storage(file_shares.record(share), secrets)
        storage.check()
        write(storage, f"{number}.txt", b"mine")
        assert storage.open(f"{number}.txt").read() == b"mine"


def test_the_official_client_sees_the_same(storage, client, tmp_path):
    data = os.urandom(2 * RANGE + 5)
    client.get_file_client("theirs").upload_file(data)
    client.create_directory("folder")
    client.get_file_client("folder/it's 100 % ü.txt").upload_file(b"x")
    assert [entry.path for entry in storage.walk()] == ["folder/it's 100 % ü.txt", "theirs"]
    storage.download("theirs", str(tmp_path / "theirs"))
    assert (tmp_path / "theirs").read_bytes() == data

    storage.upload(str(tmp_path / "theirs"), "a/b/ours")
    answer = client.get_file_client("a/b/ours").download_file()
    assert answer.readall() == data
    known = client.get_file_client("a/b/ours").get_file_properties()
    assert bytes(known.content_settings.content_md5) == hashlib.md5(data).digest()
    assert storage.stat("a/b/ours").etag == known.etag.strip('"')


def refusals(file_shares, share):
    ours, key = file_shares.record(share), {"accountKey": file_shares.key}
    expired, theirs = file_shares.sas(share, minutes=-5), file_shares.sas("another")
    return (
        (ours, {"accountKey": OTHER_KEY}, AuthenticationException, "account key is not accepted"),
        (ours, {"sasToken": expired}, AuthenticationException, r"SAS token for .* expired on 20\d\d-"),
        (ours, {"sasToken": theirs}, AuthenticationException, "SAS token is not accepted"),
        (ours, {"sasToken": file_shares.sas(share, "r")}, AuthenticationException, "SAS token may not do this"),
        (file_shares.record("nowhere"), key, ResourceNotFound, "There is no share"),
    )


def test_a_refusal_is_one_sentence_that_names_account_and_share_and_no_secret(file_shares, share, tmp_path):
    source = make_file(tmp_path, 10)
    for record, secrets, kind, words in refusals(file_shares, share):
        storage = FileShareStorage(record, secrets)
        calls = [
            storage.check,
            storage.list_folder,
            lambda: list(storage.walk()),
            lambda: storage.upload(source, "a"),
        ]
        if "may not do" not in words:
            calls += [
                lambda: storage.stat("a"),
                lambda: storage.open("a"),
                lambda: storage.download("a", str(tmp_path / "target")),
                lambda: storage.delete("a"),
                lambda: list(storage.walk("a")),
            ]
        for call in calls:
            with pytest.raises(kind, match=words) as caught:
                call()
            message = caught.value.message
            assert file_shares.account in message and record.container_name in message, message
            assert message.endswith(".") and message.count(". ") == 0 and caught.value.remedy, message
            assert_no_secret(caught.value, secrets)
    assert not (tmp_path / "target").exists()


def assert_no_secret(error, secrets):
    text = text_of(error)
    assert not any(value in text for value in secrets.values())
    assert "sig=" not in text and "Signature" not in text


@pytest.mark.parametrize("who", ["closed", "silent"])
def test_a_check_does_not_wait_for_who_is_not_there(who, request, hasty, file_shares):
    address = f"127.0.0.1:{request.getfixturevalue(who)}"
    secrets = {"sasToken": file_shares.sas("con")}
    storage = FileShareStorage(datastore_record("AzureFile", "acc", "con", address, {}), secrets)
    begin = time.monotonic()
    with pytest.raises(ServiceUnavailable, match="'con' of the storage account 'acc' at 127") as caught:
        storage.check()
    assert time.monotonic() - begin < BOUND
    assert_no_secret(caught.value, secrets)


def test_make_makes_the_share_once(file_shares):
    storage = FileShareStorage(file_shares.record("made-when-missing"), {"accountKey": file_shares.key})
    with pytest.raises(ResourceNotFound, match="made-when-missing"):
        storage.check()
    storage.make()
    storage.make()
    storage.check()


def test_names(storage):
    for name in ("dot.", "folder./a", "tail ", "%41 %2F#&+;='~", "ünïcödé 😀", "x/" * 20 + "deep"):
        write(storage, name, name.encode())
        assert storage.open(name).read() == name.encode()
        assert storage.stat(name).path == name
    assert storage.stat("DOT.").size == 4  # the service compares without case
    assert storage.stat("folder.//a").path == "folder./a"
    for name in ("", "a/../b", "nul\0", "back\\slash", "folder/", "a:b", "what?", 'quote"', "dot./below"):
        with pytest.raises(PathNotAllowed):
            write(storage, name, b"")


def test_a_folder_is_no_file_and_a_file_no_folder(storage, tmp_path):
    write(storage, "folder/file", b"x")
    for read in (storage.stat, storage.open, lambda path: storage.download(path, str(tmp_path / "to" / "a"))):
        for path in ("folder", "none", "no/folder"):
            with pytest.raises(ResourceNotFound, match=f"no file '{path}'"):
                read(path)
    for path in ("folder/file", "none"):
        with pytest.raises(ResourceNotFound, match="no folder"):
            storage.list_folder(path)
    with pytest.raises(PathNotAllowed, match="'folder'"):
        write(storage, "folder", b"")
    assert list(storage.walk("none")) == list(storage.walk("no/ne")) == []


def test_a_folder_is_listed_page_by_page(storage, file_shares):
    expected = [f"{number:02}" for number in range(25)]
    for name in expected:
        write(storage, f"many/{name}", b"")
    file_shares.page = 4
    try:
        assert [entry.path for entry in storage.list_folder("many")] == [f"many/{name}" for name in expected]
    finally:
        file_shares.page = PAGE
    storage.delete("many")
    assert storage.list_folder() == []


def test_what_is_walked_is_sorted(storage):
    for path in ("a/b", "a-b", "a", "a.txt"):
        write(storage, f"top/{path}" if path != "a" else "top/b", b"")
    found = [entry.path for entry in storage.walk()]
    assert found == sorted(found) == ["top/a-b", "top/a.txt", "top/a/b", "top/b"]


def test_a_file_appears_when_it_is_whole(storage, file_shares, share, tmp_path):
    write(storage, "file", b"before")
    seen = []

    def look(_):
        listed = [entry.path for entry in storage.list_folder()]
        seen.append((storage.open("file").read(), [entry.path for entry in storage.walk()], listed))
        assert any(name.endswith(".amlpart") for name in names(file_shares, share))

    storage.upload(make_file(tmp_path, RANGE + 5), "file", moved=look)
    assert len(seen) >= 2 and all(each == (b"before", ["file"], ["file"]) for each in seen)
    assert names(file_shares, share) == ["file"]
    assert storage.stat("file").size == RANGE + 5


def test_a_transfer_that_is_canceled_leaves_nothing(storage, file_shares, share, tmp_path):
    class Canceled(Exception):
        pass

    def cancel(_):
        raise Canceled

    source = make_file(tmp_path, 3 * RANGE)
    with pytest.raises(Canceled):
        storage.upload(source, "file", moved=cancel)
    with pytest.raises(Canceled), storage.write("file") as sink:
        sink.write(b"half")
        raise Canceled
    assert names(file_shares, share) == []
    storage.upload(source, "file")
    with pytest.raises(Canceled):
        storage.download("file", str(tmp_path / "to" / "target"), moved=cancel)
    assert os.listdir(tmp_path / "to") == []


def test_a_file_that_becomes_shorter_is_not_sent(storage, file_shares, share, tmp_path):
    source = make_file(tmp_path, 20 * RANGE)
    with pytest.raises(StoreException, match="became shorter"):
        storage.upload(source, "file", moved=lambda _: os.truncate(source, RANGE))
    assert names(file_shares, share) == []


def test_what_is_not_what_was_sent_is_not_kept(storage, client, tmp_path):
    from azure.storage.fileshare import ContentSettings

    write(storage, "file", b"x" * 100)
    client.get_file_client("file").set_http_headers(ContentSettings(content_md5=bytearray(16)))
    with pytest.raises(ServiceUnavailable, match="'file' did not arrive as it was sent"):
        storage.download("file", str(tmp_path / "to" / "target"))
    assert os.listdir(tmp_path / "to") == []


def test_a_file_that_is_changed_while_it_is_read_is_not_mixed(storage, tmp_path):
    storage.upload(make_file(tmp_path, 2 * RANGE), "file")
    opened = storage.open("file")
    assert len(opened.read(10)) == 10
    write(storage, "file", bytes(2 * RANGE))
    opened.seek(RANGE + 5)
    with pytest.raises(PreconditionFailed, match="'file' was changed"):
        opened.read(10)


def test_of_many_who_write_a_new_file_one_does(storage, file_shares, share):
    def send(number):
        try:
            write(storage, "file", str(number).encode(), overwrite=False)
        except ResourceExists:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1
    assert names(file_shares, share) == ["file"]
