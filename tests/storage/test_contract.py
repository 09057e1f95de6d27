"""What `Storage` promises, over every place there is. A place that cannot do a thing says why (`places.py`)."""

import filecmp
import json
import os
import subprocess
import sys
import textwrap
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    PathNotAllowed,
    ResourceExists,
    ResourceNotFound,
    ServiceUnavailable,
)
from amlwidgets.storage import azure_blob, azure_file, azure_transport, google, object_keys, open_storage
from tests.engine.test_full_disk import MOUNT, mounts
from tests.servers.haste import BOUND
from tests.storage.places import PLACES, PUBLIC, SOAK

pytestmark = pytest.mark.filterwarnings("ignore:Please install grpcio-status:ImportWarning")

MANY = 10_000 if SOAK >= 20 else 120  # Google deletes 100 with one request
NAMES = [
    "with space.txt", "100%.txt", "%41.txt", "a#b.txt", "what?.txt", "a&b=c+d.txt", "quote's.txt", 'quote".txt',
    "emoji-😀.txt", "ünï-漢字.txt", "e\u0301-in-two.txt", ".hidden", "[brackets]{}^~.txt", "semi;colon,@!$.txt",
    "star*.txt", "a:b.txt", "x" * 200, "folder with space/ü/.😀/a+b.txt", "..two dots", "a.amlpart.txt",
]  # fmt: skip


@pytest.fixture(
    params=[pytest.param(kind, id=kind.id, marks=pytest.mark.xdist_group(kind.fixture)) for kind in PLACES]
)
def place(request, tmp_path):
    server = request.getfixturevalue(request.param.fixture) if request.param.fixture else None
    return request.param(server, tmp_path)


@pytest.fixture(scope="module")
def owned():
    """Places whose servers tests may end, by their kind: started with the first of its tests."""
    made = {}
    yield made
    for mine in made.values():
        mine.close()


@pytest.fixture
def own(place, owned, tmp_path_factory, monkeypatch):
    """Its test brings the server to life again. What is no more is asked for less long than it may be."""
    place.needs("server")
    monkeypatch.setattr(google, "_TRY_SECONDS", 2.0)
    monkeypatch.setattr(azure_transport, "TIMES", dict.fromkeys(azure_transport.TIMES, 1))
    if place.id not in owned:
        owned[place.id] = type(place).own(tmp_path_factory.mktemp("own"))
    return owned[place.id]


@pytest.fixture
def container(place):
    name = place.name()
    place.make(name)
    return name


@pytest.fixture
def storage(place, container):
    return place.open(container)


@contextmanager
def refused(kind, given):
    """It is, in a sentence, and nothing secret is said in it or in what led to it."""
    with pytest.raises(kind) as caught:
        yield caught
    text = "".join(traceback.format_exception(type(caught.value), caught.value, caught.value.__traceback__))
    for secret in given.values():
        for line in [secret, *secret.splitlines()]:
            assert line in PUBLIC or len(line) < 12 or line not in text + repr(caught.value)
    assert caught.value.message.endswith(".") and "\n" not in caught.value.message


def put(storage, path, data=b"x", **options):
    with storage.write(path, **options) as file:
        file.write(data)


def got(storage, path):
    with storage.open(path) as file:
        return file.read()


def paths(storage, path=""):
    return [entry.path for entry in storage.walk(path)]


def listed(storage, path=""):
    return [entry.path + "/" * entry.is_folder for entry in storage.list_folder(path)]


