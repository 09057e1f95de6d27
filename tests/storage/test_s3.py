"""S3 where it differs: who asks, what checksums tell, keys that other programs have made."""

import os

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    PreconditionFailed,
    ServiceUnavailable,
    ValidationException,
)
from amlwidgets.storage import open_storage
from tests.storage.places import S3

pytestmark = pytest.mark.xdist_group("moto_s3")


@pytest.fixture
def place(moto_s3, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return S3(moto_s3, tmp_path)


@pytest.fixture
def bucket(place):
    name = place.name()
    place.make(name)
    return name


@pytest.fixture
def storage(place, bucket):
    return place.open(bucket)


def test_without_secrets_the_environment_is_asked(place, bucket, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", place.secrets["accessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", place.secrets["secretAccessKey"])
    open_storage(place.record(bucket), {}).check()


def test_nobody_is_told_how_to_sign_in(place, bucket):
    with pytest.raises(AuthenticationException, match="There are no credentials") as caught:
        open_storage(place.record(bucket), {}).check()
    assert "aws configure" in caught.value.remedy


def test_half_a_key_is_none(place, bucket):
    with pytest.raises(ValidationException, match="go together"):
        open_storage(place.record(bucket), {"accessKeyId": "AKIA"})


@pytest.mark.parametrize("size", [10, 9 << 20])
def test_what_is_damaged_is_not_taken_for_whole(place, bucket, storage, tmp_path, size):
    place.server.client().put_object(
        Bucket=bucket, Key="f", Body=bytes(size), ChecksumAlgorithm="CRC32", ChecksumCRC32="AAAAAQ=="
    )
    with pytest.raises(ServiceUnavailable, match="did not arrive as it was sent"):
        storage.download("f", str(tmp_path / "folder" / "f"))
    assert not (tmp_path / "folder").exists() or os.listdir(tmp_path / "folder") == []


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256", None])
def test_what_others_have_sent_is_taken(place, bucket, storage, tmp_path, algorithm):
    from boto3.s3.transfer import TransferConfig

    source = tmp_path / "source"
    source.write_bytes(os.urandom(9 << 20))
    options = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    client = place.server.client()
    client.upload_file(str(source), bucket, "parts", ExtraArgs=options)
    client.upload_file(str(source), bucket, "one", ExtraArgs=options, Config=TransferConfig(1 << 30))
    for name in ("parts", "one"):
        storage.download(name, str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == source.read_bytes()


def test_what_is_sent_in_parts_has_a_checksum_of_the_whole(place, bucket, storage, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(os.urandom(9 << 20))
    storage.upload(str(source), "f")
    known = place.server.client().head_object(Bucket=bucket, Key="f", ChecksumMode="ENABLED")
    assert known["ChecksumType"] == "FULL_OBJECT" and "-" not in known["ChecksumCRC32"]


def test_what_changes_while_it_is_read_is_not_mixed(storage):
    for data in (b"1", b"2"):
        with storage.write("f") as file:
            file.write(data * (10 << 20))
        if data == b"1":
            reading = storage.open("f")
            assert reading.read(1) == b"1"
    reading.seek(9 << 20)
    with pytest.raises(PreconditionFailed):
        reading.read(1)


def test_keys_of_others_are_shown_as_they_are(place, bucket, storage):
    client = place.server.client()
    for key, body in (("empty/", b""), ("a//b", b"1"), ("a/b", b"2"), ("c", b"3"), ("c/d", b"4")):
        client.put_object(Bucket=bucket, Key=key, Body=body)
    assert [entry.path for entry in storage.walk()] == ["a//b", "a/b", "c", "c/d"]
    assert [(entry.path, entry.is_folder) for entry in storage.list_folder()] == [
        ("a", True), ("c", True), ("empty", True), ("c", False),
    ]  # fmt: skip
    assert storage.list_folder("empty") == []
    assert storage.open("a//b").read() == b"1"
    storage.delete("empty")
    storage.delete("c")
    assert [entry.path for entry in storage.walk()] == ["a//b", "a/b", "c/d"]
