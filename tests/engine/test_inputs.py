"""Where the files of a dataset are: patterns, partitions, the web's cache, views."""

import os
import shutil
from datetime import datetime

import pytest

from amlwidgets.engine.inputs import globs, partitions
from amlwidgets.engine.inputs.definition import files_of
from amlwidgets.engine.inputs.files import Places
from amlwidgets.engine.inputs.views import make_copy, make_view, make_writable
from amlwidgets.resources.errors import PathNotAllowed, ServiceUnavailable, UserErrorException, ValidationException
from amlwidgets.store import files as store_files
from amlwidgets.store.web_cache import WebCache, shown

from tests.web_server import WebServer


@pytest.fixture
def web():
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def cache(tmp_path):
    return WebCache(str(tmp_path / "cache"))


class Folder(Places):
    """One folder as every datastore."""

    def __init__(self, root, here=True):
        self._root, self._here = str(root), here

    def root(self, datastore):
        return self._root if self._here else None

    def walk(self, datastore, path):
        return store_files.walk(self._root, path)

    def identity(self, datastore):
        return f"Folder {self._root}"

    def download(self, datastore, path, target, moved):
        shutil.copyfile(os.path.join(self._root, path), target)


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "store"
    for name in ("a/x.csv", "a/b/y.csv", "a/b/z.txt", "a/2020/03/w.csv", "other/x.csv", "a/[odd] é.csv"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def shown_of(sources, tree, **more):
    definition = {"kind": "file", "sources": sources, "steps": [], **more}
    return [file.shown for file in files_of(definition, Folder(tree))]


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*.csv", ["a.csv", ".csv"], ["b/a.csv", "a.csvx"]),
        ("**/*.csv", ["a.csv", "b/c/a.csv"], ["a.txt"]),
        ("**", ["a", "b/c"], []),
        ("a?.csv", ["ab.csv"], ["a.csv", "a/.csv"]),
        ("[ab]x", ["ax", "bx"], ["cx"]),
        ("[!ab]x", ["cx"], ["ax"]),
        ("a+(b).csv", ["a+(b).csv"], ["aab.csv"]),
    ],
)
def test_patterns(pattern, matching, others):
    compiled = globs.compiled(pattern)
    assert [text for text in matching + others if compiled.match(text)] == matching


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a"], ["/2020/03/w.csv", "/[odd] é.csv", "/b/y.csv", "/b/z.txt", "/x.csv"]),
        (["a/"], ["/2020/03/w.csv", "/[odd] é.csv", "/b/y.csv", "/b/z.txt", "/x.csv"]),
        (["a/*.csv"], ["/[odd] é.csv", "/x.csv"]),
        (["a/**/*.csv"], ["/2020/03/w.csv", "/[odd] é.csv", "/b/y.csv", "/x.csv"]),
        (["a/b/y.csv"], ["/y.csv"]),
        (["a/x.csv", "other/x.csv"], ["/a/x.csv", "/other/x.csv"]),
        (["a/b/y.csv", "a/b/z.txt"], ["/y.csv", "/z.txt"]),
    ],
)
def test_files_of_a_datastore_and_their_paths_in_the_dataset(tree, paths, expected):
    assert shown_of([{"datastore": "d", "path": path} for path in paths], tree) == expected


def test_the_same_path_of_two_places_stays_apart(tree):
    sources = [{"datastore": "d", "path": "a/x.csv"}, {"path": str(tree / "other" / "x.csv")}]
    assert shown_of(sources, tree) == ["/d/x.csv", "/local/x.csv"]


@pytest.mark.parametrize("path", ["missing", "a/*.parquet", "A/x.csv"])
def test_nothing_at_a_path(tree, path):
    with pytest.raises(UserErrorException, match="no files at"):
        shown_of([{"datastore": "d", "path": path}], tree)


@pytest.mark.parametrize("path", ["../secret", "a/../../x", "/etc/passwd"])
def test_no_way_out_of_a_datastore(tree, path):
    (tree.parent / "secret").write_text("s")
    with pytest.raises(UserErrorException):
        shown_of([{"datastore": "d", "path": path}], tree)


def test_partitions_become_columns():
    form = "/{kind}/{day:yyyy/MM/dd}/*.csv"
    compiled = partitions.compiled(form)
    assert partitions.columns(compiled, "base/cats/2020/03/04/x.csv", form) == {
        "kind": "cats",
        "day": datetime(2020, 3, 4),
    }
    for path in ("cats/2020/3/4/x.csv", "cats/2020/13/04/x.csv", "x.csv"):
        with pytest.raises(UserErrorException, match="does not end with"):
            partitions.columns(compiled, path, form)


@pytest.mark.parametrize("form", ["plain.csv", "{}/x", "{a}/{a}/x"])
def test_a_partition_format_has_columns(form):
    with pytest.raises(ValidationException, match="partition_format"):
        partitions.compiled(form)


def test_the_parts_of_a_split_are_the_whole(tree):
    halves = [{"do": "sample", "seed": 7, "from": low, "to": high} for low, high in ((0.0, 0.5), (0.5, 1.0))]
    source = [{"datastore": "d", "path": "a"}]
    parts = [
        [file.shown for file in files_of({"kind": "file", "sources": source, "steps": [half]}, Folder(tree))]
        for half in halves
    ]
    assert sorted(parts[0] + parts[1]) == sorted(shown_of(source, tree)) and parts[0] and parts[1]


