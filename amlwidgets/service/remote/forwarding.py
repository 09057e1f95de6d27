"""A request of an official client, passed on as it came: what of it travels, and what of the answer."""

import json
from contextlib import contextmanager
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from amlwidgets.backend import Backend
from amlwidgets.backend.known import AZURE, KnownWorkspace
from amlwidgets.backend.rest.endpoints import ANY
from amlwidgets.resources.errors import AuthenticationException, PathNotAllowed, ServiceUnavailable
from amlwidgets.service.remote.tokens import SIGN_IN, TokenCache

DATA_PLANE = frozenset({"history", "mlflow", "data", "mferp", "artifact", "index", "metric"})
"""What begins the paths of Azure ML's own services; all others are ARM's."""

_HOP_BY_HOP = {
    *(
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
    ),
    *("transfer-encoding", "upgrade", "content-length", "host"),
}
_NOT_SENT = _HOP_BY_HOP | {
    "cookie",
    "authorization",
    "x-xsrftoken",
    "origin",
    "referer",
    "accept-encoding",
    "forwarded",
}
_NOT_RETURNED = _HOP_BY_HOP | {
    *(
        "set-cookie",
        "www-authenticate",
        "authorization",
        "content-encoding",
        "strict-transport-security",
        "server",
    ),
    *("content-security-policy", "date"),
}
_OURS_IN_QUERY = ("token", "_xsrf")
_URL_HEADERS = ("location", "azure-asyncoperation", "operation-location", "content-location")
_PASSING = (408, 429, 500, 502, 503, 504)
_ANY_OTHER = tuple(status for status in range(300, 600) if status not in _PASSING)
NOTHING: Mapping[str, str] = {}
_LARGEST_JSON = 64 * 1024 * 1024


def is_official(path: str, query: Mapping[str, str]) -> bool:
    """Whether one of Azure's own clients asks: by api-version, or for a service that our views never ask."""
    return "api-version" in query or path.lstrip("/").partition("/")[0].lower() in DATA_PLANE


class Forwarded:
    """The answer: a status, headers, and the body in pieces."""

    def __init__(self, status: int, headers: List[Tuple[str, str]], pieces: Iterable[bytes]) -> None:
        self.status = status
        self.headers = headers
        self.pieces = iter(pieces)


