"""A bucket of Amazon S3, or of a service that speaks its protocol: MinIO, Ceph, R2, …"""

import threading
import zlib
from contextlib import closing
from functools import partial
from typing import Any, BinaryIO, Callable, ContextManager, Dict, Iterator, List, Tuple

from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage import s3_errors
from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.base import Moved
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.digest import md5
from amlwidgets.storage.object_keys import AT_ONCE, BLOCK, ObjectStorage, Opened, there_already
from amlwidgets.storage.sending import in_pieces, may_end

_MOST_PARTS = 10_000
_MOST_REMOVED = 1000
_TRIES = 3
_QUICKLY = {"connect_timeout": 4, "read_timeout": 4, "retries": {"total_max_attempts": 1}}
_PATIENTLY = {
    "connect_timeout": 5,
    "read_timeout": 15,
    "retries": {"mode": "standard", "total_max_attempts": _TRIES},
    "max_pool_connections": 32,
}


class S3Storage(ObjectStorage):
    """See Storage. Without secrets it signs in as boto3 does: environment, ~/.aws, the machine's role."""

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        import boto3

        super().__init__(record)
        if bool(secrets.get("accessKeyId")) != bool(secrets.get("secretAccessKey")):
            raise ValidationException("accessKeyId and secretAccessKey go together; expected both or none.")
        self._session = boto3.session.Session(
            aws_access_key_id=secrets.get("accessKeyId"),
            aws_secret_access_key=secrets.get("secretAccessKey"),
            aws_session_token=secrets.get("sessionToken"),
            region_name=record.settings.get("region") or None,
        )
        endpoint = str(record.settings.get("endpoint") or "")
        self._endpoint = endpoint if "://" in endpoint or not endpoint else f"https://{endpoint}"
        self._lock = threading.Lock()
        self._known: Any = None

    @property
    def _client(self) -> Any:
        """Made with the first request: looking for credentials may take a second."""
        with self._lock:  # a session is not safe from two threads, its clients are
            if self._known is None:
                self._known = self._new_client(_PATIENTLY)
            return self._known

    def _new_client(self, options: Dict[str, Any]) -> Any:
        from botocore.config import Config

        style = {"addressing_style": "path"} if self._endpoint else {}
        config = Config(s3=style, signature_version="s3v4", **options)
        client = self._session.client("s3", endpoint_url=self._endpoint or None, config=config)
        client.meta.events.register("before-send.s3", lambda request, **_: in_pieces(request))
        return client

    def told(self, path: str = "") -> ContextManager[None]:
        """See ObjectStorage."""
        return s3_errors.told(self.bucket, path)

    def make(self) -> None:
        """Make the bucket, if it is not there."""
        region = self._session.region_name
        place = {} if region in (None, "us-east-1") else {"LocationConstraint": region}
        with self.told():
            try:
                self._client.create_bucket(
                    Bucket=self.bucket, **({"CreateBucketConfiguration": place} if place else {})
                )
            except self._client.exceptions.BucketAlreadyOwnedByYou:
                return

    def ask(self) -> None:
        """See ObjectStorage."""
        with self._lock:
            client = self._new_client(_QUICKLY)
        with closing(client):
            client.list_objects_v2(Bucket=self.bucket, Prefix=self._prefix, MaxKeys=1)

    def keys(self, prefix: str, *, deep: bool) -> Iterator[FileEntry]:
        """See ObjectStorage."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix, **({} if deep else {"Delimiter": "/"})
        )
        for page in pages:
            for folder in page.get("CommonPrefixes", ()):
                yield FileEntry(folder["Prefix"], 0, 0.0, is_folder=True)
            for known in page.get("Contents", ()):
                yield _entry(known["Key"], known["Size"], known)

    def head(self, key: str) -> FileEntry:
        """See ObjectStorage."""
        from botocore.exceptions import ClientError

        try:
            known = self._client.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if s3_errors.status_of(error) == 404:  # it has no body that would say what is missing
                self._client.list_objects_v2(Bucket=self.bucket, Prefix=self._prefix, MaxKeys=1)
            raise
        return _entry(key, known["ContentLength"], known)

    def get(self, key: str) -> Opened:
        """See ObjectStorage."""
        opened: Opened = _tried(lambda: _Object(self._client, self.bucket, key))
        return opened

    def put(self, key: str, file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
        """See ObjectStorage."""
        from botocore.exceptions import ClientError

        if not overwrite and (size > BLOCK or self._endpoint) and self._is_there(key):
            # Saves sending much in vain; and not every server heeds the condition below.
            raise there_already(key[len(self._prefix) :])
        try:
            self._put(key, file, size, {} if overwrite else {"IfNoneMatch": "*"}, moved)
        except ClientError as error:
            if overwrite or s3_errors.status_of(error) not in (409, 412):
                raise
            raise there_already(key[len(self._prefix) :]) from None

    def _put(self, key: str, file: BinaryIO, size: int, condition: Dict[str, str], moved: Moved) -> None:
        if size > BLOCK:
            self._put_parts(key, file, size, condition, moved)
            return
        data = file.read()
        checksum = _base64(zlib.crc32(data))
        with may_end(moved):
            self._client.put_object(Bucket=self.bucket, Key=key, Body=data, ChecksumCRC32=checksum, **condition)
        moved(len(data))

    def _is_there(self, key: str) -> bool:
        from botocore.exceptions import ClientError

        try:
            self._client.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if s3_errors.status_of(error) == 404:
                return False
            raise
        return True

    def _put_parts(self, key: str, file: BinaryIO, size: int, condition: Dict[str, str], moved: Moved) -> None:
        target = {"Bucket": self.bucket, "Key": key}
        begun = self._client.create_multipart_upload(
            **target, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT"
        )
        target["UploadId"] = begun["UploadId"]
        try:
            parts, checksum = self._send_parts(target, file, size, moved)
            moved(0)
            self._client.complete_multipart_upload(
                **target,
                **condition,
                MultipartUpload={"Parts": parts},
                ChecksumType="FULL_OBJECT",
                ChecksumCRC32=checksum,
            )
        except BaseException:
            self._abort(target)
            raise

    def _send_parts(
        self, target: Dict[str, str], file: BinaryIO, size: int, moved: Moved
    ) -> Tuple[List[Dict[str, Any]], str]:
        whole, parts = 0, []
        length = max(BLOCK, -(-size // _MOST_PARTS))

        def calls() -> Iterator[Callable[[], Tuple[Dict[str, Any], int]]]:
            nonlocal whole
            for number, data in enumerate(iter(lambda: file.read(length), b""), 1):
                whole = zlib.crc32(data, whole)
                yield partial(self._send_part, target, number, data, moved)

        with closing(in_order(calls(), AT_ONCE)) as sent:
            for part, count in sent:
                parts.append(part)
                moved(count)
        return parts, _base64(whole)

    def _send_part(
        self, target: Dict[str, str], number: int, data: bytes, moved: Moved
    ) -> Tuple[Dict[str, Any], int]:
        checksum = _base64(zlib.crc32(data))
        with may_end(moved):
            answer = self._client.upload_part(**target, PartNumber=number, Body=data, ChecksumCRC32=checksum)
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumCRC32": checksum}, len(data)

    def _abort(self, target: Dict[str, str]) -> None:
        """Parts that are kept cost money. Where the service is gone, the bucket's lifecycle rule removes them."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            client = self._new_client(_QUICKLY)
            with closing(client):
                client.abort_multipart_upload(**target)
        except (BotoCoreError, ClientError):
            return

    def remove(self, keys: List[str]) -> None:
        """See ObjectStorage."""
        for begin in range(0, len(keys), _MOST_REMOVED):
            some = [{"Key": key} for key in keys[begin : begin + _MOST_REMOVED]]
            answer = self._client.delete_objects(Bucket=self.bucket, Delete={"Objects": some, "Quiet": True})
            for error in answer.get("Errors", ()):
                raise s3_errors.as_ours(error["Code"], 0, self.bucket, error["Key"][len(self._prefix) :])


