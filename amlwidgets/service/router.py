"""Requests in, answers out: the one router behind the web server and the comm."""

from typing import Any, BinaryIO, ContextManager, Mapping, Optional

from amlwidgets.resources.errors import AzureMLException
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.routes import ROUTES, datastores
from amlwidgets.service.routing import Request, Route, find
from amlwidgets.service.statuses import error_answer, refusal
from amlwidgets.service.workspaces import Opener, OpenWorkspaces

NOTHING: Mapping[str, str] = {}


class Router:
    """Answers the routes of docs/developers/protocol.md. Safe from any thread.

    `open_backend` opens a workspace by ARM id (None: the default one). With `read_only` every verb but GET is
    refused.
    """

    def __init__(self, open_backend: Optional[Opener] = None, *, read_only: bool = False) -> None:
        self.context = Context(open_backend or OpenWorkspaces(), read_only)

    def answer(self, method: str, path: str, query: Mapping[str, str] = NOTHING, body: Any = None) -> Answer:
        """Answer one request. `path` is below `amlwidgets` and percent-encoded; `body` is JSON or bytes.

        Errors of ours are answers; anything else is a fault and is raised.
        """
        try:
            verbs, parts = find(ROUTES, path)
            route = verbs.get(method)
            if route is None:
                return _no_route(method, path, sorted(verbs))
            if method != "GET":
                self.context.check_writable()
            return route.handler(self.context, Request(parts, query, body))
        except AzureMLException as error:
            return error_answer(error)

    def is_quick(self, method: str, path: str) -> bool:
        """Whether a request takes so little that a server may answer it on its event loop."""
        try:
            verbs, _ = find(ROUTES, path)
        except AzureMLException:
            return True
        route: Optional[Route] = verbs.get(method)
        return route is None or route.quick

    def upload(self, path: str, query: Mapping[str, str]) -> "Upload":
        """The PUT of a file whose body arrives piece by piece. Raises AzureMLException."""
        self.context.check_writable()
        _, parts = find(ROUTES, path)
        return Upload(self.context, Request(parts, query))


class Upload:
    """A file that is being uploaded: write into `file()`, then ask for the `answer`."""

    def __init__(self, context: Context, request: Request) -> None:
        self._context = context
        self._request = request

    def file(self) -> ContextManager[BinaryIO]:
        """The file to write into; it appears whole when the block ends without an exception."""
        return datastores.upload(self._context, self._request)

    def answer(self) -> Answer:
        """What to say when the file is there."""
        return datastores.uploaded(self._context, self._request)


def _no_route(method: str, path: str, verbs: "list[str]") -> Answer:
    if verbs:
        body = refusal("MethodNotAllowed", f"{method} is not possible here; possible: {', '.join(verbs)}.")
        return Answer(405, {"error": body}, {"Allow": ", ".join(verbs)})
    shown = path if len(path) <= 200 else path[:200] + "…"
    return Answer(404, {"error": refusal("RouteNotFound", f"There is no route {shown!r}.")})
