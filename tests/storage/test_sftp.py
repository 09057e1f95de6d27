"""SFTP where it differs: which machine it is, who signs in, links, more sessions than one connection has."""

import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    PathNotAllowed,
    PreconditionFailed,
    ResourceNotFound,
    ServiceUnavailable,
    ValidationException,
)
from amlwidgets.storage import open_storage
from tests.engine.sshd import PASSPHRASE
from tests.storage.places import SftpFolder

pytestmark = pytest.mark.xdist_group("sftp")


@pytest.fixture
def place(sftp, tmp_path):
    return SftpFolder(sftp, tmp_path)


@pytest.fixture
def folder(place):
    name = place.name()
    place.make(name)
    return name


@pytest.fixture
def storage(place, folder):
    return place.open(folder)


@pytest.fixture
def root(place, folder):
    return place.server.root / folder


@pytest.fixture
def ssh(tmp_path):
    made = tmp_path / "home" / ".ssh"
    made.mkdir()
    return made


def fingerprint(path):
    answer = subprocess.run(["ssh-keygen", "-lf", str(path)], capture_output=True, text=True, check=True)
    return answer.stdout.split()[1]


def test_a_machine_that_is_not_known_is_not_talked_to(place, folder):
    with pytest.raises(AuthenticationException, match="not known here") as caught:
        open_storage(place.record(folder, hostKey=""), place.secrets).check()
    right = fingerprint(place.server.folder / "host.pub")
    assert right in caught.value.message
    open_storage(place.record(folder, hostKey=right), place.secrets).check()


def test_another_key_is_another_machine(place, folder):
    other = " ".join((place.server.folder / "key.pub").read_text().split()[:2])
    for key in (other, "SHA256:" + "A" * 43):
        with pytest.raises(AuthenticationException, match="not known here") as caught:
            open_storage(place.record(folder, hostKey=key), place.secrets).list_folder()
        assert fingerprint(place.server.folder / "host.pub") in caught.value.message


def test_known_hosts_knows(place, folder, ssh):
    line = f"[127.0.0.1]:{place.server.port} {place.server.host_key}\n"
    (ssh / "known_hosts").write_text(line)
    open_storage(place.record(folder, hostKey=""), place.secrets).check()
    open_storage(place.record(folder, hostKey=line), place.secrets).check()


@pytest.mark.parametrize(
    "settings", [{"hostKey": "ssh-ed25519"}, {"hostKey": "x AAAA!"}, {"port": "ssh"}, {"port": 0.1}]
)
def test_what_cannot_be_meant(place, folder, settings):
    with pytest.raises(ValidationException, match=next(iter(settings))):
        open_storage(place.record(folder, **settings), place.secrets).check()


