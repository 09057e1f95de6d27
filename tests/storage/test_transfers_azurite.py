"""Transfers to blob storage: to and fro, killed half-way and begun again."""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from amlwidgets.storage.azure_blob import BlobStorage
from amlwidgets.storage.transfers import Place, download_all, upload_all

pytestmark = pytest.mark.xdist_group("azurite")

ROOT = Path(__file__).parents[2]
SMALL, BIG_BYTES = 240, 32_000_000
SCRIPT = """
import json, os, sys
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.azure_blob import BlobStorage
from amlwidgets.storage.transfers import Place, upload_all

record, files = json.load(sys.stdin)
storage = BlobStorage(DatastoreRecord(**record), {"accountKey": os.environ["KEY"]})
upload_all(Place(storage.walk, storage.upload, storage.download), files, overwrite=False)
"""


@pytest.fixture
def record(azurite):
    return azurite.record(azurite.make_container(f"transfers-{os.urandom(4).hex()}"))


@pytest.fixture
def files(tmp_path):
    contents = {f"in/{number % 5}/{number}": b"%d" % number * 100 for number in range(SMALL)}
    contents["in/big"] = os.urandom(BIG_BYTES)
    for name, data in contents.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return contents


def test_an_upload_that_is_killed_leaves_nothing_half_and_goes_on(azurite, record, files, tmp_path):
    storage = BlobStorage(record, {"accountKey": azurite.key})
    place = Place(storage.walk, storage.upload, storage.download)
    named = [(str(tmp_path / "mine" / name), name) for name in files]
    os.mkfifo(tmp_path / "never")  # of which nothing can be read: it is at work until it is killed
    sender = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "KEY": azurite.key, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        text=True,
    )
    sender.stdin.write(json.dumps([asdict(record), [(str(tmp_path / "never"), "in/never"), *named]]))
    sender.stdin.close()
    until = time.monotonic() + 120
    while len(list(storage.walk("in"))) < SMALL // 8 and time.monotonic() < until:
        time.sleep(0.01)
    sender.kill()
    assert sender.wait(60) == -9, "it was still at work"
    there = {entry.path: entry.size for entry in storage.walk("in")}
    assert SMALL // 8 <= len(there) <= len(files)
    assert all(size == len(files[path]) for path, size in there.items())
    done = upload_all(place, named, overwrite=False)
    assert done >= len(files) - len(there) - 16  # what was on its way may have arrived after the look
    assert done <= len(files) - len(there)
    back = tmp_path / "back"
    assert download_all(place, storage.walk("in"), str(back), overwrite=False) == len(files)
    assert {name: (back / name).read_bytes() for name in files} == files
