"""Requests in, answers out: the one router behind the web server and the comm."""

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, ContextManager, Iterator, Mapping, Optional, Tuple

from amlwidgets.resources.errors import AzureMLException, ValidationException
from amlwidgets.service.answer import Answer
from amlwidgets.service.asker import Asker
from amlwidgets.service.context import Context
from amlwidgets.service.routes import ROUTES
from amlwidgets.service.routing import Request, Route, find
from amlwidgets.service.statuses import error_answer, refusal
from amlwidgets.service.workspaces import Opener, OpenWorkspaces
from amlwidgets.storage.spooled import Spool

if TYPE_CHECKING:
    from amlwidgets.service.remote.elsewhere import Elsewhere

NOTHING: Mapping[str, str] = {}


@lru_cache(maxsize=256)
def _found(path: str) -> Tuple[Mapping[str, Route], Mapping[str, str]]:
    """The routes and parts of a path. A server is asked for the same few again and again."""
    return find(ROUTES, path)


class Router:
    """Answers the routes of docs/developers/protocol.md. Safe from any thread.

    `open_backend` opens a workspace by ARM id (None: the default one). With `read_only` every verb but GET is
    refused. `elsewhere` knows the workspaces that are not on this machine.
    """

    def __init__(
        self,
        open_backend: Optional[Opener] = None,
        *,
        read_only: bool = False,
        elsewhere: "Optional[Elsewhere]" = None,
    ) -> None:
        self.context = Context(open_backend or OpenWorkspaces(), read_only, elsewhere)

    def answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] = NOTHING,
        body: Any = None,
        *,
        headers: Mapping[str, str] = NOTHING,
        base: str = "",
        asker: Optional[Asker] = None,
    ) -> Answer:
        """Answer one request. `path` is below `amlwidgets` and percent-encoded; `body` is JSON or bytes; `base` is
        where `amlwidgets` is for whom asks. What takes long ends soon when the `asker` leaves.

        Errors of ours are answers; anything else is a fault and is raised.
        """
        try:
            verbs, parts = _found(path)
        except AzureMLException as error:
            return error_answer(error)
        route = verbs.get(method)
        if route is None:
            return _no_route(method, path, sorted(verbs))
        try:
            self._check_allowed(route)
            request = Request(parts, _text(query), body, headers, base, asker or Asker())
            if route.upload is not None:
                _write(route.upload(self.context, request), body)
            return route.handler(self.context, request)
        except AzureMLException as error:
            return route.refuse(error)

    def is_quick(self, method: str, path: str) -> bool:
        """Whether a request takes so little that a server may answer it on its event loop."""
        try:
            verbs, _ = _found(path)
        except AzureMLException:
            return True
        route: Optional[Route] = verbs.get(method)
        return route is None or route.quick

    def upload(
        self,
        path: str,
        query: Mapping[str, str],
        *,
        headers: Mapping[str, str] = NOTHING,
        base: str = "",
        asker: Optional[Asker] = None,
    ) -> "Upload":
        """The PUT of a file whose body arrives piece by piece. Raises AzureMLException."""
        verbs, parts = _found(path)
        route = verbs.get("PUT")
        if route is None or route.upload is None:
            raise ValidationException(f"No file can be put at {_shown(path)!r}.")
        self._check_allowed(route)
        request = Request(parts, _text(query), None, headers, base, asker or Asker())
        return Upload(
            route.upload(self.context, request), lambda: route.handler(self.context, request), request.asker
        )

    def _check_allowed(self, route: Route) -> None:
        if route.verb != "GET" and not route.reads:
            self.context.check_writable()


def _text(query: Mapping[str, str]) -> Mapping[str, str]:
    """A query that can be stored and sent on. Raises ValidationException for half of a surrogate pair in it."""
    try:
        "".join(query.values()).encode()
    except UnicodeEncodeError as error:
        raise ValidationException(f"The query is no text: {error.reason}.", error) from error
    return query


class Upload:
    """A file that is being uploaded: write into `file()`, then ask for the `answer`."""

    def __init__(self, file: ContextManager[BinaryIO], answer: Callable[[], Answer], asker: Asker) -> None:
        self._file = file
        self._answer = answer
        self._asker = asker

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """The file to write into; it appears whole when the block ends without an exception.

        What goes to a service whole is sent then; TransferCanceled when the asker leaves before it is there.
        """
        with self._file as file:
            if isinstance(file, Spool):
                file.wanted = self._asker.check
            yield file

    def answer(self) -> Answer:
        """What to say when the file is there."""
        return self._answer()


def _write(upload: ContextManager[BinaryIO], body: Any) -> None:
    """The file of a request whose bytes are at hand."""
    if not isinstance(body, bytes):
        raise ValidationException("The body is not bytes; expected the file's content as it is.")
    with upload as file:
        file.write(body)


def _no_route(method: str, path: str, verbs: "list[str]") -> Answer:
    if verbs:
        body = refusal("MethodNotAllowed", f"{method} is not possible here; possible: {', '.join(verbs)}.")
        return Answer(405, {"error": body}, {"Allow": ", ".join(verbs)})
    return Answer(404, {"error": refusal("RouteNotFound", f"There is no route {_shown(path)!r}.")})


def _shown(path: str) -> str:
    return path if len(path) <= 200 else path[:200] + "…"
