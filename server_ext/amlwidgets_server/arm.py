"""All routes with JSON answers: one handler, the router decides."""

from jupyter_server.auth.decorator import authorized
from tornado import web

from amlwidgets_server.base import BaseHandler
from amlwidgets_server.forward import Forwarding


class ArmHandler(BaseHandler, Forwarding):
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
