"""Secrets: for their owner alone, old or new after a kill, and never followed elsewhere."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from amlwidgets.resources.errors import ResourceNotFound, StoreException, ValidationException
from amlwidgets.store.layout import Layout
from amlwidgets.store.secrets import SecretStore

SCOPE = "keyvault"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "w"
    folder.mkdir()
    return folder


@pytest.fixture
def store(root):
    return SecretStore(Layout(str(root)))


@pytest.fixture
def file(store, root):
    """The file of a secret named `key`."""
    store.set(SCOPE, "key", "PLANTED")
    return next((root / "secrets" / SCOPE).iterdir())


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def test_what_is_set_is_given_back_and_names_are_told(store):
    store.set(SCOPE, "b", "one", content_type="text/plain")
    store.set(SCOPE, "B", "two")
    store.set(SCOPE, "a/../../x é", "")
    store.set("datastore", "b", "other")
    assert [store.get(SCOPE, name) for name in ("b", "B", "a/../../x é")] == ["one", "two", ""]
    assert store.names(SCOPE) == ["B", "a/../../x é", "b"]
    assert store.describe(SCOPE, "b").content_type == "text/plain"
    store.set(SCOPE, "b", "new")
    assert store.get(SCOPE, "b") == "new"
    store.delete(SCOPE, "b")
    assert store.names(SCOPE) == ["B", "a/../../x é"]
    assert store.get("datastore", "b") == "other"


def test_what_was_never_set_is_not_found(store):
    assert store.names(SCOPE) == []
    for call in (store.get, store.describe, store.delete):
        with pytest.raises(ResourceNotFound, match="no secret 'x'"):
            call(SCOPE, "x")


@pytest.mark.parametrize(
    ("scope", "name", "value"),
    [(SCOPE, "", "v"), (SCOPE, "n" * 256, "v"), ("../up", "n", "v"), (SCOPE, "n", b"v")],
)
def test_what_cannot_be_kept_is_refused_without_its_value(store, scope, name, value):
    with pytest.raises(ValidationException) as caught:
        store.set(scope, name, value)
    assert "b'v'" not in str(caught.value)


def test_folders_and_files_are_their_owners_whatever_the_umask(store, root):
    before = os.umask(0)
    try:
        store.set(SCOPE, "key", "v")
    finally:
        os.umask(before)
    folders = [root / "secrets", root / "secrets" / SCOPE]
    assert [mode(path) for path in folders] == [0o700, 0o700]
    assert [mode(path) for path in folders[1].iterdir()] == [0o600]


def test_no_value_shows_in_a_text(store, file):
    shown = [repr(store), repr(store.describe(SCOPE, "key")), repr(store.entries(SCOPE)), file.name]
    assert not any("PLANTED" in text for text in shown)


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_open_is_not_read(store, file, bits):
    file.chmod(bits)
    with pytest.raises(StoreException, match=r"others may open it[\s\S]*chmod 600") as caught:
        store.get(SCOPE, "key")
    assert "PLANTED" not in str(caught.value)


@pytest.mark.parametrize("level", [1, 2])
def test_a_folder_that_others_may_open_is_not_used(store, file, level):
    file.parents[level - 1].chmod(0o755)
    with pytest.raises(StoreException, match=r"others may open it[\s\S]*chmod 700"):
        store.get(SCOPE, "key")
    with pytest.raises(StoreException, match="others may open it"):
        store.set(SCOPE, "key", "v")


def test_a_file_of_another_user_is_not_read(store, file, monkeypatch):
    if os.geteuid() == 0:
        os.chown(file, 65534, 65534)
    else:
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(StoreException, match="belongs to user"):
        store.get(SCOPE, "key")


def test_a_link_in_the_place_of_a_file_is_not_followed_but_replaced(store, file, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(file.read_bytes())
    elsewhere.chmod(0o600)
    file.unlink()
    file.symlink_to(elsewhere)
    with pytest.raises(StoreException, match="a link"):
        store.get(SCOPE, "key")
    before = elsewhere.read_bytes()
    store.set(SCOPE, "key", "new")
    assert store.get(SCOPE, "key") == "new"
    assert elsewhere.read_bytes() == before


@pytest.mark.parametrize("place", ["secrets", "secrets/keyvault"])
def test_a_link_in_the_place_of_a_folder_is_not_used(store, root, tmp_path, place):
    trap = tmp_path / "trap"
    (trap / SCOPE).mkdir(parents=True, mode=0o700)
    trap.chmod(0o700)
    (root / place).parent.mkdir(mode=0o700, exist_ok=True)
    (root / place).symlink_to(trap)
    with pytest.raises(StoreException, match="not a folder"):
        store.set(SCOPE, "key", "v")
    assert [path for path in trap.rglob("*") if path.is_file()] == []


def test_a_fifo_in_the_place_of_a_file_holds_nobody(store, file):
    file.unlink()
    os.mkfifo(file, 0o600)
    with pytest.raises(StoreException, match="not a file"):
        store.get(SCOPE, "key")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"name": "other", "value": "PLANTED"}']
)
def test_a_damaged_file_is_named_left_out_of_lists_and_mended_by_setting(store, file, content):
    store.set(SCOPE, "sound", "v")
    file.write_bytes(content)
    with pytest.raises(StoreException, match="damaged") as caught:
        store.get(SCOPE, "key")
    assert "PLANTED" not in str(caught.value)
    with pytest.warns(UserWarning, match="damaged"):
        assert store.names(SCOPE) == ["sound"]
    store.set(SCOPE, "key", "new")
    assert store.get(SCOPE, "key") == "new"


def test_references_are_resolved_when_they_are_read(store, tmp_path, monkeypatch):
    file = tmp_path / "token"
    store.set(SCOPE, "variable", "env:MY_TOKEN")
    store.set(SCOPE, "file", f"file:{file}")
    store.set(SCOPE, "plain", "env:not a name")
    for missing, said in (("variable", "MY_TOKEN, which is not set"), ("file", "cannot be read")):
        with pytest.raises(StoreException, match=said):
            store.get(SCOPE, missing)
    for text in ("one", "two"):
        monkeypatch.setenv("MY_TOKEN", text)
        file.write_text(f"{text}\n")
        assert (store.get(SCOPE, "variable"), store.get(SCOPE, "file")) == (text, text)
    assert store.get(SCOPE, "plain") == "env:not a name"
    file.write_bytes(b"\xff")
    with pytest.raises(StoreException, match="not text"):
        store.get(SCOPE, "file")


WRITER = """
import sys
from amlwidgets.store.layout import Layout
from amlwidgets.store.secrets import SecretStore
store, letter, turns = SecretStore(Layout(sys.argv[1])), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
while turns:
    store.set("keyvault", "shared", letter * 20000)
    store.set("keyvault", "own-" + letter, str(turns))
    turns -= 1