# -- views ---------------------------------------------------------------------------------------------------


def test_a_view_links_what_is_here_and_cannot_be_added_to(tree, tmp_path):
    found = files_of({"kind": "file", "sources": [{"datastore": "d", "path": "a"}], "steps": []}, Folder(tree))
    folder = tmp_path / "view"
    make_view(found, str(folder), Folder(tree))
    assert (folder / "b" / "y.csv").read_text() == "a/b/y.csv" and (folder / "b" / "y.csv").is_symlink()
    assert folder.stat().st_mode & 0o777 == (folder / "b").stat().st_mode & 0o777 == 0o555
    make_writable(str(folder))
    assert folder.stat().st_mode & 0o700 == 0o700


def test_what_is_elsewhere_is_linked_from_the_cache_and_a_download_is_a_copy(tree, tmp_path):
    found = files_of({"kind": "file", "sources": [{"datastore": "d", "path": "a"}], "steps": []}, Folder(tree))
    make_view(found, str(tmp_path / "afar"), Folder(tree, here=False))
    make_copy(found, str(tmp_path / "copy"), Folder(tree))
    for name, mode, links in (("afar", 0o444, 2), ("copy", 0o644, 1)):
        copied = tmp_path / name / "[odd] é.csv"
        assert copied.read_text() == "a/[odd] é.csv" and not copied.is_symlink()
        assert (copied.stat().st_mode & 0o444, copied.stat().st_nlink) == (mode & 0o444, links)
        assert bool(copied.stat().st_mode & 0o200) is (name == "copy")
    make_writable(str(tmp_path / "afar"))
    assert not [name for _, _, names in os.walk(tmp_path) for name in names if name.endswith(".amlpart")]


# -- the web -------------------------------------------------------------------------------------------------


def test_a_file_is_sent_once_per_content(web, cache):
    url = web.file("/data.csv", b"one", etag='"1"')
    first = cache.fetch(url)
    assert cache.fetch(url) == first and open(first, "rb").read() == b"one"
    assert web.asked[1][1]["If-None-Match"] == '"1"'
    web.file("/data.csv", b"two", etag='"2"')
    second = cache.fetch(url)
    # Who reads the old one goes on reading it.
    assert open(second, "rb").read() == b"two" and open(first, "rb").read() == b"one"


def test_a_server_that_is_gone_leaves_the_copy(cache):
    web = WebServer()
    url = web.file("/data.csv", b"one")
    path = cache.fetch(url)
    web.close()
    with pytest.warns(UserWarning, match="earlier download"):
        assert cache.fetch(url) == path
    with pytest.raises(ServiceUnavailable, match="could not be read"):
        cache.fetch(url + "x")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://h/x", "http://", "http://h/a b", "nothing", "http://[x/", "http://u:p@h/x"],
)
def test_only_the_web_is_asked(cache, url):
    with pytest.raises(UserErrorException, match="no address"):
        cache.fetch(url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x"])
def test_a_redirect_leads_nowhere_else(web, cache, target):
    with pytest.raises(UserErrorException):
        cache.fetch(web.redirect("/r", target))


def test_redirects_are_followed_and_end(web, cache):
    web.file("/data.csv", b"one")
    assert open(cache.fetch(web.redirect("/r", web.url("/data.csv"))), "rb").read() == b"one"
    with pytest.raises((UserErrorException, ServiceUnavailable)):
        cache.fetch(web.redirect("/round", web.url("/round")))


def test_half_a_file_is_none(web, cache, tmp_path):
    with pytest.raises(ServiceUnavailable, match="broke off after 3 of 100 bytes"):
        cache.fetch(web.file("/half", b"one", length=100))
    assert [name for _, _, names in os.walk(tmp_path / "cache") for name in names] == []


def test_more_than_the_disk_holds_is_not_begun(web, cache):
    from amlwidgets.resources.errors import StoreFull

    with pytest.raises(StoreFull):
        cache.fetch(web.file("/big", b"one", length=1 << 60))


def test_what_a_server_refuses(web, cache):
    with pytest.raises(UserErrorException, match="answers 404"):
        cache.fetch(web.url("/missing?sig=secret"))
    web.answers["/busy"] = lambda handler: handler.send_error(503)
    with pytest.raises(ServiceUnavailable, match="answers 503"):
        cache.fetch(web.url("/busy"))


def test_no_secret_of_an_address_is_told_or_kept(web, cache, tmp_path):
    web.file("/data.csv", b"one", etag="e")
    cache.fetch(web.url("/data.csv?sig=planted"))
    kept = [open(os.path.join(root, name)).read() for root, _, names in os.walk(tmp_path) for name in names]
    assert len(kept) == 2 and not any("planted" in text for text in kept)
    assert shown("https://user:planted@h/x?sig=planted") == "https://h/x"
    with pytest.raises(UserErrorException) as caught:
        cache.fetch(web.url("/missing?sig=planted"))
    assert "planted" not in str(caught.value)


def test_no_address_leads_out_of_a_view(tmp_path):
    from amlwidgets.engine.inputs.files import list_files
    from amlwidgets.engine.inputs.views import inside_view

    (file,) = list_files([{"url": "http://h/../%2e%2e/%00x/a"}], Folder(tmp_path))
    assert file.shown == "/http/h/x/a"
    with pytest.raises(PathNotAllowed):
        inside_view(str(tmp_path), "/../x")
