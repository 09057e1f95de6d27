"""Routes that a signed URL opens as well: discovery, and blobs."""

from typing import Any, Optional

from jupyter_server.auth.decorator import authorized
from jupyter_server.auth.identity import User
from tornado import web

from amlwidgets.service.answer import Answer, FileContent, TextContent
from amlwidgets_server.arm import ArmHandler
from amlwidgets_server.base import BaseHandler
from amlwidgets_server.content import ContentHandler

BEARER = User(username="signed-url")
"""Who comes with a signed URL; the server's authorizer is asked about them as about everyone."""


class SignedDoors(BaseHandler):
    """The doors are the other handlers', unless the URL is signed: then the signature alone decides, and neither
    a cookie nor an origin means anything."""

    async def prepare(self, **kwargs: Any) -> None:
        """Refuse before a body is read."""
        if "sig" not in self.request.query_arguments:
            await super().prepare(**kwargs)
            return
        verb = self.request.method or ""
        if not (self.check_host() and self.router.context.signer.allows(verb, self.service_path, self.query)):
            self.current_user = self._jupyter_current_user = None
            raise web.HTTPError(403, "the signature is not for this, or has expired")
        self.current_user = self._jupyter_current_user = BEARER


class DiscoveryHandler(ArmHandler, SignedDoors):
    """Where the services of a workspace are."""


class BlobHandler(ContentHandler, SignedDoors):
    """The bytes of blobs, and lists of them."""

    @web.authenticated
    @authorized
    async def head(self) -> None:
        """A blob's size and metadata."""
        answer = self.found()
        if not isinstance(answer.body, FileContent):
            self.send(answer)
            return
        with answer.body.file:
            self.set_file_headers(answer.body, answer.headers)
        self.set_header("Content-Length", str(answer.body.size))

    def range_header(self) -> Optional[str]:
        """Storage clients have a header of their own."""
        return self.request.headers.get("x-ms-range") or super().range_header()

    def send(self, answer: Answer) -> None:
        """Lists are XML; the code of an error also stands in a header, where storage clients look."""
        if isinstance(answer.body, TextContent):
            self.set_status(answer.status)
            self.set_header("Content-Type", answer.body.content_type)
            self.set_header("Cache-Control", "no-store")
            self.finish(answer.body.text)
            return
        if isinstance(answer.body, dict) and "error" in answer.body:
            code = answer.body["error"]["code"]
            self.set_header("x-ms-error-code", _STORAGE_CODES.get(code, code))
        super().send(answer)


_STORAGE_CODES = {"ResourceNotFound": "BlobNotFound", "ResourceExists": "BlobAlreadyExists"}