def sparse(path, size):
    """Random where blocks begin and end, holes between."""
    with open(path, "wb") as file:
        file.truncate(size)
        for at in {0, size // 2, (8 << 20) - 1, max(size - 1000, 0)}:
            if at < size:
                file.seek(at)
                file.write(os.urandom(min(1000, size - at)))
    return str(path)


# -- lists -----------------------------------------------------------------------------------------------------------


def test_a_new_place_is_empty_and_can_be_reached(storage):
    storage.check()
    assert listed(storage) == [] and paths(storage) == []


def test_folders_come_before_files_and_by_name(storage):
    for path in ("b.txt", "a.txt", "z/1", "y/2", "y/deep/3"):
        put(storage, path, path.encode())
    assert listed(storage) == ["y/", "z/", "a.txt", "b.txt"]
    assert listed(storage, "y") == ["y/deep/", "y/2"]
    entry = storage.list_folder("y")[1]
    assert entry.size == 3 and abs(entry.modified - time.time()) < 120 and not entry.is_folder


def test_a_walk_is_sorted_by_path(storage):
    names = ["a", "ab/1", "ab/2", "ab-c", "b/a/x", "b/a.x", "b/c", "c.txt"]
    for name in names:
        put(storage, name)
    assert paths(storage) == sorted(names)
    assert paths(storage, "b") == ["b/a.x", "b/a/x", "b/c"]
    assert paths(storage, "a") == ["a"] and paths(storage, "b/c") == ["b/c"]
    assert paths(storage, "nothing") == [] and paths(storage, "b/nothing") == []


def test_what_begins_alike_is_not_the_same_folder(storage):
    for path in ("ab/1", "abc/2", "ab.txt", "a/3"):
        put(storage, path)
    assert listed(storage, "ab") == ["ab/1"] and paths(storage, "ab") == ["ab/1"]
    storage.delete("ab")
    assert paths(storage) == ["a/3", "ab.txt", "abc/2"]
    storage.delete("a")
    assert paths(storage) == ["ab.txt", "abc/2"]


def test_an_entry_changes_with_its_content(storage):
    put(storage, "f", b"one")
    before = storage.stat("f")
    assert (before.path, before.size) == ("f", 3)
    assert storage.stat("f") == before == storage.list_folder()[0] == next(iter(storage.walk()))
    put(storage, "f", b"three")
    after = storage.stat("f")
    assert after != before and after.size == 5 and (not after.etag or after.etag != before.etag)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name(place, storage, tmp_path, name):
    if set(name) & set('"\\:|<>*?'):
        place.needs("name")
    put(storage, name, name.encode())
    assert paths(storage) == [name] == [storage.stat(name).path]
    assert listed(storage, os.path.dirname(name)) == [name]
    assert got(storage, name) == name.encode()
    storage.download(name, str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == name.encode()
    storage.upload(str(tmp_path / "back"), name)
    with pytest.raises(ResourceExists):
        put(storage, name, overwrite=False)
    storage.delete(name)
    assert paths(storage) == []


def test_many_files(storage, tmp_path):
    def name(number):
        return f"many/{number % 7}/{number:05}"

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: put(storage, name(number), b"%d" % number), range(MANY)))
        assert paths(storage) == sorted(name(number) for number in range(MANY))
        assert len(listed(storage, "many")) == 7
        some = range(0, MANY, max(1, MANY // 100))
        assert list(pool.map(lambda number: got(storage, name(number)), some)) == [
            b"%d" % number for number in some
        ]
    storage.delete("many")
    assert paths(storage) == []


# -- reading and writing ---------------------------------------------------------------------------------------------


def test_reading_begins_anywhere(storage):
    data = os.urandom((4 << 20) + (8 << 20) + 7)
    put(storage, "f", data)
    with storage.open("f") as file:
        assert file.seekable() and file.read(10) == data[:10]
        for at in (len(data) - 5, 0, 5 << 20, (8 << 20) - 3):
            assert file.seek(at) == at and file.read(20) == data[at : at + 20]
        assert file.seek(-7, os.SEEK_END) == len(data) - 7 and file.read() == data[-7:]
        assert file.read() == b""
        file.seek(0)
        assert file.read() == data


def test_a_block_that_raises_leaves_all_as_it_was(place, container, storage):
    with pytest.raises(KeyError), storage.write("new/file") as file:
        file.write(b"half")
        raise KeyError
    assert paths(storage) == [] and place.left(container) == []
    put(storage, "f", b"old")
    with pytest.raises(KeyError), storage.write("f") as file:
        file.write(bytes(9 << 20))
        raise KeyError
    assert got(storage, "f") == b"old" and paths(storage) == ["f"]


def test_what_is_written_appears_when_it_is_whole(storage):
    put(storage, "f", b"old")
    with storage.write("f") as file:
        file.write(b"new")
        assert got(storage, "f") == b"old"
    assert got(storage, "f") == b"new"


def test_what_is_there_stays_without_overwrite(storage, tmp_path):
    source = sparse(tmp_path / "source", 9 << 20)
    put(storage, "f", b"old")
    moved = []
    with pytest.raises(ResourceExists):
        put(storage, "f", b"new", overwrite=False)
    with pytest.raises(ResourceExists):
        storage.upload(source, "f", overwrite=False, moved=moved.append)
    assert got(storage, "f") == b"old" and sum(moved) == 0
    storage.upload(source, "g", overwrite=False)
    storage.upload(source, "f", overwrite=True)
    assert storage.stat("f").size == storage.stat("g").size == 9 << 20


def test_who_writes_a_new_file_does_not_replace_who_was_faster(place, storage, tmp_path):
    place.needs("new alone")
    source, size = sparse(tmp_path / "source", 24 << 20), 24 << 20
    with refused(ResourceExists, place.secrets):
        storage.upload(source, "f", overwrite=False, moved=half_way(size, lambda: put(storage, "f", b"first")))
    with refused(ResourceExists, place.secrets), storage.write("g", overwrite=False) as file:
        file.write(b"second")
        put(storage, "g", b"first")
    assert got(storage, "f") == got(storage, "g") == b"first" and paths(storage) == ["f", "g"]


@pytest.mark.parametrize("size", [0, 1, (8 << 20) - 1, 8 << 20, (8 << 20) + 1])
def test_a_file_comes_back_as_it_went_and_progress_adds_up(storage, tmp_path, size):
    _there_and_back(storage, tmp_path, size)


def test_a_big_file(place, storage, tmp_path):
    _there_and_back(storage, tmp_path, place.big)


def _there_and_back(storage, tmp_path, size):
    source, target, sent, fetched = sparse(tmp_path / "source", size), tmp_path / "new" / "back", [], []
    storage.upload(source, "folder/f", moved=sent.append)
    storage.download("folder/f", str(target), moved=fetched.append)
    assert filecmp.cmp(source, target, shallow=False)
    assert sum(sent) == sum(fetched) == size == storage.stat("folder/f").size
    assert size < 9 << 20 or min(len(sent), len(fetched)) > 1
    assert os.listdir(tmp_path / "new") == ["back"]


def test_all_threads_use_one(storage, tmp_path):
    def work(number):
        name, data = f"{number}/f", os.urandom(50_000 + number)
        put(storage, name, data)
        storage.download(name, str(tmp_path / str(number)))
        with storage.open(name) as first, storage.open(name) as second:
            assert first.read() == second.read() == data == (tmp_path / str(number)).read_bytes()
        assert storage.stat(name).size == len(data)
        storage.delete(name)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(20)))
    assert paths(storage) == []


