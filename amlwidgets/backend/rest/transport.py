"""Requests over HTTP: kept-alive connections, time limits, another try for what may be tried again."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional, Tuple, Union
from urllib.parse import quote, urljoin, urlsplit

from amlwidgets.backend.rest.cloud import Tokens
from amlwidgets.backend.rest.refusals import is_ours, refusal_of
from amlwidgets.backend.rest.retrying import Retries
from amlwidgets.resources.errors import ServiceUnavailable

if TYPE_CHECKING:
    import httpx

Content = Union[bytes, Callable[[], Any], None]
"""A body: bytes, or what makes a fresh stream of them for every try."""

LARGEST_ANSWER = 128 * 1024 * 1024
"""More than this is no answer of JSON or XML; files are streamed and know no limit."""

_CONNECT_SECONDS, _READ_SECONDS = 10.0, 60.0
_SAFE = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
_MOVED = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its headers by lower-case name, its body; `url` is where it came from in the end."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = ""

    def json(self) -> Any:
        """The body as JSON; None for an empty one. Raises ServiceUnavailable for what is no JSON."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise ServiceUnavailable(
                f"{shown(self.url)} was answered with something that is no JSON.",
                remedy="Is it the address of the service, and not of a sign-in page or proxy before it?",
            ) from error


class Transport:
    """One HTTP client for a backend. Safe from any thread.

    A token goes with a request that names its audience, and never to another host by a redirect.
    """

    def __init__(
        self, tokens: Tokens, *, retries: Retries = Retries(), read_seconds: float = _READ_SECONDS
    ) -> None:
        self._tokens = tokens
        self._retries = retries
        self._read_seconds = read_seconds
        self._lock = threading.Lock()
        self._client: "Optional[httpx.Client]" = None

    def __repr__(self) -> str:
        return "Transport(...)"

    def request(
        self,
        method: str,
        url: str,
        *,
        audience: Optional[str] = None,
        query: Mapping[str, str] = NOTHING,
        body: Any = None,
        content: Content = None,
        headers: Mapping[str, str] = NOTHING,
        safe: Optional[bool] = None,
        allowed: Tuple[int, ...] = (),
    ) -> Reply:
        """Send a request and read its answer, trying again while that can help.

        `audience` is for whom the token is to be; None sends none. `body` is sent as JSON, `content` as it is.
        `safe` says whether the request may be sent twice: PUT, DELETE and what only reads may. Raises the error
        tree's exception for any status from 300 on that is not `allowed`.
        """
        own = dict(headers)
        if body is not None:
            content, own["Content-Type"] = json.dumps(body).encode(), "application/json"
        for left in reversed(range(self._retries.tries if _repeatable(method, safe) else 1)):
            with self.stream(
                method,
                url,
                audience=audience,
                query=query,
                content=content,
                headers=own,
                safe=safe,
                allowed=allowed,
            ) as answer:
                try:
                    return Reply(answer.status_code, answer.headers, _whole(answer), str(answer.url))
                except _BrokenOff:
                    if not left:
                        raise
        raise AssertionError

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        audience: Optional[str] = None,
        query: Mapping[str, str] = NOTHING,
        content: Content = None,
        headers: Mapping[str, str] = NOTHING,
        safe: Optional[bool] = None,
        allowed: Tuple[int, ...] = (),
    ) -> "Iterator[httpx.Response]":
        """The same for an answer whose body the caller reads from the response, piece by piece."""
        repeatable = _repeatable(method, safe)
        target = f"{url}{'&' if '?' in url else '?'}{_query(query)}" if query else url
        answer = self._answered(method, target, audience, content, dict(headers), repeatable, allowed)
        try:
            yield answer
        finally:
            answer.close()

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _answered(
        self,
        method: str,
        url: str,
        audience: Optional[str],
        content: Content,
        headers: "dict[str, str]",
        safe: bool,
        allowed: Tuple[int, ...],
    ) -> "httpx.Response":
        import httpx

        tried, renewed = 0, False
        while True:
            tried += 1
            last = tried >= self._retries.tries
            try:
                answer = self._send(method, url, audience, content, headers)
            except httpx.TransportError as error:
                # A connection that was never made carried nothing to the service.
                if last or not (safe or isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))):
                    raise ServiceUnavailable(f"{shown(url)} cannot be reached: {type(error).__name__}.") from error
                time.sleep(self._retries.wait(tried, NOTHING))
                continue
            refused = answer.status_code == 401 and audience is not None and not renewed
            if refused and self._tokens.forget(audience or ""):
                _refused(answer)
                renewed = True
                continue
            if answer.status_code < 300 or answer.status_code in allowed:
                return answer
            body = _refused(answer)
            if last or is_ours(body) or not self._retries.allows(answer.status_code, answer.headers, safe=safe):
                raise refusal_of(answer.status_code, body, f"{method} {shown(url)}")
            time.sleep(self._retries.wait(tried, answer.headers))

    def _send(
        self, method: str, url: str, audience: Optional[str], content: Content, headers: "dict[str, str]"
    ) -> "httpx.Response":
        """One try, wherever redirects lead it."""
        client, place = self._opened(), url
        for _ in range(_MOST_REDIRECTS):
            own = dict(headers)
            if audience is not None and same_host(place, url):
                own["Authorization"] = self._tokens.header(audience)
            data = content() if callable(content) else content
            answer = client.send(client.build_request(method, place, content=data, headers=own), stream=True)
            target = answer.headers.get("location")
            if answer.status_code not in _MOVED or not target or method not in ("GET", "HEAD"):
                return answer
            answer.close()
            place = urljoin(place, target)
        raise ServiceUnavailable(f"{shown(url)} redirects again and again.", remedy="Check the address.")

    def _opened(self) -> "httpx.Client":
        import httpx

        from amlwidgets.backend.rest.signed_log import hide_signatures

        with self._lock:
            if self._client is None:
                hide_signatures()
                limits = httpx.Timeout(self._read_seconds, connect=_CONNECT_SECONDS)
                self._client = httpx.Client(timeout=limits, follow_redirects=False)
            return self._client


class _BrokenOff(ServiceUnavailable):
    """An answer that ended before it was whole."""


def _repeatable(method: str, safe: Optional[bool]) -> bool:
    return method in _SAFE if safe is None else safe


def same_host(one: str, other: str) -> bool:
    """Whether two URLs are of one scheme, host and port."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.hostname, first.port) == (second.scheme, second.hostname, second.port)


def shown(url: str) -> str:
    """A URL as an error may show it: without its query, which may be a signature."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"[:300]


def _query(query: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='$')}={quote(value, safe='')}" for name, value in query.items())


def _whole(answer: "httpx.Response") -> bytes:
    """The body, of bounded size. Raises ServiceUnavailable for one that ends too early or never."""
    import httpx

    pieces, size = [], 0
    try:
        for piece in answer.iter_bytes():
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise ServiceUnavailable(f"{shown(str(answer.url))} was answered with more than is read.")
            pieces.append(piece)
    except httpx.HTTPError as error:
        raise _BrokenOff(f"The answer of {shown(str(answer.url))} broke off.") from error
    return b"".join(pieces)


def _refused(answer: "httpx.Response") -> bytes:
    """The beginning of a refusal's body, and the connection given back."""
    import httpx

    try:
        pieces, size = [], 0
        for piece in answer.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > 65536:
                break
        return b"".join(pieces)
    except httpx.HTTPError:
        return b""
    finally:
        answer.close()
