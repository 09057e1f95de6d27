"""All routes with JSON answers: one handler, the router decides."""

from jupyter_server.auth.decorator import authorized
from tornado import web

from amlwidgets.gateway.answering import Answering
from amlwidgets_server.base import BaseHandler


class ArmHandler(BaseHandler, Answering):
    """One method a verb: Jupyter's `authorized` keeps the action of the first call it decorates."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Read."""
        await self.answer()

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Create or replace."""
        await self.answer()

    @web.authenticated
    @authorized
    async def patch(self) -> None:
        """Change."""
        await self.answer()

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Act."""
        await self.answer()

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Remove."""
        await self.answer()
