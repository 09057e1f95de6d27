"""The socket: one for each page, carrying a LiveSession."""

import asyncio
from typing import Any, Callable, Optional, Union

from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.websocket import WebSocketMixin
from jupyter_server.utils import ensure_async
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from amlwidgets.service.live.session import LiveSession
from amlwidgets_server.base import Doors

LARGEST_MESSAGE = 64 * 1024
"""Bytes of a page's message, at most: it names what it wants, it carries nothing."""


class LiveHandler(WebSocketMixin, WebSocketHandler, Doors):
    """Token or cookie, authorizer and origin are checked before the socket opens."""

    # Seconds, and sent by tornado: the mixin would read them as milliseconds and ping a second time.
    ping_interval = 30.0
    ping_timeout = 30.0
    _session: Optional[LiveSession] = None

    @property
    def max_message_size(self) -> int:
        """Tornado closes the socket on a longer one."""
        return LARGEST_MESSAGE

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the socket for who may read."""
        user = self.current_user
        if not await ensure_async(self.authorizer.is_authorized(self, user, "read", self.auth_resource)):
            raise web.HTTPError(403, "not authorized to read")
        await super().get(*args, **kwargs)

    def open(self, *_args: Any, **_kwargs: Any) -> None:
        """Begin the session; the mixin's `open` only starts pings of its own."""
        self.set_nodelay(True)
        self._session = LiveSession(self.settings["amlwidgets_feed"].hub(), self._send)

    def on_message(self, message: Union[str, bytes]) -> None:
        """A message of the page."""
        if self._session is not None:
            self._session.receive(message)

    def on_close(self) -> None:
        """The page has gone."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _send(self, message: Union[str, bytes], sent: Callable[[], None]) -> None:
        try:
            written = self.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            return
        asyncio.ensure_future(written).add_done_callback(lambda done: _sent(done, sent))


def _sent(done: "asyncio.Future[None]", sent: Callable[[], None]) -> None:
    # A socket that closed under the message is told by on_close; asking for the error keeps the log clean.
    if not done.cancelled() and done.exception() is None:
        sent()
