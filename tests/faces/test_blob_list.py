"""Lists of blobs as storage clients read them."""

import xml.etree.ElementTree as ElementTree

from amlwidgets.resources.records import FileEntry
from amlwidgets.faces.blob_list import blob_list

NAMES = ["a/1.txt", "a/2.txt", "a/b/3.txt", "z & <z>.txt"]


def listed(largest=5000, names=NAMES, **query):
    def walk(prefix):
        return [FileEntry(name, 7, 1795170000.0) for name in names if name.startswith(prefix)]

    root = ElementTree.fromstring(blob_list("data", query, walk, largest))
    blobs = [found.findtext("Name") for found in root.findall("Blobs/Blob")]
    folders = [found.findtext("Name") for found in root.findall("Blobs/BlobPrefix")]
    return blobs, folders, root.findtext("NextMarker"), root


def test_all_of_it():
    blobs, folders, marker, root = listed()
    assert (blobs, folders, marker) == (NAMES, [], "")
    assert root.findtext("Blobs/Blob/Properties/Content-Length") == "7"
    assert root.findtext("Blobs/Blob/Properties/Last-Modified") == "Fri, 20 Nov 2026 10:20:00 GMT"


def test_folders_where_there_is_a_delimiter():
    assert listed(prefix="a/", delimiter="/")[:2] == (["a/1.txt", "a/2.txt"], ["a/b/"])


def test_pages():
    first, _, marker, _ = listed(maxresults="3")
    rest, _, end, _ = listed(maxresults="3", marker=marker)
    assert (first + rest, end) == (NAMES, "")
    assert len(listed(largest=2, maxresults="9999")[0]) == 2
    assert len(listed(maxresults="no number")[0]) == 4


def test_names_that_xml_cannot_hold_are_encoded():
    root = listed(names=["a\x01\n.txt"])[3]
    name = root.find("Blobs/Blob/Name")
    assert (name.get("Encoded"), name.text) == ("true", "a%01%0A.txt")


def test_what_was_asked_for_cannot_break_the_list():
    assert listed(prefix="<x>\x00", marker="&")[0] == []
