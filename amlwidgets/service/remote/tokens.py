"""Azure's tokens: on the server only, by audience, asked for once and kept until shortly before they expire."""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional

from amlwidgets.resources.errors import AuthenticationException, AzureMLException

MARGIN_SECONDS = 300.0
"""A token that expires sooner is replaced; until it has really expired it is good where no other can be had."""

REFUSED_SECONDS = 10.0
"""How long a sign-in that failed is not tried again: each try may start `az` and take seconds."""

SIGN_IN = (
    "Run az login in a terminal of this server, then try again. For a service principal set AZURE_CLIENT_ID, "
    "AZURE_TENANT_ID and AZURE_CLIENT_SECRET for the server."
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Kept:
    token: str
    expires: float


class TokenCache:
    """Tokens of one sign-in. Called with an audience it returns a token: a Credential of `backend.rest`.

    `make_credential` makes an object with azure-identity's `get_token`; it is made when it is first needed and
    anew after Azure refused a token that should have been good. Nothing of it is shown in a repr or an error.
    Safe from any thread; one thread asks, the others wait for what it gets.
    """

    def __init__(self, make_credential: Callable[[], Any], clock: Callable[[], float] = time.time) -> None:
        self._make = make_credential
        self._clock = clock
        self._lock = threading.Lock()
        self._credential: Any = None
        self._kept: Dict[str, _Kept] = {}
        self._refused: Optional[AzureMLException] = None
        self._refused_until = 0.0

    def __repr__(self) -> str:
        return "TokenCache(...)"

    @property
    def signed_in(self) -> Optional[bool]:
        """What the last asking said; None before anybody asked."""
        if self._refused is not None:
            return False
        return True if self._kept else None

    def __call__(self, audience: str) -> str:
        """A token. Raises AuthenticationException when nobody is signed in."""
        kept = self._kept.get(audience)
        if kept is not None and kept.expires - MARGIN_SECONDS > self._clock():
            return kept.token
        with self._lock:
            return self._refreshed(audience)

    def forget(self, audience: str) -> None:
        """Drop a token that Azure refused, and what made it: the next asking begins anew."""
        with self._lock:
            self._kept.pop(audience, None)
            self._credential = None

    def scrub(self, content: bytes) -> bytes:
        """Content in which none of the tokens stands: a service that repeats what it was sent is not repeated."""
        for kept in list(self._kept.values()):
            if kept.token.encode() in content:
                content = content.replace(kept.token.encode(), b"[token]")
        return content

    def _refreshed(self, audience: str) -> str:
        kept, now = self._kept.get(audience), self._clock()
        if kept is not None and kept.expires - MARGIN_SECONDS > now:
            return kept.token
        if self._refused is not None and now < self._refused_until:
            raise AuthenticationException(self._refused.message, remedy=self._refused.remedy)
        try:
            made = self._asked(audience)
        except AzureMLException as error:
            if kept is not None and kept.expires > now:
                return kept.token
            self._refused, self._refused_until = error, self._clock() + REFUSED_SECONDS
            raise
        self._kept[audience], self._refused = made, None
        return made.token

    def _asked(self, audience: str) -> _Kept:
        try:
            if self._credential is None:
                self._credential = self._make()
            made = self._credential.get_token(audience)
            return _Kept(str(made.token), float(made.expires_on))
        except AzureMLException:
            raise
        except Exception as error:
            self._credential = None
            # The credential's own words may quote what it was given: its type says enough, and to the log alone.
            _log.info("No token for %s: %s", audience, type(error).__name__)
            raise AuthenticationException("You are not signed in to Azure.", remedy=SIGN_IN) from None
