"""Files of the web, kept below the home: downloaded once per content, asked about again before each use."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional
from urllib.parse import urlsplit

from amlwidgets.resources.errors import AzureMLException, ServiceUnavailable, UserErrorException
from amlwidgets.store.caches import cache_folder, check_room, digest

if TYPE_CHECKING:
    from http.client import HTTPResponse

SCHEMES = ("http", "https")
_MOST_REDIRECTS = 5
_PATIENCE = 30.0
"""Seconds without a byte until a server counts as gone."""

_CHUNK = 1 << 20
_FACTS = "facts.json"


@dataclass(frozen=True)
class WebCache:
    """The cache in one folder. Any number of processes may use it at once."""

    root: str

    def fetch(self, url: str) -> str:
        """The path of the file at a URL, as it is now; read-only, it never changes.

        Asked with the kept file's ETag or date, the server sends it again only if it is another. A server that
        cannot be reached leaves the kept file, with a warning. Raises UserErrorException for an address that is
        none or has no file, ServiceUnavailable for a server that does not answer.
        """
        check_url(url)
        folder = os.path.join(self.root, digest(url))
        os.makedirs(folder, mode=0o700, exist_ok=True)
        facts = _read_facts(folder)
        try:
            with _asked(url, facts) as response:
                if response is None:
                    return os.path.join(folder, facts["file"])
                return _keep(folder, url, response)
        except ServiceUnavailable as problem:
            if not facts:
                raise
            import warnings

            warnings.warn(f"{problem.message} The copy of an earlier download is used.", UserWarning, stacklevel=2)
            return os.path.join(folder, facts["file"])


def default_cache() -> WebCache:
    """The user's."""
    return WebCache(cache_folder("web"))


def check_url(url: str) -> str:
    """A URL of the web. Raises UserErrorException for any other."""
    try:
        parts = urlsplit(url)
        plain = parts.hostname and not any(mark <= " " for mark in url) and "@" not in parts.netloc
        if parts.scheme in SCHEMES and plain:
            return url
    except ValueError:
        pass
    raise UserErrorException(
        f"{shown(url)!r} is no address of a file; expected one that begins with http:// or https://, "
        "without a user's name and password."
    )


def shown(url: str) -> str:
    """A URL as it may be told: without its query and user, which often are secrets."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url.partition("?")[0]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme in SCHEMES else url.partition("?")[0]


def _read_facts(folder: str) -> Dict[str, Any]:
    """What is known of the kept file; nothing when there is none."""
    import json

    try:
        with open(os.path.join(folder, _FACTS), encoding="utf-8") as file:
            facts = json.load(file)
        kept = os.path.getsize(os.path.join(folder, facts["file"]))
        return facts if kept == facts["size"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@contextmanager
def _asked(url: str, facts: Dict[str, Any]) -> "Iterator[Optional[HTTPResponse]]":
    """The server's answer, or None when what is kept is still what it has."""
    import http.client
    import urllib.error
    import urllib.request

    headers = {"Accept-Encoding": "identity", "User-Agent": "amlwidgets"}
    if facts.get("etag"):
        headers["If-None-Match"] = facts["etag"]
    elif facts.get("modified"):
        headers["If-Modified-Since"] = facts["modified"]
    try:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 (check_url has seen it)
        with _opener().open(request, timeout=_PATIENCE) as response:
            yield response
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 304 and facts:
            yield None
            return
        raise _refusal(url, error.code) from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.filename is not None:  # of this disk, not of the network
            raise
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise ServiceUnavailable(f"{shown(url)} could not be read: {reason}.") from error


def _refusal(url: str, code: int) -> AzureMLException:
    if code in (408, 429) or code >= 500:
        return ServiceUnavailable(f"{shown(url)} could not be read: the server answers {code}.")
    return UserErrorException(
        f"{shown(url)} could not be read: the server answers {code}.",
        remedy="Check the address, and whether it can be read without signing in.",
    )


def _opener() -> Any:
    """What opens http and https alone, and follows redirects to nothing else."""
    import urllib.request

    class Redirects(urllib.request.HTTPRedirectHandler):
        max_redirections = _MOST_REDIRECTS

        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            check_url(newurl)
            if req.full_url.startswith("https:") and not newurl.startswith("https:"):
                raise UserErrorException(f"{shown(req.full_url)} leads from https to http: it is not followed.")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def _keep(folder: str, url: str, response: "HTTPResponse") -> str:
    """Write the body under a name of its own; the last thing written is which file is the present one."""
    import json

    name = os.urandom(8).hex()
    part = os.path.join(folder, f"{name}.part")
    try:
        size = _copy(url, response, part)
        os.chmod(part, 0o444)
        kept = os.path.join(folder, name)
        os.replace(part, kept)
    finally:
        if os.path.exists(part):
            os.unlink(part)
    facts = {
        "url": shown(url),
        "file": name,
        "size": size,
        "etag": response.headers.get("ETag"),
        "modified": response.headers.get("Last-Modified"),
    }
    with open(f"{part}.facts", "w", encoding="utf-8") as file:
        json.dump(facts, file)
    os.replace(f"{part}.facts", os.path.join(folder, _FACTS))
    return kept


def _copy(url: str, response: "HTTPResponse", path: str) -> int:
    """The body's bytes into a file; returns how many."""
    told = response.headers.get("Content-Length", "")
    expected = int(told) if told.isascii() and told.isdecimal() else None
    what, folder = shown(url), os.path.dirname(path)
    check_room(what, folder, expected or 0)
    size = 0
    with open(path, "xb") as file:
        while True:
            chunk = response.read(_CHUNK)
            if not chunk:
                break
            file.write(chunk)
            size += len(chunk)
            if expected is None and size % (64 * _CHUNK) < len(chunk):
                check_room(what, folder, 0)
    if expected is not None and size != expected:
        raise ServiceUnavailable(f"{what} broke off after {size} of {expected} bytes.")
    return size
