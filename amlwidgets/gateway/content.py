"""The bytes of files, both ways, whatever their size: nothing is held in memory."""

import asyncio
import sys
from contextlib import ExitStack
from functools import partial
from typing import BinaryIO, Callable, Mapping, Optional, TypeVar
from urllib.parse import quote

from tornado import iostream, web

from amlwidgets.gateway.ranges import RangeNotSatisfiable, parse_range
from amlwidgets.gateway.replies import Replies
from amlwidgets.service.answer import Answer, FileContent
from amlwidgets.service.router import Upload

A = TypeVar("A")

PIECE = 1024 * 1024
"""Bytes that are read and sent at a time."""

SANDBOX = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A file of a run is somebody's content: shown in the browser, it gets no script and no origin of ours."""


class Content(Replies):
    """Streams files in and out; heirs check who asks, call `begin` before a body comes, then `put_file`.

    Heirs are decorated with `tornado.web.stream_request_body`.
    """

    _stack: Optional[ExitStack] = None
    _upload: Optional[Upload] = None
    _file: Optional[BinaryIO] = None

    def begin(self) -> None:
        """Open the file that the body goes to."""
        # The file goes to disk piece by piece: the server's limit for bodies in memory is no limit here.
        self.request.connection.set_max_body_size(sys.maxsize)  # type: ignore[union-attr]
        self._upload = self.router.upload(
            self.service_path,
            self.query,
            headers=self.request.headers,
            base=self.external_base,
            asker=self.asker,
        )
        self._stack = ExitStack()
        self._file = self._stack.enter_context(self._upload.file())

    async def data_received(self, chunk: bytes) -> None:
        """One piece of the body; the next comes when it is written. The disk may be slow, the server must not."""
        if self._file is not None:
            await self.in_thread(partial(self._file.write, chunk))

    async def put_file(self) -> None:
        """The body has arrived; it may have to go on to where the file belongs."""
        if self._stack is None or self._upload is None:
            raise web.HTTPError(400, "no body came")
        stack, self._stack = self._stack, None
        await self.in_thread(stack.close)
        self.send(await self.in_thread(self._upload.answer))

    async def in_thread(self, function: Callable[[], A]) -> A:
        """What a function returns that may take its time; heirs have threads for those that may take long."""
        return await asyncio.get_running_loop().run_in_executor(None, function)

    async def send_file(self) -> None:
        """Send a file or a range of it; `?download=1` as an attachment."""
        answer = self.found()
        if not isinstance(answer.body, FileContent):
            self.send(answer)
            return
        with answer.body.file:
            await self._send_content(answer.body, answer.headers)

    def found(self) -> Answer:
        """What is at the path."""
        return self.router.answer(
            "GET", self.service_path, self.query, headers=self.request.headers, base=self.external_base
        )

    def on_finish(self) -> None:
        """After an error: what was written so far goes."""
        self._discard()

    def on_connection_close(self) -> None:
        """The sender went away in the middle: what came so far goes, what is sent on is stopped."""
        self._discard()
        super().on_connection_close()

    def _discard(self) -> None:
        stack, self._stack, self._file = self._stack, None, None
        if stack is not None:
            aborted = ConnectionAbortedError("the upload ended early")
            stack.__exit__(type(aborted), aborted, None)

    async def _send_content(self, content: FileContent, headers: Mapping[str, str]) -> None:
        self.set_file_headers(content, headers)
        if self.request.headers.get("If-None-Match") == content.etag:
            self.set_status(304)
            return
        try:
            wanted = parse_range(self._range_of(content), content.size)
        except RangeNotSatisfiable:
            self.set_status(416)
            self.set_header("Content-Range", f"bytes */{content.size}")
            return
        first, end = wanted or (0, content.size)
        if wanted is not None:
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {first}-{end - 1}/{content.size}")
        self.set_header("Content-Length", str(end - first))
        await self._send_bytes(content.file, first, end)

    def range_header(self) -> Optional[str]:
        """The range that is asked for."""
        found: Optional[str] = self.request.headers.get("Range")
        return found

    def _range_of(self, content: FileContent) -> Optional[str]:
        condition = self.request.headers.get("If-Range")
        return self.range_header() if condition in (None, content.etag) else None

    def set_file_headers(self, content: FileContent, headers: Mapping[str, str]) -> None:
        """What every answer with a file, or about one, says; `headers` are the route's own."""
        self.set_header("Content-Type", content.content_type)
        self.set_header("Content-Security-Policy", SANDBOX)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Cache-Control", "private, no-cache")
        self.set_header("ETag", content.etag)
        for name, value in headers.items():
            self.set_header(name, value)
        if self.get_query_argument("download", "") in ("1", "true"):
            self.set_header("Content-Disposition", f"attachment; filename*=utf-8''{quote(content.name)}")

    async def read(self, file: BinaryIO, most: int) -> bytes:
        """The next bytes of a file of this machine; heirs may have to wait for those of others."""
        return file.read(most)

    async def _send_bytes(self, file: BinaryIO, first: int, end: int) -> None:
        file.seek(first)
        left = end - first
        while left > 0:
            piece = await self.read(file, min(PIECE, left))
            if not piece:  # cut short meanwhile: the length that was promised cannot be kept
                raise iostream.StreamClosedError
            left -= len(piece)
            self.write(piece)
            try:
                await self.flush()
            except iostream.StreamClosedError:  # the reader has seen enough
                return