def test_without_secrets_the_keys_of_the_user_are_offered(place, folder, ssh, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    storage = open_storage(place.record(folder), {})
    with pytest.raises(AuthenticationException, match="nothing to sign in"):
        storage.check()
    shutil.copy(place.server.key, ssh / "id_ed25519")
    subprocess.run(
        ["ssh-keygen", "-q", "-p", "-P", PASSPHRASE, "-N", "", "-f", str(ssh / "id_ed25519")], check=True
    )
    storage.check()


def test_a_protected_key_needs_its_passphrase(place, folder):
    with pytest.raises(AuthenticationException, match="protected") as caught:
        open_storage(place.record(folder), {"privateKey": place.secrets["privateKey"]}).check()
    assert "passphrase" in caught.value.remedy


def test_links(storage, root, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "f").write_bytes(b"abc")
    (root / "file").symlink_to(tmp_path / "elsewhere" / "f")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    (root / "nothing").symlink_to(tmp_path / "nothing")
    assert [(entry.path, entry.is_folder) for entry in storage.list_folder()] == [
        ("folder", True), ("file", False), ("nothing", False),
    ]  # fmt: skip
    assert storage.open("file").read() == b"abc" and storage.stat("file").size == 3
    assert [entry.path for entry in storage.walk()] == ["file", "nothing"]
    assert [entry.path for entry in storage.list_folder("folder")] == ["folder/f"]
    for name in ("folder", "file", "nothing"):
        storage.delete(name)
    assert os.listdir(root) == [] and (tmp_path / "elsewhere" / "f").exists()


def test_what_is_being_written_is_not_shown(storage, root):
    (root / ".0123456789abcdef.amlpart").write_bytes(b"half")
    assert storage.list_folder() == [] and list(storage.walk()) == []


def test_a_file_is_not_written_in_place_of_a_folder(storage, root):
    (root / "folder").mkdir()
    with pytest.raises(PathNotAllowed), storage.write("folder") as file:
        file.write(b"x")
    assert os.listdir(root) == ["folder"]


def test_the_longest_name_there_can_be(storage, root):
    with storage.write("x" * 255) as file:
        file.write(b"1")
    assert os.listdir(root) == ["x" * 255]


def test_a_folder_that_goes_away_is_not_made_again(storage, root):
    storage.check()
    root.rmdir()
    with pytest.raises(ResourceNotFound), storage.write("a/b") as file:
        file.write(b"x")
    assert not root.exists()


def test_what_changes_while_it_is_read_is_not_mixed(storage, root):
    (root / "f").write_bytes(b"1" * (10 << 20))
    reading = storage.open("f")
    assert reading.read(1) == b"1"
    (root / "f").write_bytes(b"2" * (11 << 20))
    reading.seek(9 << 20)
    with pytest.raises(PreconditionFailed):
        reading.read(1)


def test_more_at_once_than_a_connection_has_sessions(storage):
    with ExitStack() as all_of_them:
        sessions = [all_of_them.enter_context(storage._sessions.borrow()) for _ in range(14)]
        assert len({id(session) for session in sessions}) == 14
        assert len(storage._sessions._connections) == 2
        for session in sessions:
            session.normalize(".")
    with storage._sessions.borrow() as again:
        assert again in sessions


def test_a_session_that_ends_while_something_is_sent(storage):
    with pytest.raises(ServiceUnavailable, match="connection broke"), storage._asked("f") as session:
        session.get_channel().close()
        session.normalize(".")


@pytest.mark.parametrize("how", ["download", "read"])
def test_a_connection_that_dies_is_told_by_our_error_alone(tmp_path, monkeypatch, how):
    from paramiko import SFTPClient
    from paramiko.sftp import CMD_READ

    own = SftpFolder.own(tmp_path)
    ask, dead, asking, count, printed = SFTPClient._async_request, threading.Event(), [], [0], []

    def slowly(self, file, kind, *given):
        if kind == CMD_READ:
            count[0] += 1
            if count[0] > 50:  # the thread that asks ahead is in the middle of it when the connection dies
                asking.append(threading.current_thread())
                dead.wait(60)
        return ask(self, file, kind, *given)

    def cut(_):
        if not dead.is_set():
            own.cut()
            dead.set()

    monkeypatch.setattr(SFTPClient, "_async_request", slowly)
    monkeypatch.setattr(threading, "excepthook", printed.append)
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    try:
        name = own.name()
        own.make(name)
        (own.server.root / name / "f").write_bytes(bytes(20 << 20))
        storage = own.open(name)
        with pytest.raises(ServiceUnavailable, match="connection broke"):
            if how == "download":
                storage.download("f", str(tmp_path / "target"), moved=cut)
            else:
                threading.Thread(target=lambda: (until(lambda: asking), cut(0))).start()
                storage.open("f").read()
        until(lambda: asking and not asking[0].is_alive())
        gc.collect()
        assert [str(each) for each in printed] == [] and not (tmp_path / "target").exists()
    finally:
        dead.set()
        own.close()


def until(holds):
    limit = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_what_does_not_speak_ssh(place, folder, web_port):
    with pytest.raises(ServiceUnavailable, match="does not speak SFTP"):
        open_storage(place.record(folder, port=web_port), place.secrets).check()


@pytest.fixture
def web_port():
    import http.server
    import threading

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()
