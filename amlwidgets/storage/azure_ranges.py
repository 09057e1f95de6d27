"""One file of an Azure file share on its way: in ranges, several at once, under another name until it is whole."""

import os
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Callable, Iterator

from amlwidgets.resources.errors import PreconditionFailed, StoreException
from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.azure_errors import code_of, there_already
from amlwidgets.storage.base import Moved
from amlwidgets.storage.digest import md5
from amlwidgets.storage.ranges import AT_ONCE, Opened
from amlwidgets.storage.sending import may_end
from amlwidgets.store import files

if TYPE_CHECKING:
    from azure.storage.fileshare import ShareClient, ShareFileClient

RANGE = 4 << 20
"""Bytes; the service takes no more at once, and gives no more faster."""


def put(share: "ShareClient", path: str, file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
    """The next `size` bytes of a file, as `path`, with the folders it needs. It gets its name when it is whole.

    Raises ResourceExists without `overwrite`, and the client's errors.
    """
    from azure.core.exceptions import AzureError

    if not overwrite and share.get_file_client(path).exists():
        raise there_already(path)
    part = share.get_file_client(f"{path}.{os.urandom(4).hex()}{files.PART}")
    _with_folders(share, path, partial(part.create_file, size))
    try:
        _fill(part, file, size, moved)
        moved(0)
        part.rename_file(path, overwrite=overwrite)
    except BaseException:
        with suppress(AzureError):  # where it cannot be removed either, it stays out of sight
            part.delete_file(retry_total=0)
        raise


def _with_folders(share: "ShareClient", path: str, create: Callable[[], object]) -> None:
    """Create a file; where its folders are missing, them first."""
    from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

    try:
        create()
        return
    except ResourceNotFoundError as error:
        if code_of(error) != "ParentNotFound":
            raise
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        with suppress(ResourceExistsError):
            share.create_directory("/".join(parts[:depth]))
    create()


def _fill(part: "ShareFileClient", file: BinaryIO, size: int, moved: Moved) -> None:
    from azure.storage.fileshare import ContentSettings

    whole = md5()

    def calls() -> Iterator[Callable[[], int]]:
        for offset in range(0, size, RANGE):
            data = file.read(min(RANGE, size - offset))
            whole.update(data)
            if data:
                yield partial(_send, part, data, offset, moved)

    sent = 0
    with closing(in_order(calls(), min(AT_ONCE, size // RANGE + 1))) as lengths:
        for length in lengths:
            sent += length
            moved(length)
    if sent != size:
        raise StoreException("The file became shorter while it was sent.", remedy="Send it again.")
    part.set_http_headers(ContentSettings(content_md5=bytearray(whole.digest())))


def _send(part: "ShareFileClient", data: bytes, offset: int, moved: Moved) -> int:
    with may_end(moved):
        part.upload_range(data, offset, len(data), validate_content=True)
    return len(data)


def open_file(file: "ShareFileClient", path: str, length: int = RANGE) -> Opened:
    """Ask for a file's first bytes, and so for what it is."""
    from azure.core.exceptions import HttpResponseError

    try:
        answer = file.download_file(offset=0, length=length)
    except HttpResponseError as error:
        if error.status_code != 416:
            raise
        return Opened(path, b"", 0)  # an empty one has no first byte
    known = answer.properties
    total = int(str(known.content_range).rpartition("/")[2])
    checksum = known.content_settings.content_md5
    fetch = partial(_fetch, file, path, known.etag)
    return Opened(path, answer.readall(), total, fetch, bytes(checksum) if checksum else None)


def _fetch(file: "ShareFileClient", path: str, etag: str, offset: int, length: int) -> bytes:
    """Some bytes of a file. Raises PreconditionFailed when it is not the one of that etag any more."""
    answer = file.download_file(offset=offset, length=length)
    if answer.properties.etag != etag:
        raise PreconditionFailed(f"{path!r} was changed while it was read.")
    data: bytes = answer.readall()
    return data
