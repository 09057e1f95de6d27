"""The bytes of files behind Jupyter's doors."""

import asyncio
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import ensure_async
from tornado import web

from amlwidgets.gateway.content import Content
from amlwidgets_server.base import BaseHandler


@web.stream_request_body
class ContentHandler(Content, BaseHandler):
    """GET streams a file, PUT streams one in, DELETE is the router's."""

    async def prepare(self, **kwargs: Any) -> None:
        """A body is taken as it arrives, long before `put` is called: so all doors are here."""
        await super().prepare(**kwargs)
        if self.request.method == "PUT":
            if not await ensure_async(
                self.authorizer.is_authorized(self, self.current_user, "write", self.auth_resource)
            ):
                raise web.HTTPError(403, "not authorized to write files")
            self.begin()

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a file or a range of it; `?download=1` as an attachment."""
        await self.send_file()

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """The body has arrived."""
        await self.put_file()

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Remove a file or folder."""
        method, path, query = "DELETE", self.service_path, self.query
        loop = asyncio.get_running_loop()
        self.send(await loop.run_in_executor(None, self.router.answer, method, path, query))

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """APIHandler's would make every answer JSON."""
        return web.RequestHandler.finish(self, *args, **kwargs)
