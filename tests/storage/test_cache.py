"""The cache of remote files: one download per content, whole files alone, a bound that what is used is not held to."""

import multiprocessing
import os
import threading
import time
from contextlib import suppress

import pytest

from amlwidgets.resources.errors import ServiceUnavailable, StoreException, StoreFull
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import cache as cache_module
from amlwidgets.storage.cache import FileCache, default_cache, identity
from amlwidgets.store import caches


class Service:
    """Files by name, and how often each was brought."""

    def __init__(self, **files):
        self.files, self.brought = files, []

    def entry(self, name, etag="1", modified=1000.0):
        return FileEntry(name, len(self.files[name]), modified, etag=etag)

    def download(self, name):
        def download(target):
            self.brought.append(name)
            with open(target, "wb") as sink:
                sink.write(self.files[name])

        return download


@pytest.fixture
def cache(tmp_path):
    return FileCache(str(tmp_path / "cache"))


@pytest.fixture
def service():
    return Service(a=b"one", b=b"x" * 600, c=b"y" * 600)


def names(cache):
    return [name for _, _, found in os.walk(cache.root) for name in found]


def unused_since(cache, path, seconds):
    os.utime(path, (time.time() - seconds, os.stat(path).st_mtime))


def test_a_file_is_brought_once_per_content_and_cannot_be_written(cache, service):
    first = cache.fetch("s", service.entry("a"), service.download("a"))
    assert cache.fetch("s", service.entry("a", etag='"1"'), service.download("a")) == first
    assert open(first, "rb").read() == b"one" and os.stat(first).st_mode & 0o777 == 0o444
    service.files["a"] = b"two"
    second = cache.fetch("s", service.entry("a", etag="2"), service.download("a"))
    assert open(second, "rb").read() == b"two" and open(first, "rb").read() == b"one"
    assert service.brought == ["a", "a"] and len(names(cache)) == 2


def test_a_service_without_etags_is_known_by_size_and_time(cache, service):
    for modified, times in ((1000.0, 1), (1000.0, 1), (1001.0, 2)):
        cache.fetch("s", service.entry("a", etag="", modified=modified), service.download("a"))
        assert len(service.brought) == times


@pytest.mark.parametrize("damage", [b"", b"longer than before", b"two"])
def test_a_damaged_file_is_brought_again(cache, service, damage):
    path = cache.fetch("s", service.entry("a"), service.download("a"))
    os.chmod(path, 0o644)
    with open(path, "wb") as file:
        file.write(damage)
    assert open(cache.fetch("s", service.entry("a"), service.download("a")), "rb").read() == b"one"


def test_what_fails_leaves_nothing(cache, service):
    def half(target):
        with open(target, "wb") as sink:
            sink.write(b"o")

    def broken(target):
        half(target)
        raise ServiceUnavailable("gone")

    for download, words in ((half, "listed with 3"), (broken, "gone")):
        with pytest.raises(ServiceUnavailable, match=words):
            cache.fetch("s", service.entry("a"), download)
        assert names(cache) == []


def test_threads_that_want_a_file_at_once_bring_it_once(cache, service):
    slow, found = threading.Barrier(9, timeout=30), []

    def work():
        slow.wait()
        found.append(cache.fetch("s", service.entry("b"), service.download("b")))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    slow.wait()
    for thread in threads:
        thread.join(30)
    assert len(set(found)) == 1 and len(found) == 8 and service.brought == ["b"]
    assert len(names(cache)) == 1


def _fetch_in_a_process(root, log, begin):
    def download(target):
        with open(log, "a") as file:
            file.write("brought\n")
        with open(target, "wb") as sink:
            sink.write(b"one")

    begin.wait(30)
    FileCache(root).fetch("s", FileEntry("a", 3, 1000.0, etag="1"), download)


def test_processes_that_want_a_file_at_once_bring_it_once(cache, tmp_path):
    made = multiprocessing.get_context("fork")
    begin, log = made.Event(), tmp_path / "log"
    workers = [made.Process(target=_fetch_in_a_process, args=(cache.root, str(log), begin)) for _ in range(4)]
    for worker in workers:
        worker.start()
    begin.set()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0] * 4 and log.read_text() == "brought\n"


def test_those_that_were_not_used_for_longest_go_first(tmp_path, service):
    cache = FileCache(str(tmp_path / "cache"), bound=1300)
    a, b = (cache.fetch("s", service.entry(name), service.download(name)) for name in "ab")
    unused_since(cache, a, 100)
    unused_since(cache, b, 500)
    cache.fetch("s", service.entry("c"), service.download("c"))
    assert os.path.exists(a) and os.path.exists(b)  # 1203 bytes fit
    service.files["d"] = b"z" * 400
    cache.fetch("s", service.entry("d"), service.download("d"))
    assert os.path.exists(a) and not os.path.exists(b)


