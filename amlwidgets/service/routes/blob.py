"""The subset of blob storage that official clients use: put, in blocks or whole, read, list, metadata.

Who may come is decided before: by Jupyter's token, or by a signed URL (`service.signing`).
"""

import hashlib
import io
import re
from contextlib import contextmanager
from email.utils import formatdate
from typing import BinaryIO, Dict, Iterator, Mapping

from amlwidgets.faces.blob_list import blob_list
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceNotFound, ValidationException
from amlwidgets.service.answer import Answer, FileContent, TextContent
from amlwidgets.service.containers import Container, block_name, blocks_folder, find_container
from amlwidgets.service.context import Context
from amlwidgets.service.routing import WORKSPACE, Request, Route

_CONTAINER = f"/blob{WORKSPACE}/{{account}}/{{container}}"
_BLOB = f"{_CONTAINER}/{{path...}}"
_LARGEST_PAGE = 5000
_METADATA = "blob-metadata"
_META_HEADER = "x-ms-meta-"
_BLOCK = re.compile(rb"<(?:Latest|Uncommitted|Committed)>([^<]*)</")
_COPIED = 1024 * 1024


def get_container(context: Context, request: Request) -> Answer:
    """The list of a container's blobs (`comp=list`); without it only that it is there."""
    container = _container(context, request)
    if request.query.get("comp") != "list":
        return Answer(200, TextContent("", "application/xml"))
    text = blob_list(request.parts["container"], request.query, container.walk, _LARGEST_PAGE)
    return Answer(200, TextContent(text, "application/xml"))


def get_blob(context: Context, request: Request) -> Answer:
    """The bytes of a blob, with its metadata as headers."""
    name = request.parts["path"]
    content = FileContent.of(_container(context, request).open(name), name)
    return Answer(200, content, _headers(content) | _metadata(context, request))


def put_blob(context: Context, request: Request) -> Answer:
    """What `upload` has written; `comp=metadata` keeps the headers' names and values."""
    comp = request.query.get("comp")
    if comp == "metadata":
        _keep_metadata(context, request)
    if comp == "block":
        return Answer(201)
    name = request.parts["path"]
    with _container(context, request).open(name) as file:
        return Answer(200 if comp == "metadata" else 201, None, _headers(FileContent.of(file, name)))


@contextmanager
def upload(context: Context, request: Request) -> Iterator[BinaryIO]:
    """Where a PUT's body goes: into the blob, into one of its blocks, or into the list of its blocks."""
    container, name = _container(context, request), request.parts["path"]
    overwrite = request.headers.get("If-None-Match") != "*"
    comp = request.query.get("comp")
    if comp in (None, "block"):
        target = name if comp is None else block_name(name, request.query.get("blockid", ""))
        with container.write(target, overwrite=overwrite or comp == "block") as file:
            yield file
    elif comp in ("blocklist", "metadata"):
        body = io.BytesIO()
        yield body
        if comp == "blocklist":
            _put_together(container, name, body.getvalue(), overwrite=overwrite)
    else:
        raise ValidationException(f"comp is {comp!r}; expected block, blocklist or metadata.")


def _put_together(container: Container, name: str, blocks: bytes, *, overwrite: bool) -> None:
    # The few elements of a block list need no XML parser, and what is no parser cannot be led astray.
    with container.write(name, overwrite=overwrite) as file:
        for block in _BLOCK.findall(blocks):
            with container.open(block_name(name, block.decode("utf-8", "replace"))) as piece:
                while data := piece.read(_COPIED):
                    file.write(data)
    if _BLOCK.search(blocks):
        container.remove(blocks_folder(name))


def _container(context: Context, request: Request) -> Container:
    return find_container(context.workspace(request), request.parts["container"])


def _headers(content: FileContent) -> Dict[str, str]:
    return {
        "ETag": content.etag,
        "Last-Modified": formatdate(content.modified, usegmt=True),
        "x-ms-blob-type": "BlockBlob",
        "x-ms-version": "2021-12-02",
    }


def _metadata(context: Context, request: Request) -> Dict[str, str]:
    try:
        kept = context.workspace(request).get_asset(_METADATA, _metadata_name(request.parts))
    except ResourceNotFound:
        return {}
    return {f"{_META_HEADER}{name}": str(value) for name, value in kept.properties.items()}


def _keep_metadata(context: Context, request: Request) -> None:
    given = {
        name[len(_META_HEADER) :]: value
        for name, value in request.headers.items()
        if name.lower().startswith(_META_HEADER)
    }
    context.workspace(request).put_asset(AssetRecord(_METADATA, _metadata_name(request.parts), properties=given))


def _metadata_name(parts: Mapping[str, str]) -> str:
    return hashlib.sha256(f"{parts['container']}/{parts['path']}".encode()).hexdigest()


ROUTES = (
    Route("GET", _CONTAINER, get_container),
    Route("GET", _BLOB, get_blob, quick=True),
    Route("PUT", _BLOB, put_blob, upload=upload),
)
