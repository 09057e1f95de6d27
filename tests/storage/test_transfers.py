"""Many files at once: whole, in order, skipped, canceled, refused, and fought over."""

import os
import signal
import threading
import time

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    PathNotAllowed,
    ServiceUnavailable,
    StoreException,
    TransferCanceled,
)
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import parallel
from amlwidgets.storage.local import LocalStorage
from amlwidgets.storage.parallel import BIG, SMALL_AT_ONCE, Observer
from amlwidgets.storage.transfers import Place, download_all, upload_all

MANY = 10_000 if os.environ.get("AMLWIDGETS_SOAK") else 500
ODD = ["a b.txt", "ü/ñ.csv", "empty", "deep/er/x", "100%.txt", "quote'\".txt", "#?&.txt", "日本/語"]


class Heard(Observer):
    """Everything that was told, in order."""

    def __init__(self):
        self.events = []
        self.sizes = []

    def begin(self, files, size):
        self.events.append(("begin", files, size))

    def started(self, transfer):
        self.events.append(("started", transfer.target))

    def done(self, transfer, count):
        self.events.append(("done", transfer.target, count))

    def skipped(self, transfer):
        self.events.append(("skipped", transfer.target))

    def moved(self, size):
        self.sizes.append(size)


@pytest.fixture
def storage(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    return LocalStorage(DatastoreRecord("s", "LocalFolder", str(folder)), {})


@pytest.fixture
def place(storage):
    return place_of(storage)


def place_of(storage, **others):
    known = {"walk": storage.walk, "upload": storage.upload, "download": storage.download}
    return Place(**{**known, **others})


@pytest.fixture
def made(tmp_path):
    """`made({name: bytes})`: (path, name) of each."""

    def make(contents):
        files = []
        for name, data in contents.items():
            path = tmp_path / "mine" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            files.append((str(path), name))
        return files

    return make


def contents(count):
    return {f"{number % 7}/{number:05}": b"%d" % number * (number % 50) for number in range(count)}


def there(storage):
    return {entry.path: storage.open(entry.path).read() for entry in storage.walk()}


def no_thread_left():
    return not [thread for thread in threading.enumerate() if thread.name == "amlwidgets-transfer"]


def parts_below(folder):
    return [name for _, _, names in os.walk(folder) for name in names if name.endswith(".amlpart")]


# -- there and back ----------------------------------------------------------------------------------------------


def test_many_files_arrive_as_they_are_and_come_back(place, storage, made, tmp_path):
    wanted = {**contents(MANY), **{name: name.encode() for name in ODD}, "empty": b"", "big": os.urandom(BIG + 1)}
    heard = Heard()
    assert upload_all(place, made(wanted), overwrite=False, observer=heard) == len(wanted)
    assert there(storage) == wanted
    assert heard.events[0] == ("begin", len(wanted), sum(map(len, wanted.values())))
    assert heard.sizes == sorted(heard.sizes) and heard.sizes[-1] == sum(map(len, wanted.values()))
    back = tmp_path / "back"
    heard = Heard()
    assert download_all(place, storage.walk(), str(back), overwrite=False, observer=heard) == len(wanted)
    assert {str(path.relative_to(back)): path.read_bytes() for path in back.rglob("*") if path.is_file()} == wanted
    assert heard.sizes[-1] == sum(map(len, wanted.values()))
    assert no_thread_left()


def test_what_is_told_is_in_the_files_order(place, made):
    gate = threading.Event()

    def upload(source, target, **others):
        if target == "a":
            assert gate.wait(60)
        place.upload(source, target, **others)
        if target == "c":
            gate.set()  # the first file is the last that is there

    heard = Heard()
    upload_all(place._replace(upload=upload), made(dict.fromkeys("abc", b"x")), overwrite=True, observer=heard)
    assert heard.events == [
        ("begin", 3, 3),
        *[event for count, name in enumerate("abc", 1) for event in (("started", name), ("done", name, count))],
    ]


def test_small_files_are_many_at_once_and_big_ones_do_not_hold_them_up(place, made):
    together = threading.Barrier(SMALL_AT_ONCE)
    small_done = threading.Event()

    def upload(source, target, **_):
        if target.startswith("big"):
            assert small_done.wait(60)
        else:
            together.wait(60)
            if target == f"small{SMALL_AT_ONCE - 1}":
                small_done.set()

    sizes = {f"big{number}": bytes(BIG) for number in range(3)}
    sizes.update({f"small{number}": b"x" for number in range(SMALL_AT_ONCE)})
    assert upload_all(place._replace(upload=upload), made(sizes), overwrite=True) == len(sizes)


def test_nothing_at_all(place):
    heard = Heard()
    assert upload_all(place, [], overwrite=False, observer=heard) == 0
    assert heard.events == [("begin", 0, 0)]


def test_what_a_client_forgets_to_tell_is_told_when_the_file_is_there(place, made):
    heard = Heard()
    mute = place._replace(upload=lambda source, target, **_: None)
    upload_all(mute, made({"a": b"123", "b": b"4567"}), overwrite=True, observer=heard)
    assert heard.sizes[-1] == 7


# -- what is there already ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 100])
def test_what_is_there_stays(place, storage, made, count):
    old = {name: b"old" for name in list(contents(count))[::2]}
    upload_all(place, made(old), overwrite=False)
    heard = Heard()
    new = made(dict.fromkeys(contents(count), b"new!"))
    assert upload_all(place, new, overwrite=False, observer=heard) == count - len(old)
    assert there(storage) == {**dict.fromkeys(contents(count), b"new!"), **old}
    assert {event[1] for event in heard.events if event[0] == "skipped"} == set(old)
    assert heard.sizes[-1] == 4 * (count - len(old))
    assert upload_all(place, new, overwrite=True) == count
    assert set(there(storage).values()) == {b"new!"}


def test_many_that_are_there_cost_one_listing(place, made):
    files = made({f"in/{name}": data for name, data in contents(100).items()})
    upload_all(place, files, overwrite=False)
    asked = []

    def walk(path):
        asked.append(path)
        return place.walk(path)

    def never(*_, **__):
        raise AssertionError

    assert upload_all(place._replace(walk=walk, upload=never), files, overwrite=False) == 0
    assert asked == ["in"]


def test_a_big_file_that_is_there_is_not_sent_in_vain(place, made):
    files = made({"in/big": bytes(BIG)})
    upload_all(place, files, overwrite=False)

    def never(*_, **__):
        raise AssertionError

    assert upload_all(place._replace(upload=never), files, overwrite=False) == 0


def test_a_listing_that_never_ends_is_left(place, made):
    looked = []

    def walk(path):
        for number in range(1_000_000):
            looked.append(number)
            yield FileEntry(f"in/other{number}", 1, 0.0)

    files = made({f"in/{number}": b"x" for number in range(50)})
    assert upload_all(place._replace(walk=walk), files, overwrite=False) == 50
    assert len(looked) <= 5001
    assert upload_all(place._replace(walk=walk), files, overwrite=False) == 0  # the store itself refuses


def test_who_may_write_and_not_list_uploads_all_the_same(place, made):
    def walk(path):
        raise AuthenticationException("not allowed to list")

    files = made(contents(50))
    assert upload_all(place._replace(walk=walk), files, overwrite=False) == 50
    assert upload_all(place._replace(walk=walk), files, overwrite=False) == 0


def test_downloads_leave_what_is_there(place, storage, made, tmp_path):
    upload_all(place, made({"a": b"a", "b": b"b"}), overwrite=False)
    back = tmp_path / "back"
    back.mkdir()
    (back / "a").write_bytes(b"mine")
    heard = Heard()
    assert download_all(place, storage.walk(), str(back), overwrite=False, observer=heard) == 1
    assert (back / "a").read_bytes() == b"mine"
    assert ("skipped", str(back / "a")) in heard.events
    assert download_all(place, storage.walk(), str(back), overwrite=True) == 2
    assert (back / "a").read_bytes() == b"a"


# -- the end before the end --------------------------------------------------------------------------------------


LONG = 60.0
"""Seconds that an upload takes, or waits for its service, when nothing ends it."""

END = parallel._END_SECONDS


@pytest.fixture
def all_waited_for(monkeypatch):
    """All threads are waited for: how soon they notice the end says more of the machine."""
    monkeypatch.setattr(parallel, "_END_SECONDS", LONG)


def for_ever(moved):
    """Tells of a byte every few milliseconds; ends with what that raises."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        time.sleep(0.005)
        moved(1)


def endless(place, begun=None):
    """Uploads that take for ever."""

    def upload(source, target, *, overwrite, moved):
        if begun is not None:
            begun.set()
        for_ever(moved)

    return place._replace(upload=upload)


def ends(call, error, **match):
    """Long before the uploads would."""
    begin = time.monotonic()
    with pytest.raises(error, **match):
        call()
    assert time.monotonic() - begin < LONG / 2
    assert no_thread_left()


def test_an_event_cancels(place, made, all_waited_for):
    cancel, begun = threading.Event(), threading.Event()
    threading.Thread(target=lambda: begun.wait(LONG) and cancel.set()).start()
    files = made(contents(100))
    ends(
        lambda: upload_all(endless(place, begun), files, overwrite=True, cancel=cancel),
        TransferCanceled,
        match="0 of 100 files were done",
    )


def test_what_the_observer_raises_cancels(place, made, all_waited_for):
    class Enough(Observer):
        def moved(self, size):
            if size:
                raise ZeroDivisionError

    files = made(contents(100))
    ends(lambda: upload_all(endless(place), files, overwrite=True, observer=Enough()), ZeroDivisionError)


def test_ctrl_c_cancels(place, made, all_waited_for):
    begun = threading.Event()

    def press():
        if begun.wait(LONG):
            os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press).start()
    files = made(contents(100))
    ends(lambda: upload_all(endless(place, begun), files, overwrite=True), KeyboardInterrupt)


def test_a_canceled_download_leaves_nothing_half(place, storage, made, tmp_path, all_waited_for):
    upload_all(place, made({"big": bytes(BIG), "other": bytes(BIG)}), overwrite=True)
    cancel, back = threading.Event(), tmp_path / "back"

    def download(source, target, *, moved):
        def told(size):
            cancel.set()
            for_ever(moved)

        place.download(source, target, moved=told)

    slow = place._replace(download=download)
    with pytest.raises(TransferCanceled):
        download_all(slow, storage.walk(), str(back), overwrite=True, cancel=cancel)
    assert not any(back.iterdir())
    assert no_thread_left()


def test_a_service_that_does_not_answer_holds_nobody(place, made, monkeypatch):
    assert END + parallel._TICK_SECONDS <= 1  # as is promised
    monkeypatch.setattr(parallel, "_END_SECONDS", 0.1)
    answer, cancel = threading.Event(), threading.Event()
    late = []

    def upload(source, target, *, overwrite, moved):
        cancel.set()
        answer.wait(LONG)
        try:
            moved(1)
        except Exception as error:
            late.append(type(error).__name__)
            raise

    files = made({"a": b"x"})
    begin = time.monotonic()
    with pytest.raises(TransferCanceled):
        upload_all(place._replace(upload=upload), files, overwrite=True, cancel=cancel)
    assert time.monotonic() - begin < LONG / 2
    answer.set()
    until = time.monotonic() + LONG
    while not no_thread_left() and time.monotonic() < until:
        time.sleep(0.01)
    assert late == ["_Stopped"]


def test_the_first_error_ends_the_rest_and_says_how_far_it_came(place, storage, made, all_waited_for):
    sent = []

    def upload(source, target, *, overwrite, moved):
        if target.endswith("00200"):
            raise ServiceUnavailable("The service is gone.", remedy="Try again.")
        if int(target[-5:]) > 200:
            for_ever(moved)
        place.upload(source, target, overwrite=overwrite, moved=moved)
        sent.append(target)

    heard = Heard()
    with pytest.raises(ServiceUnavailable, match=r"The service is gone. (\d+) of 400 files were done") as caught:
        upload_all(place._replace(upload=upload), made(contents(400)), overwrite=True, observer=heard)
    assert f"{len(sent)} of 400" in str(caught.value) and caught.value.remedy == "Try again."
    assert 200 - SMALL_AT_ONCE < len(sent) <= 200
    assert sorted(there(storage)) == sorted(sent)
    assert not parts_below(storage.local_root())
    assert no_thread_left()


def test_an_error_that_is_not_ours_is_raised_as_it_is(place, made, all_waited_for):
    def upload(*_, **__):
        raise ZeroDivisionError

    ends(
        lambda: upload_all(place._replace(upload=upload), made(contents(50)), overwrite=True),
        ZeroDivisionError,
    )


def test_files_that_are_not_there_or_cannot_be_read(place, made, tmp_path):
    with pytest.raises(StoreException, match="missing.*cannot be read"):
        upload_all(place, [(str(tmp_path / "missing"), "a")], overwrite=True)
    files = made({"a": b"x"})

    def vanished(source, target, **others):
        os.unlink(source)
        place.upload(source, target, **others)

    with pytest.raises(StoreException, match="cannot be read: No such file.* 0 of 1 files"):
        upload_all(place._replace(upload=vanished), files, overwrite=True)


# -- names -------------------------------------------------------------------------------------------------------

HOSTILE = ["../x", "/etc/passwd", "a/../../x", "a\\..\\x", "C:/x", "a//b", "a/./b", "", "a\0b"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_of_a_store_comes_to_lie_elsewhere(place, tmp_path, name):
    target = tmp_path / "deep" / "target"
    entries = [FileEntry("fine", 1, 0.0), FileEntry(name, 1, 0.0)]
    before = sorted(os.listdir(tmp_path))

    def never(*_, **__):
        raise AssertionError

    with pytest.raises(PathNotAllowed):
        download_all(place._replace(download=never), entries, str(target), overwrite=True)
    assert sorted(os.listdir(tmp_path)) == before


def test_no_file_leaves_its_store(place, made, tmp_path):
    files = made({"a": b"x"})
    with pytest.raises(PathNotAllowed):
        upload_all(place, [*files, (files[0][0], "../x")], overwrite=True)
    assert not os.listdir(tmp_path / "store")


def test_a_file_and_a_folder_of_one_name(place, tmp_path):
    """Object stores have both; a disk has not."""
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "a").write_text("a file")

    def download(source, target, **_):
        os.makedirs(os.path.dirname(target), exist_ok=True)

    entries = [FileEntry("a/b", 1, 0.0)]
    with pytest.raises(StoreException, match="cannot be written"):
        download_all(place._replace(download=download), entries, str(tmp_path / "target"), overwrite=True)