def test_what_is_linked_or_was_just_asked_for_stays_beyond_the_bound(tmp_path, service):
    cache = FileCache(str(tmp_path / "cache"), bound=700)
    linked = str(tmp_path / "linked")
    cache.link("s", service.entry("b"), linked, service.download("b"))
    b = cache.path_of("s", service.entry("b"))
    unused_since(cache, b, 500)
    c = cache.fetch("s", service.entry("c"), service.download("c"))
    a = cache.fetch("s", service.entry("a"), service.download("a"))
    assert os.path.samefile(b, linked) and os.path.exists(c) and os.path.exists(a)
    os.unlink(linked)
    unused_since(cache, b, 500)
    assert cache.trim() == 603 and not os.path.exists(b)


def test_a_file_that_is_removed_before_it_is_linked_is_brought_again(cache, service, tmp_path, monkeypatch):
    fetch = cache.fetch

    def fetched(*asked):
        path = fetch(*asked)
        if len(service.brought) < 2:
            os.unlink(path)
        return path

    monkeypatch.setattr(FileCache, "fetch", lambda _, *asked: fetched(*asked))
    cache.link("s", service.entry("a"), str(tmp_path / "a"), service.download("a"))
    assert (tmp_path / "a").read_bytes() == b"one" and len(service.brought) == 2
    with pytest.raises(FileNotFoundError):
        cache.link("s", service.entry("a"), str(tmp_path / "none" / "a"), service.download("a"))


def test_without_room_on_the_disk_old_files_go_and_then_it_is_told(cache, service, monkeypatch):
    old = cache.fetch("s", service.entry("b"), service.download("b"))
    unused_since(cache, old, 500)
    monkeypatch.setattr(cache_module, "has_room", lambda *_: not os.path.exists(old))
    cache.fetch("s", service.entry("a"), service.download("a"))
    assert not os.path.exists(old)
    for module in (cache_module, caches):
        monkeypatch.setattr(module, "has_room", lambda *_: False)
    with pytest.raises(StoreFull, match="No room left for c"):
        cache.fetch("s", service.entry("c"), service.download("c"))


def test_what_killed_processes_left_goes_after_a_day(cache, service):
    path = cache.fetch("s", service.entry("a"), service.download("a"))
    for age, name in ((2 * 86400, "old.new"), (60, "young.new"), (2 * 86400, "old.amlpart")):
        left = os.path.join(os.path.dirname(path), name)
        open(left, "w").close()
        os.utime(left, (time.time() - age,) * 2)
    cache.trim()
    assert sorted(names(cache)) == sorted([os.path.basename(path), "young.new"])


def test_the_bound_is_the_users(home, monkeypatch, service):
    monkeypatch.setenv("AMLWIDGETS_CACHE_BYTES", "7e2")
    cache = default_cache()
    assert cache is default_cache() and cache.root == str(home / "cache" / "files")
    b = cache.fetch("s", service.entry("b"), service.download("b"))
    unused_since(cache, b, 500)
    cache.fetch("s", service.entry("c"), service.download("c"))
    assert not os.path.exists(b)
    monkeypatch.setenv("AMLWIDGETS_CACHE_BYTES", "much")
    with pytest.raises(StoreException, match="AMLWIDGETS_CACHE_BYTES is 'much'"):
        FileCache(cache.root).fetch("s", service.entry("a"), service.download("a"))


def test_a_datastore_is_where_it_is_and_not_what_it_is_called():
    def made(name, **changed):
        kept = {"type": "AzureBlob", "path": "", "account_name": "acc", "container_name": "c", **changed}
        return identity(DatastoreRecord(name, **kept))

    assert made("one") == made("two", settings={"subscriptionId": "s"}, description="other")
    different = {
        made("one"),
        made("one", account_name="other"),
        made("one", container_name="other"),
        made("one", type="AzureFile"),
        made("one", settings={"endpoint": "127.0.0.1:1"}),
        made("one", account_name=""),
        made("two", account_name=""),
    }
    assert len(different) == 7


def test_a_link_from_another_disk_keeps_what_it_leads_to(tmp_path, service):
    cache = FileCache(str(tmp_path / "cache"), bound=1)
    other = "/dev/shm"
    if not os.path.isdir(other) or os.stat(other).st_dev == os.stat(tmp_path).st_dev:
        pytest.skip("there is one disk here")
    target = os.path.join(other, f"amlwidgets-{os.getpid()}")
    try:
        cache.link("s", service.entry("b"), target, service.download("b"))
        unused_since(cache, cache.path_of("s", service.entry("b")), 500)
        assert cache.trim() == 600 and os.path.islink(target) and open(target, "rb").read() == b"x" * 600
        os.unlink(target)
        unused_since(cache, cache.path_of("s", service.entry("b")), 500)
        (note,) = [name for name in names(cache) if name.endswith(".for")]
        os.utime(os.path.join(cache.root, "held", note), (1, 1), follow_symlinks=False)
        assert cache.trim() == 0 and names(cache) == []
    finally:
        with suppress(FileNotFoundError):
            os.unlink(target)
