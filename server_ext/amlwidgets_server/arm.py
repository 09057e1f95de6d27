"""All routes with JSON answers: one handler, the router decides."""

import asyncio
from functools import partial

from jupyter_server.auth.decorator import authorized
from tornado import web

from amlwidgets_server.base import BaseHandler


class ArmHandler(BaseHandler):
    """One method a verb: Jupyter's `authorized` keeps the action of the first call it decorates."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Read."""
        await self._answer()

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Create or replace."""
        await self._answer()

    @web.authenticated
    @authorized
    async def patch(self) -> None:
        """Change."""
        await self._answer()

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Act."""
        await self._answer()

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Remove."""
        await self._answer()

    async def _answer(self) -> None:
        method, path, query = self.request.method or "GET", self.service_path, self.query
        body = self.json_body() if method != "GET" else None
        answer = partial(
            self.router.answer, method, path, query, body, headers=self.request.headers, base=self.external_base
        )
        if self.router.is_quick(method, path):
            self.send(answer())
        else:
            self.send(await asyncio.get_running_loop().run_in_executor(None, answer))
