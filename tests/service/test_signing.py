"""Signed URLs: for what they were made, and for nothing else."""

from urllib.parse import parse_qsl

import pytest

from amlwidgets.service import signing
from amlwidgets.service.signing import READ, WRITE, Signer

WS = "/blob/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"
CONTAINER = f"{WS}/storage/upload-1"
BLOB = f"{CONTAINER}/code/train.py"


@pytest.fixture
def signer():
    return Signer()


def signed(signer, path, permission, **more):
    return dict(parse_qsl(signer.sign(path, permission, **more)))


def test_reading_one_path(signer):
    query = signed(signer, BLOB, READ)
    assert signer.allows("GET", BLOB, query) and signer.allows("HEAD", BLOB, query)
    for verb, path in (("PUT", BLOB), ("GET", BLOB + "x"), ("GET", f"{BLOB}/x"), ("GET", CONTAINER)):
        assert not signer.allows(verb, path, query), (verb, path)


def test_writing_into_one_container(signer):
    query = signed(signer, CONTAINER, WRITE, below=True)
    assert signer.allows("PUT", BLOB, query) and signer.allows("HEAD", BLOB, query)
    for verb, path in (
        ("GET", BLOB),
        ("DELETE", BLOB),
        ("PUT", BLOB.replace("upload-1", "upload-2")),
        ("PUT", BLOB.replace("upload-1", "upload-10")),
        ("PUT", BLOB.replace("/workspaces/w/", "/workspaces/v/")),
        ("PUT", BLOB.replace("upload-1/code", "upload-1%2Fcode")),
        ("PUT", "/discovery" + BLOB),
    ):
        assert not signer.allows(verb, path, query), (verb, path)


def test_a_path_may_be_encoded_anew(signer):
    query = signed(signer, f"{CONTAINER}/a b(1).txt", READ)
    assert signer.allows("GET", f"{CONTAINER}/a%20b%281%29.txt", query)


@pytest.mark.parametrize(
    "change",
    [{"sp": "rw"}, {"sp": "w"}, {"sr": "c"}, {"se": "99999999999"}, {"sig": ""}, {"sig": "é"}, {"sig": "0" * 64}],
)
def test_nothing_of_it_can_be_changed(signer, change):
    query = {**signed(signer, BLOB, READ), **change}
    assert not any(signer.allows(verb, BLOB, query) for verb in ("GET", "PUT", "HEAD"))


@pytest.mark.parametrize("missing", ["sp", "sr", "se", "sig"])
def test_nothing_of_it_can_be_left_out(signer, missing):
    query = signed(signer, BLOB, READ)
    del query[missing]
    assert not signer.allows("GET", BLOB, query)


def test_it_expires(signer, monkeypatch):
    query = signed(signer, BLOB, READ, minutes=10)
    later = signing.time.time() + 601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert not signer.allows("GET", BLOB, query)


def test_another_server_knows_nothing_of_it(signer):
    assert not Signer().allows("GET", BLOB, signed(signer, BLOB, READ))
