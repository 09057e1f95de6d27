"""One blob on its way: large ones in blocks, several at once, checked against their MD5."""

import base64
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Dict, Iterator, Optional, Tuple

from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.azure_errors import code_of, there_already
from amlwidgets.storage.base import Moved, missing, silent
from amlwidgets.storage.digest import md5
from amlwidgets.storage.ranges import Opened
from amlwidgets.storage.sending import may_end

if TYPE_CHECKING:
    from azure.storage.blob import BlobClient

BLOCK = 8 << 20
"""Bytes; a blob of no more is sent and asked for in one request."""

AT_ONCE = 8

_MOST_BLOCKS = 50_000
_COMMIT_SECONDS = 60
_TRIES = 3


def put(blob: "BlobClient", file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
    """What is left of a file of about `size` bytes, as the blob, which appears when it is whole.

    What was broken off goes on with the next call: blocks that the service has are not sent again. `moved` is told
    of them as of the others. Raises ResourceExists without `overwrite`, and the client's errors.
    """
    from azure.core.exceptions import ResourceModifiedError

    try:
        if size > BLOCK:
            _put_blocks(blob, file, size, overwrite=overwrite, moved=moved)
        else:
            data = file.read()
            with may_end(moved):
                blob.upload_blob(data, overwrite=overwrite, validate_content=True)
            moved(len(data))
    except ResourceModifiedError:
        if overwrite:
            raise
        raise there_already(blob.blob_name) from None


def _put_blocks(blob: "BlobClient", file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
    from azure.core.exceptions import HttpResponseError

    if not overwrite and blob.exists():
        raise there_already(blob.blob_name)
    begin = file.tell()
    for left in reversed(range(_TRIES)):
        try:
            _send_blocks(blob, file, size, overwrite=overwrite, moved=moved)
            return
        except HttpResponseError as error:
            # Another writer of the same name was first: its commit dropped the blocks that waited for ours.
            if code_of(error) != "InvalidBlockList" or not left:
                raise
        file.seek(begin)
        moved = silent


def _send_blocks(blob: "BlobClient", file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
    from azure.core import MatchConditions
    from azure.storage.blob import BlobBlock, ContentSettings

    waiting, whole, blocks = _waiting_blocks(blob), md5(), []
    length = max(BLOCK, -(-size // _MOST_BLOCKS))

    def calls() -> Iterator[Callable[[], Tuple[str, int]]]:
        for number, data in enumerate(iter(lambda: file.read(length), b"")):
            whole.update(data)
            yield partial(_stage, blob, number, data, waiting, moved)

    with closing(in_order(calls(), AT_ONCE)) as staged:
        for block_id, sent in staged:
            blocks.append(BlobBlock(block_id))
            moved(sent)
    condition: Dict[str, Any] = {} if overwrite else {"match_condition": MatchConditions.IfMissing}
    settings = ContentSettings(content_md5=bytearray(whole.digest()))
    moved(0)
    blob.commit_block_list(blocks, settings, read_timeout=_COMMIT_SECONDS, **condition)


def _waiting_blocks(blob: "BlobClient") -> Dict[str, int]:
    """Those that an upload which was broken off has left: their sizes by their ids."""
    from azure.core.exceptions import ResourceNotFoundError

    try:
        return {block.id: block.size for block in blob.get_block_list("uncommitted")[1]}
    except ResourceNotFoundError as error:
        if code_of(error) == "BlobNotFound":
            return {}
        raise


def _stage(blob: "BlobClient", number: int, data: bytes, waiting: Dict[str, int], moved: Moved) -> Tuple[str, int]:
    """Send a block that does not wait there already. Its id holds its MD5: blocks of another content never mix."""
    checksum = md5(data)
    block_id = f"{number:05d}-{checksum.hexdigest()}"
    if waiting.get(block_id) != len(data):
        header = {"Content-MD5": base64.b64encode(checksum.digest()).decode()}
        with may_end(moved):
            blob.stage_block(block_id, data, len(data), headers=header)
    return block_id, len(data)


def open_blob(blob: "BlobClient", length: int = BLOCK) -> Opened:
    """Ask for a blob's first bytes, and so for what it is. Raises ResourceNotFound for a folder's marker."""
    from azure.core.exceptions import HttpResponseError

    try:
        answer = blob.download_blob(0, length, decompress=False)
    except HttpResponseError as error:
        if error.status_code != 416:
            raise
        if is_marker(blob.get_blob_properties().metadata):
            raise missing(blob.blob_name) from None
        return Opened(blob.blob_name, b"", 0)  # an empty one has no first byte
    known = answer.properties
    total = int(str(known.content_range).rpartition("/")[2])
    checksum = known.content_settings.content_md5
    fetch = partial(_fetch, blob, known.etag)
    return Opened(blob.blob_name, answer.readall(), total, fetch, bytes(checksum) if checksum else None)


def _fetch(blob: "BlobClient", etag: str, offset: int, length: int) -> bytes:
    """Some bytes of a blob. Raises ResourceModifiedError when it is not the one of that etag any more."""
    from azure.core import MatchConditions

    condition: Dict[str, Any] = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
    data: bytes = blob.download_blob(offset, length, decompress=False, **condition).readall()
    return data


def is_marker(metadata: Optional[Dict[str, str]]) -> bool:
    """Whether a blob stands for a folder: those of ADLS Gen2, and of Hadoop on flat accounts."""
    return any(name.lower() == "hdi_isfolder" and value == "true" for name, value in (metadata or {}).items())
