"""Requests for workspaces that are elsewhere: passed on or answered by the router, never on the event loop."""

import asyncio
import re
from contextlib import ExitStack
from functools import cached_property, partial
from typing import Any, Callable, Dict, Mapping, TypeVar

from tornado.iostream import StreamClosedError

from amlwidgets.gateway.answering import Answering
from amlwidgets.gateway.replies import Replies
from amlwidgets.resources.records import WorkspaceRecord
from amlwidgets.service.links import Links
from amlwidgets.service.remote.elsewhere import Elsewhere
from amlwidgets.service.remote.forwarding import Forwarded, Forwarder

A = TypeVar("A")

ELSEWHERE = "amlwidgets_elsewhere"
"""The application's setting that holds the workspaces elsewhere."""

_READS = ("GET", "HEAD")
_FILES = re.compile(
    r"/datastores/[^/]+/(?:content|files|check|preview)(?:/|$)|/datasets/[^/]+/versions/[^/]+/(?:preview|profile)$",
    re.IGNORECASE,
)
_WORKSPACE_PARTS = 8


class Reaching(Replies):
    """What handlers need to reach other services."""

    @property
    def elsewhere(self) -> Elsewhere:
        """The workspaces that are not on this machine."""
        return self.settings[ELSEWHERE]  # type: ignore[no-any-return]

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the request is for a workspace that is not on this machine; found out once for a request."""
        return self.elsewhere.of_path(self.service_path) is not None

    @property
    def may_wait(self) -> bool:
        """Whether another machine may have to answer first: that of the workspace, or of a datastore's files."""
        return self.is_elsewhere or bool(_FILES.search(self.service_path))

    async def waited(self, function: Callable[[], A]) -> A:
        """What a function that may wait for another service returns."""
        return await asyncio.get_running_loop().run_in_executor(self.elsewhere.executor, function)

    def changed(self) -> None:
        """After a request that may have changed something elsewhere: have the live feed look there."""
        workspace = None if self.request.method in _READS else self.elsewhere.of_path(self.service_path)
        if workspace is not None:
            self.settings["amlwidgets_feed"].hurry(workspace.arm_id)


class Forwarding(Reaching, Answering):
    """Passes official clients' requests on; all others the router answers."""

    async def answer(self) -> None:
        """Answer this request."""
        if self.is_elsewhere or "api-version" in self.query:
            opener: Any = self.router.context.open
            find = partial(self.elsewhere.forwarder, self.service_path, self.query, opener)
            forwarder = await self.waited(find)
            if forwarder is not None:
                await self._forward(forwarder)
                return
        if self.may_wait:
            await self._answer_from_afar()
        else:
            await super().answer()

    async def _answer_from_afar(self) -> None:
        method, path, query = self.request.method or "GET", self.service_path, self.query
        body = self.json_body() if method != "GET" else None
        ask = partial(self.router.answer, headers=self.request.headers, base=self.external_base, asker=self.asker)
        answer = partial(ask, method, path, query, body)
        self.send(await self.waited(answer))
        self.changed()

    async def _forward(self, forwarder: Forwarder) -> None:
        if self.request.method not in _READS:
            self.router.context.check_writable()
        with ExitStack() as stack:
            await self._relay(await self.waited(partial(self._sent, stack, forwarder)))
        self.changed()

    def _sent(self, stack: ExitStack, forwarder: Forwarder) -> Forwarded:
        request = self.request
        return stack.enter_context(
            forwarder.send(
                request.method or "GET",
                self.service_path,
                request.query,
                list(request.headers.get_all()),
                request.body,
                self.external_base,
                self._urls(),
            )
        )

    def _urls(self) -> Mapping[str, str]:
        """Where the workspace's services are for who asks: here."""
        parts = self.service_path.strip("/").split("/")
        if len(parts) != _WORKSPACE_PARTS:
            return {}
        record = WorkspaceRecord(parts[7], parts[1], parts[3])
        links = Links(self.external_base, record, self.router.context.signer)
        urls: Dict[str, str] = {"discoveryUrl": links.discovery(), "mlFlowTrackingUri": links.tracking}
        return urls

    async def _relay(self, answer: Forwarded) -> None:
        self.set_status(answer.status)
        self.clear_header("Content-Type")
        for name, value in answer.headers:
            self.add_header(name, value)
        self.set_header("Cache-Control", "no-store")
        kind = self._headers.get("Content-Type", "application/json")
        while (piece := await self.waited(partial(next, answer.pieces, None))) is not None:
            self.write(piece)
            try:
                await self.flush()
            except StreamClosedError:  # who asked has gone
                return
        finish: Any = self.finish
        finish(set_content_type=kind)
