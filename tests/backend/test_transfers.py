"""Files to and from another server whose connections break, whose files change, and which is really there."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from hostile import Hostile, answer  # noqa: E402

from amlwidgets.backend.rest import open_rest
from amlwidgets.backend.rest.retrying import Retries
from amlwidgets.resources.errors import ResourceExists, ServiceUnavailable
from amlwidgets.storage.transfers import download_all, upload_all
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

DATA = os.urandom(3_000_000)
ARM_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"
ONE, OTHER = '"one"', '"other"'


def backend_of(url):
    opened = open_rest(url, ARM_ID, TOKEN)
    opened.transport._retries = Retries(4, first=0.01, longest=0.05)
    return opened


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source"
    path.write_bytes(DATA)
    return str(path)


def whole(data, etag=ONE):
    return answer(200, data, ETag=etag)


def cut(data, etag=ONE):
    return answer(200, data[:1_000_000], length=len(data), ETag=etag)


class TestDownloads:
    def test_go_on_where_they_broke_off(self, tmp_path):
        moved = []

        def rest(heard):
            begin = int(heard.headers["range"].removeprefix("bytes=").removesuffix("-"))
            assert begin > 0 and heard.headers["if-range"] == ONE
            return answer(206, DATA[begin:], ETag=ONE, Content_Range=f"bytes {begin}-{len(DATA) - 1}/{len(DATA)}")

        with Hostile(cut(DATA), rest) as service:
            backend_of(service.url).download_file("d", "a", str(tmp_path / "a"), moved=moved.append)
        assert (tmp_path / "a").read_bytes() == DATA
        assert sum(moved) == len(DATA)

    def test_never_mix_two_files(self, tmp_path):
        moved, changed = [], os.urandom(2_000_000)
        with Hostile(cut(DATA), whole(changed, OTHER)) as service:
            backend_of(service.url).download_file("d", "a", str(tmp_path / "a"), moved=moved.append)
        assert (tmp_path / "a").read_bytes() == changed
        assert sum(moved) == len(changed)

    def test_that_never_end_leave_nothing(self, tmp_path):
        (tmp_path / "target").mkdir()
        with Hostile(cut(DATA), lambda _: b"") as service:
            with pytest.raises(ServiceUnavailable):
                backend_of(service.url).download_file("d", "a", str(tmp_path / "target" / "a"))
        assert not os.listdir(tmp_path / "target")


class TestUploads:
    def test_are_sent_again_whole(self, source):
        moved = []
        with Hostile(lambda _: b"", answer(503), answer(201)) as service:
            backend_of(service.url).upload_file("d", source, "a", overwrite=False, moved=moved.append)
        assert [heard.body == DATA for heard in service.heard] == [True] * 3
        assert sum(moved) == len(DATA) and min(moved) == -len(DATA)

    def test_that_had_arrived_are_no_refusal(self, source):
        """The first try broke off after its last byte; what is in the way of the second is what it left."""
        taken = answer(409, b'{"error": {"code": "ResourceExists", "message": "there is one", "remedy": ""}}')
        listed = (
            b'{"path": "", "value": [{"name": "a", "path": "a", "type": "file", "size": %d, "modified": null}]}'
        )
        with Hostile(lambda _: b"", taken, answer(200, listed % len(DATA))) as service:
            backend_of(service.url).upload_file("d", source, "a", overwrite=False)
        with Hostile(lambda _: b"", taken, answer(200, listed % 5)) as service:
            with pytest.raises(ResourceExists):
                backend_of(service.url).upload_file("d", source, "a", overwrite=False)
        with Hostile(taken) as service, pytest.raises(ResourceExists):
            backend_of(service.url).upload_file("d", source, "a", overwrite=False)


def test_many_files_to_a_server_and_back(server, tmp_path):
    arm_id = new_arm_id()
    make_workspace(server, arm_id)
    place = open_rest(server.url, arm_id, TOKEN).place("workspaceblobstore")
    wanted = {f"{number % 3}/{number}": b"%d" % number * 100 for number in range(100)}
    wanted["big"] = DATA * 4
    for name, data in wanted.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    named = [(str(tmp_path / "mine" / name), f"in/{name}") for name in wanted]
    assert upload_all(place, named, overwrite=False) == 101
    assert upload_all(place, named, overwrite=False) == 0
    back = tmp_path / "back"
    assert download_all(place, place.walk("in"), str(back), overwrite=False) == 101
    assert {name: (back / "in" / name).read_bytes() for name in wanted} == wanted