class Forwarder:
    """Passes requests on to the service that holds a workspace. Everything here blocks.

    Jupyter's cookies, token and cross-site marks stay here, Azure's token stays here; only the service that the
    workspace is known to be at is asked, whatever the request says.
    """

    def __init__(self, backend: Backend, workspace: KnownWorkspace, tokens: Optional[TokenCache]) -> None:
        self._backend: Any = backend
        self._workspace = workspace
        self._tokens = tokens

    @contextmanager
    def send(
        self,
        method: str,
        path: str,
        query: str,
        headers: Iterable[Tuple[str, str]],
        body: bytes,
        base: str,
        urls: Mapping[str, str] = NOTHING,
    ) -> Iterator[Forwarded]:
        """Pass one request on. `base` is where `amlwidgets` is for whom asks: URLs in the answer begin with it.
        `urls` are those of the workspace's services, by their ARM property: they lead through us as well.

        Raises AuthenticationException when nobody is signed in, ServiceUnavailable when the service does not
        answer, PathNotAllowed for a path with '..' in it.
        """
        root, audience = self._target(path)
        url = f"{root}{path}{_question(query)}"
        sent = {name: value for name, value in headers if _travels(name, _NOT_SENT)}
        with self._backend.transport.stream(
            method, url, audience=audience, content=body or None, headers=sent, allowed=_ANY_OTHER
        ) as answer:
            if answer.status_code == 401:
                raise AuthenticationException("Azure does not accept the sign-in of this server.", remedy=SIGN_IN)
            yield self._forwarded(answer, base, urls)

    def _target(self, path: str) -> Tuple[str, Optional[str]]:
        if any(part in ("..", ".") for part in path.replace("%2e", ".").replace("%2E", ".").split("/")):
            raise PathNotAllowed(f"The path {path[:200]!r} leads somewhere else.")
        if self._workspace.kind != AZURE:
            return self._backend.endpoints.base, ANY
        cloud = self._cloud()
        if path.lstrip("/").partition("/")[0].lower() not in DATA_PLANE:
            return cloud.arm, cloud.arm_audience
        return self._data_plane(), cloud.data_audience

    def _cloud(self) -> Any:
        from amlwidgets.backend.clouds import cloud_of

        return cloud_of(self._workspace.url)

    def _data_plane(self) -> str:
        """Where the workspace said that its services are, if that is a place of its cloud."""
        from amlwidgets.backend.clouds import belongs

        found = urlsplit(self._backend.endpoints.history().url)
        url = f"{found.scheme}://{found.netloc}"
        if not belongs(self._cloud(), url):
            raise ServiceUnavailable(
                f"The workspace says that its services are at {url}, which is no host of its cloud.",
                remedy="Ask who runs the workspace; nothing was sent there.",
            )
        return url

    def _forwarded(self, answer: Any, base: str, urls: Mapping[str, str]) -> Forwarded:
        headers = [(name, self._scrubbed(value)) for name, value in answer.headers.multi_items()]
        headers = [(name, value) for name, value in headers if _travels(name, _NOT_RETURNED)]
        headers = [(n, self._ours(v, base) if n.lower() in _URL_HEADERS else v) for n, v in headers]
        if "json" not in answer.headers.get("content-type", ""):
            return Forwarded(answer.status_code, headers, _pieces(answer))
        content = b"".join(_bounded(_pieces(answer)))
        if self._tokens is not None:
            content = self._tokens.scrub(content)
        return Forwarded(answer.status_code, headers, [self._rewritten(content, base, urls)])

    def _scrubbed(self, value: str) -> str:
        return value if self._tokens is None else self._tokens.scrub(value.encode()).decode()

    def _ours(self, url: str, base: str) -> str:
        """A URL of the service as one of ours; any other as it is."""
        parts = urlsplit(url)
        for root in self._roots():
            own = urlsplit(root)
            if (parts.scheme, parts.netloc) == (own.scheme, own.netloc) and url.startswith(root):
                return base + url[len(root) :]
        return url

    def _roots(self) -> List[str]:
        if self._workspace.kind != AZURE:
            return [self._backend.endpoints.base]
        return [self._cloud().arm]

    def _rewritten(self, content: bytes, base: str, urls: Mapping[str, str]) -> bytes:
        """The JSON as it came, but for the places where it leads to a next page, or to another service."""
        if b"nextLink" not in content and b"discoveryUrl" not in content:
            return content
        try:
            values = json.loads(content)
        except ValueError:
            return content
        if not isinstance(values, dict):
            return content
        if isinstance(values.get("nextLink"), str):
            values["nextLink"] = self._ours(values["nextLink"], base)
        if isinstance(values.get("properties"), dict) and "discoveryUrl" in values["properties"]:
            values["properties"].update(urls)
        return json.dumps(values).encode()


def _travels(name: str, dropped: "set[str]") -> bool:
    lowered = name.lower()
    return lowered not in dropped and not lowered.startswith(("x-forwarded-", "access-control-", "sec-"))


def _question(query: str) -> str:
    """The query as it came, but for what is meant for Jupyter."""
    if not any(f"{name}=" in query for name in _OURS_IN_QUERY):
        return f"?{query}" if query else ""
    kept = [
        (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in _OURS_IN_QUERY
    ]
    return f"?{urlencode(kept, safe='$')}" if kept else ""


def _pieces(answer: Any) -> Iterator[bytes]:
    import httpx

    try:
        yield from answer.iter_bytes()
    except httpx.HTTPError as error:
        raise ServiceUnavailable("The answer of the service broke off.", remedy="Try again.") from error


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > _LARGEST_JSON:
            raise ServiceUnavailable("The service answered with more than anybody would read.")
        yield piece