class _Object(Opened):
    """See Opened."""

    def __init__(self, client: Any, bucket: str, key: str) -> None:
        answer = client.get_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        self._client = client
        self._target = {"Bucket": bucket, "Key": key, "IfMatch": answer["ETag"]}
        self.size = answer["ContentLength"]
        with closing(answer["Body"]) as body:
            self.first = body.read(BLOCK) if self.size > BLOCK else body.read()
        self._crc, self._md5 = 0, md5()
        self._expected = self._crc_expected(answer) or self._md5_expected(answer)

    @staticmethod
    def _crc_expected(answer: Dict[str, Any]) -> str:
        whole = answer.get("ChecksumType") != "COMPOSITE" and "-" not in answer.get("ChecksumCRC32", "-")
        return str(answer["ChecksumCRC32"]) if whole else ""

    @staticmethod
    def _md5_expected(answer: Dict[str, Any]) -> str:
        tag = str(answer["ETag"]).strip('"')
        is_md5 = len(tag) == 32 and answer.get("ServerSideEncryption") in (None, "AES256")
        return tag if is_md5 and "SSECustomerAlgorithm" not in answer else ""

    def fetch(self, offset: int, length: int) -> bytes:
        """See Opened."""
        part = f"bytes={offset}-{offset + length - 1}"

        def read() -> bytes:
            with closing(self._client.get_object(**self._target, Range=part)["Body"]) as body:
                data: bytes = body.read()
                return data

        fetched: bytes = _tried(read)
        return fetched

    def add(self, data: bytes) -> None:
        """See Opened."""
        if len(self._expected) == 32:
            self._md5.update(data)
        elif self._expected:
            self._crc = zlib.crc32(data, self._crc)

    def is_whole(self) -> bool:
        """See Opened."""
        return self._expected in ("", self._md5.hexdigest(), _base64(self._crc))


def _tried(read: "Callable[[], Any]") -> Any:
    """Once more where a connection broke within an answer: that is past what botocore tries again."""
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    for _ in range(_TRIES - 1):
        try:
            return read()
        except (HTTPClientError, IncompleteReadError) as error:
            if not s3_errors.broke_within(error):
                raise
    return read()


def _base64(checksum: int) -> str:
    import base64

    return base64.b64encode(checksum.to_bytes(4, "big")).decode()


def _entry(key: str, size: int, known: Dict[str, Any]) -> FileEntry:
    return FileEntry(key, size, known["LastModified"].timestamp(), etag=known["ETag"].strip('"'))
