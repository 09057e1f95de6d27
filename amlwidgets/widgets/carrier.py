"""The comm as a carrier of the protocol: what the server extension does elsewhere, done by the kernel.

docs/developers/protocol.md, Over the comm.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from amlwidgets.backend.base import Backend
from amlwidgets.resources.errors import AzureMLException, ResourceNotFound
from amlwidgets.service.answer import Answer, FileContent
from amlwidgets.service.live.hub import Hub
from amlwidgets.service.live.session import LiveSession
from amlwidgets.service.router import Router
from amlwidgets.service.statuses import error_answer, error_body
from amlwidgets.service.workspaces import only
from amlwidgets.widgets.background import background_loop
from amlwidgets.widgets.static_files import ASSETS

_log = logging.getLogger(__name__)

INTERNAL_ERROR = 500


class Send(Protocol):
    """Sends a comm message with its buffers; called on the background thread."""

    def __call__(self, content: Any, buffers: Sequence[bytes] | None = None) -> object:
        """Send it."""


class Carrier:
    """Answers one view's requests and keeps its live session, off the kernel's thread."""

    def __init__(self, backend: Backend, send: Send) -> None:
        self._send = send
        self._router = Router(only(backend))
        self._opener = only(backend)
        self._loop = background_loop()
        self._hub: Hub | None = None
        self._session: LiveSession | None = None

    def receive(self, content: Any, buffers: Sequence[Any]) -> None:
        """One message of the view; what is neither a live message nor a request is not for us."""
        if not isinstance(content, dict):
            return
        if "live" in content:
            self._loop.call_soon_threadsafe(self._take_live, content["live"])
        elif isinstance(content.get("request"), dict):
            body = bytes(buffers[0]) if buffers else content["request"].get("body")
            asyncio.run_coroutine_threadsafe(self._answer(content["request"], body), self._loop)

    def close(self) -> None:
        """The view has gone: watch nothing for it any more."""
        self._loop.call_soon_threadsafe(self._end)

    # -- on the loop's thread --------------------------------------------------------------------------------

    def _take_live(self, message: Any) -> None:
        if self._session is None:
            self._hub = Hub(self._opener, self._loop)
            self._session = LiveSession(self._hub, self._send_live)
        self._session.take(message)

    def _send_live(self, message: str | bytes, sent: Callable[[], None]) -> None:
        if isinstance(message, bytes):
            self._send({"live": None}, [message])
        else:
            self._send({"live": json.loads(message)})
        sent()

    def _end(self) -> None:
        if self._session is not None:
            self._session.close()
        if self._hub is not None:
            self._hub.close()
        self._session = self._hub = None

    async def _answer(self, request: dict[str, Any], body: Any) -> None:
        """Files are read and records changed on a worker thread: the live messages go on meanwhile."""
        status, answer_body, buffers = await asyncio.to_thread(self._perform, request, body)
        self._send({"answer": {"n": request.get("n"), "status": status, "body": answer_body}}, buffers)

    def _perform(self, request: dict[str, Any], body: Any) -> tuple[int, Any, list[bytes]]:
        try:
            answer = self._route(request, body)
            if isinstance(answer.body, FileContent):
                return answer.status, None, [_bytes(answer.body, request.get("range"))]
        except AzureMLException as error:
            answer = error_answer(error)
        except Exception as error:
            # A fault is an answer too: the view would wait for ever.
            _log.exception("a request of a view could not be answered")
            answer = Answer(INTERNAL_ERROR, {"error": error_body(error)})
        return answer.status, answer.values(), []

    def _route(self, request: dict[str, Any], body: Any) -> Answer:
        method, path = str(request.get("method")), str(request.get("path"))
        if path in ASSETS:
            return _asset(ASSETS[path])
        return self._router.answer(method, path, request.get("query") or {}, body)


def _asset(path: Path) -> Answer:
    if not path.exists():
        raise ResourceNotFound(f"{path.name} is not installed.", remedy="Reinstall amlwidgets: aml doctor")
    return Answer(200, FileContent.of(path.open("rb"), path.name))


def _bytes(content: FileContent, span: Any) -> bytes:
    """A file's bytes from the first of `span` up to, not with, the second; all of them without it."""
    with content.file as file:
        if not isinstance(span, list | tuple):
            return file.read()
        begin, end = (max(0, int(place)) for place in span)
        file.seek(begin)
        return file.read(max(0, end - begin))
