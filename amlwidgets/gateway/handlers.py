"""The gateway's handlers: its own door, behind it what the server extension has as well."""

import hmac
from typing import Any

from tornado import web

from amlwidgets.gateway.answering import Answering
from amlwidgets.gateway.content import Content
from amlwidgets.gateway.idle import Idle
from amlwidgets.gateway.tracking import MlflowShape

TOKEN = "amlwidgets_token"  # noqa: S105 (a name)
"""The application's setting that holds the workspace's token."""

IDLE = "amlwidgets_idle"
"""The application's setting that is told of each request."""

_HOSTS = ("127.0.0.1", "localhost")
_SCHEME = "bearer "


class Door(MlflowShape):
    """The workspace's token opens it, and nothing else: no cookie, no other host's name, no other origin."""

    is_known = False
    _counted = False

    def prepare(self) -> None:
        """Refuse before a body is read."""
        self._idle.begin()
        self._counted = True
        # A page somewhere whose name was made to mean this machine cannot know the token; it is not asked for it.
        if self.request.host_name not in _HOSTS:
            self.is_known = True
            raise web.HTTPError(403, "this server is no other host's")
        if not self._has_token():
            raise web.HTTPError(401)
        self.is_known = True

    def _has_token(self) -> bool:
        came = self.request.headers.get("Authorization", "")
        if not came.lower().startswith(_SCHEME):
            return False
        expected: str = self.settings[TOKEN]
        return hmac.compare_digest(came[len(_SCHEME) :].strip().encode(), expected.encode())

    @property
    def _idle(self) -> Idle:
        found: Idle = self.settings[IDLE]
        return found

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Who is refused is told so; the engine's log is not for strangers to fill."""
        if not isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)

    def on_finish(self) -> None:
        """The answer is sent."""
        super().on_finish()
        self._leave()

    def on_connection_close(self) -> None:
        """Nobody waits for it any more; of a body that stays away there is no end to come."""
        super().on_connection_close()
        self._leave()

    def _leave(self) -> None:
        if self._counted:
            self._counted = False
            self._idle.done()


class TrackingHandler(Door, Answering):
    """Experiments, runs and what is logged to them."""

    async def get(self) -> None:
        """Read."""
        await self.answer()

    async def post(self) -> None:
        """Act."""
        await self.answer()

    async def patch(self) -> None:
        """Change."""
        await self.answer()


@web.stream_request_body
class ArtifactHandler(Door, Content):
    """The bytes of artifacts."""

    def prepare(self) -> None:
        """A body is taken as it arrives, long before `put` is called."""
        super().prepare()
        if self.request.method == "PUT":
            self.begin()

    async def get(self) -> None:
        """Send a file or a range of it."""
        await self.send_file()

    async def put(self) -> None:
        """The body has arrived."""
        await self.put_file()


class NothingHandler(Door):
    """Every other path."""

    def prepare(self) -> None:
        """Nobody is told more without the token."""
        super().prepare()
        raise web.HTTPError(404, "there is no such route here")