# -- deleting --------------------------------------------------------------------------------------------------------


def test_files_and_folders_are_deleted_and_the_root_is_not(storage):
    for path in ("a", "b/1", "b/c/2", "b/c/3", "d/e/4"):
        put(storage, path)
    storage.delete("a")
    storage.delete("b/c")
    assert paths(storage) == ["b/1", "d/e/4"]
    storage.delete("d")
    with pytest.raises(PathNotAllowed):
        storage.delete("")
    assert paths(storage) == ["b/1"]
    with pytest.raises(ResourceNotFound):
        storage.delete("a")


# -- what is not there -----------------------------------------------------------------------------------------------


def test_a_file_that_is_missing(place, storage, tmp_path):
    target = tmp_path / "folder" / "target"
    put(storage, "there/f")
    for ask in (storage.stat, storage.open, storage.delete, lambda path: storage.download(path, str(target))):
        for path in ("f", "there/g", "nothing/f"):
            with refused(ResourceNotFound, place.secrets):
                ask(path)
    for path in ("nothing", "there/nothing"):
        with refused(ResourceNotFound, place.secrets):
            storage.list_folder(path)
    assert not target.exists() and (not target.parent.exists() or os.listdir(target.parent) == [])
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"kept")
    with pytest.raises(ResourceNotFound):
        storage.download("f", str(target))
    assert os.listdir(target.parent) == ["target"] and target.read_bytes() == b"kept"


