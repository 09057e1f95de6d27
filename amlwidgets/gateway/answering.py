"""JSON in, JSON out: the router decides."""

import asyncio
from functools import partial

from amlwidgets.gateway.replies import Replies


class Answering(Replies):
    """Answers by the router, what takes time in a thread of its own."""

    async def answer(self) -> None:
        """Answer this request."""
        method, path, query = self.request.method or "GET", self.service_path, self.query
        body = self.json_body() if method != "GET" else None
        answer = partial(
            self.router.answer,
            method,
            path,
            query,
            body,
            headers=self.request.headers,
            base=self.external_base,
            asker=self.asker,
        )
        if self.router.is_quick(method, path):
            self.send(answer())
        else:
            self.send(await asyncio.get_running_loop().run_in_executor(None, answer))
