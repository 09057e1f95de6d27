"""Short-lived URLs that open one door without a token, as storage accounts sign theirs (SAS).

Official clients read logs and upload code with plain requests that carry no token. What is signed is one path, or
one container with all below it, for some verbs and some minutes, with a secret that this process made and never
tells; a server that starts anew knows none of the old ones.
"""

import hmac
import json
import secrets
import time
from typing import FrozenSet, Mapping
from urllib.parse import unquote, urlencode

READ = "r"
WRITE = "w"
EXACT = "b"
CONTAINER = "c"

_VERBS: Mapping[str, FrozenSet[str]] = {
    READ: frozenset({"GET", "HEAD"}),
    # Whoever uploads asks first whether the blob is there (HEAD); its content stays shut.
    WRITE: frozenset({"PUT", "HEAD"}),
}
_CONTAINER_DEPTH = 11
"""Segments of a container's path: `blob`, the eight of the workspace, the account, the container."""


class Signer:
    """Signs and checks. One for each server."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def sign(self, path: str, permission: str, *, below: bool = False, minutes: float = 10.0) -> str:
        """The query that opens a path (below `amlwidgets`, percent-encoded) for READ or WRITE, or both.

        `below`: the path is a container's, and all blobs in it are meant.
        """
        scope = CONTAINER if below else EXACT
        expiry = str(int(time.time() + minutes * 60))
        signature = self._signature(path, scope, permission, expiry)
        return urlencode({"sv": "1", "sr": scope, "sp": permission, "se": expiry, "sig": signature})

    def allows(self, verb: str, path: str, query: Mapping[str, str]) -> bool:
        """Whether a request's query is one of ours, for this path and verb, and has not expired."""
        scope, permission, expiry = (query.get(name, "") for name in ("sr", "sp", "se"))
        if scope == CONTAINER:
            path = "/".join(path.strip("/").split("/")[:_CONTAINER_DEPTH])
        expected = self._signature(path, scope, permission, expiry)
        if not hmac.compare_digest(expected.encode(), query.get("sig", "").encode()):
            return False
        return time.time() < int(expiry) and any(verb in _VERBS[each] for each in permission)

    def _signature(self, path: str, scope: str, permission: str, expiry: str) -> str:
        # By decoded segments: clients encode a path anew, and a '%2F' inside a segment stays inside it.
        segments = [unquote(segment) for segment in path.strip("/").split("/")]
        message = json.dumps([scope, permission, expiry, segments])
        return hmac.new(self._secret, message.encode(), "sha256").hexdigest()