def test_a_folder_is_no_file(storage, tmp_path):
    put(storage, "folder/f")
    for ask in (storage.stat, storage.open, lambda path: storage.download(path, str(tmp_path / "t"))):
        with pytest.raises(ResourceNotFound):
            ask("folder")
    assert os.listdir(tmp_path) != ["t"]


def test_a_container_that_is_missing(place):
    storage = place.open(place.name())
    for ask in (storage.check, storage.list_folder, lambda: storage.list_folder("a")):
        with refused(ResourceNotFound, place.secrets):
            ask()
    place.needs("missing")
    for ask in (
        lambda: list(storage.walk()),
        lambda: list(storage.walk("a")),
        lambda: storage.stat("a"),
        lambda: put(storage, "a"),
        lambda: put(storage, "a/b", bytes(9 << 20), overwrite=False),
    ):
        with refused(ResourceNotFound, place.secrets):
            ask()


def test_what_is_missing_can_be_made(place):
    place.needs("missing")
    name = place.name()
    storage = place.open(name)
    storage.make()
    put(storage, "f")
    storage.make()
    assert paths(place.open(name)) == ["f"]


# -- who asks --------------------------------------------------------------------------------------------------------


def test_wrong_credentials(place, tmp_path):
    place.needs("wrong")
    count = 0
    for record, given in place.wrong(tmp_path):
        storage = open_storage(record, given)
        for ask in (storage.check, storage.list_folder, lambda: storage.stat("f"), lambda: put(storage, "f")):
            began = time.monotonic()
            with refused(AuthenticationException, given):
                ask()
            assert time.monotonic() - began < BOUND
        count += 1
    assert count > 1


def test_a_host_where_nothing_listens(place, closed):
    place.needs("server")
    storage = open_storage(place.record("c0", **place.at(closed)), place.secrets)
    began = time.monotonic()
    with refused(ServiceUnavailable, place.secrets):
        storage.check()
    assert time.monotonic() - began < BOUND


def test_a_host_that_never_answers(place, silent, hasty):
    place.needs("server")
    storage = open_storage(place.record("c0", **place.at(silent)), place.secrets)
    began = time.monotonic()
    with refused(ServiceUnavailable, place.secrets):
        storage.check()
    assert time.monotonic() - began < BOUND


# -- what ends half way ----------------------------------------------------------------------------------------------


class Stop(Exception):
    """Raised half way."""


def half_way(size, do):
    """For `moved`: does it once, when half of so many bytes are moved."""
    lock, done = threading.Lock(), [0]

    def moved(count):
        with lock:
            before, done[0] = done[0], done[0] + count
        if before < size // 2 <= done[0]:
            do()

    return moved


def stop():
    raise Stop


def test_an_upload_that_is_canceled_leaves_nothing(place, container, storage, tmp_path):
    source = sparse(tmp_path / "source", 24 << 20)
    with pytest.raises(Stop):
        storage.upload(source, "folder/f", moved=half_way(24 << 20, stop))
    assert paths(storage) == [] and place.left(container) == []
    put(storage, "folder/f", b"old")
    with pytest.raises(Stop):
        storage.upload(source, "folder/f", moved=half_way(24 << 20, stop))
    assert got(storage, "folder/f") == b"old" and listed(storage, "folder") == ["folder/f"]


def test_an_upload_in_one_request_is_canceled_within_it(place, container, storage, tmp_path):
    source, size = sparse(tmp_path / "source", 4 << 20), 4 << 20
    for there in ([], ["f"]):
        calls = iter(range(1000))
        with pytest.raises(Stop):
            storage.upload(source, "f", moved=lambda _, calls=calls: stop() if next(calls) == 3 else None)
        assert next(calls) < 8, "it is not tried again"
        assert paths(storage) == there
        if not there:
            assert place.left(container) == []
            put(storage, "f", b"old")
        assert got(storage, "f") == b"old"
    storage.upload(source, "f")
    assert storage.stat("f").size == size