"""


def writer(root, letter, turns):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), letter, str(turns)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def test_several_writers_at_once_leave_one_whole_value_of_each_secret(store, root):
    store.set(SCOPE, "shared", "0" * 20000)
    processes = [writer(root, letter, 40) for letter in "abc"]
    while any(process.poll() is None for process in processes):
        assert len(set(store.get(SCOPE, "shared"))) == 1
        assert "shared" in store.names(SCOPE)
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert store.names(SCOPE) == ["own-a", "own-b", "own-c", "shared"]
    assert len(store.get(SCOPE, "shared")) == 20000


def test_a_killed_writer_leaves_the_old_value_or_the_new(store, root):
    folder = root / "secrets" / SCOPE
    store.set(SCOPE, "shared", "0" * 20000)
    for _ in range(8):
        before = store.describe(SCOPE, "shared").changed
        process = writer(root, "k", -1)
        end = time.monotonic() + 60
        while store.describe(SCOPE, "shared").changed == before:
            assert time.monotonic() < end
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert store.get(SCOPE, "shared") in ("0" * 20000, "k" * 20000)
    assert all(mode(path) == 0o600 for path in folder.iterdir())
    (folder / ".part-left").write_text("half")
    os.utime(folder / ".part-left", (0, 0))
    store.set(SCOPE, "shared", "new")
    assert not (folder / ".part-left").exists()


def test_nothing_is_left_when_a_value_cannot_be_written(store, root, monkeypatch):
    store.set(SCOPE, "key", "old")

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StoreException, match="No space left"):
        store.set(SCOPE, "key", "PLANTED")
    assert store.get(SCOPE, "key") == "old"
    assert len(list((root / "secrets" / SCOPE).iterdir())) == 1
