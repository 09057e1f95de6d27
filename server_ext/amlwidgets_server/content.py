"""The bytes of files behind Jupyter's doors."""

from functools import partial
from typing import Any, BinaryIO, Callable, Optional, TypeVar

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import ensure_async
from tornado import web

from amlwidgets.gateway.content import Content
from amlwidgets.service.answer import Answer
from amlwidgets_server.base import BaseHandler
from amlwidgets_server.forward import Reaching

A = TypeVar("A")


@web.stream_request_body
class ContentHandler(Content, Reaching, BaseHandler):
    """GET streams a file, PUT streams one in, DELETE is the router's."""

    _found: Optional[Answer] = None

    async def prepare(self, **kwargs: Any) -> None:
        """A body is taken as it arrives, long before `put` is called: so all doors are here."""
        await super().prepare(**kwargs)
        if self.request.method == "PUT":
            if not await ensure_async(
                self.authorizer.is_authorized(self, self.current_user, "write", self.auth_resource)
            ):
                raise web.HTTPError(403, "not authorized to write files")
            if self.may_wait:
                await self.waited(self.begin)
            else:
                self.begin()

    async def in_thread(self, function: Callable[[], A]) -> A:
        """An upload to another machine takes none of the threads that everybody's requests are answered in."""
        return await self.waited(function) if self.may_wait else await super().in_thread(function)

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a file or a range of it; `?download=1` as an attachment."""
        if self.may_wait:
            self._found = await self.waited(super().found)
        await self.send_file()

    async def read(self, file: BinaryIO, most: int) -> bytes:
        """The next bytes, wherever they are."""
        if self._found is None:
            return await super().read(file, most)
        return await self.waited(partial(file.read, most))

    def found(self) -> Answer:
        """What is at the path; of another service it was fetched before."""
        return self._found or super().found()

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """The body has arrived."""
        await self.put_file()

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Remove a file or folder."""
        self.send(await self.in_thread(partial(self.router.answer, "DELETE", self.service_path, self.query)))

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """APIHandler's would make every answer JSON."""
        return web.RequestHandler.finish(self, *args, **kwargs)