def test_a_download_that_is_canceled_leaves_nothing(storage, tmp_path):
    storage.upload(sparse(tmp_path / "source", 24 << 20), "f")
    target = tmp_path / "new" / "target"
    with pytest.raises(Stop):
        storage.download("f", str(target), moved=half_way(24 << 20, stop))
    assert os.listdir(target.parent) == []
    target.write_bytes(b"old")
    with pytest.raises(Stop):
        storage.download("f", str(target), moved=half_way(24 << 20, stop))
    assert os.listdir(target.parent) == ["target"] and target.read_bytes() == b"old"
    storage.download("f", str(target))
    assert filecmp.cmp(tmp_path / "source", target, shallow=False)


def test_a_server_that_dies_during_an_upload(own, tmp_path):
    name, size = own.name(), 24 << 20
    own.make(name)
    storage, source = own.open(name), sparse(tmp_path / "source", size)
    with refused(ServiceUnavailable, own.secrets):
        storage.upload(source, "folder/f", moved=half_way(size, own.cut))
    own.revive(name)
    assert paths(storage) == []
    storage.upload(source, "folder/f")
    storage.download("folder/f", str(tmp_path / "back"))
    assert filecmp.cmp(source, tmp_path / "back", shallow=False)


def test_a_server_that_dies_during_a_download(own, tmp_path, monkeypatch):
    name, size = own.name(), own.more_than_is_ahead
    own.make(name)
    storage, target = own.open(name), tmp_path / "new" / "target"
    storage.upload(sparse(tmp_path / "source", size), "f")
    for module, constant in ((azure_blob, "BLOCK"), (azure_file, "RANGE"), (object_keys, "BLOCK")):
        monkeypatch.setattr(module, constant, 1 << 20)  # less is asked for before it is needed
    with refused(ServiceUnavailable, own.secrets):
        storage.download("f", str(target), moved=half_way(20 << 20, own.cut))
    assert os.listdir(target.parent) == []
    own.revive(name)
    put(storage, "g", b"again")
    storage.download("g", str(target))
    assert target.read_bytes() == b"again"


FULL = textwrap.dedent("""
    import json, os, sys
    from amlwidgets.resources.errors import StoreFull
    from amlwidgets.resources.records import DatastoreRecord
    from amlwidgets.storage import open_storage

    about = json.load(sys.stdin)
    storage = open_storage(DatastoreRecord(**about["record"]), about["secrets"])
    try:
        storage.download("f", "/mnt/folder/target")
    except StoreFull as error:
        json.dump([error.message, os.listdir("/mnt/folder")], sys.stdout)
""")


def test_a_disk_that_is_full(place, container, storage, tmp_path):
    if not mounts():
        pytest.skip("this system lets nobody mount a small disk")
    put(storage, "f", os.urandom(12 << 20))
    about = {"record": vars(place.record(container)), "secrets": place.secrets}
    answer = subprocess.run(
        [*MOUNT, f'mount -t tmpfs -o size=3m none /mnt && exec "{sys.executable}" -c "$FULL"'],
        input=json.dumps(about), env={**os.environ, "FULL": FULL}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    message, left = json.loads(answer.stdout)
    assert message.startswith("No room left for ") and "target" in message and left == []


# -- what some have --------------------------------------------------------------------------------------------------


def test_a_prefix_is_the_root_of_what_one_sees(place, container, storage):
    if "prefix" not in _settings(place):
        pytest.skip("only buckets have a prefix")
    below = open_storage(place.record(container, prefix="/team/data/"), place.secrets)
    put(storage, "other/f")
    put(storage, "team/data-2/f")
    below.check()
    assert listed(below) == []
    put(below, "a/f", b"in it")
    assert paths(below) == ["a/f"] and listed(below) == ["a/"] and below.stat("a/f").path == "a/f"
    assert paths(storage) == ["other/f", "team/data-2/f", "team/data/a/f"]
    assert got(below, "a/f") == b"in it"
    below.delete("a")
    assert paths(below) == [] and paths(storage) == ["other/f", "team/data-2/f"]


def _settings(place):
    from amlwidgets.storage.kinds import kind_of

    return kind_of(place.record("c0").type).settings
