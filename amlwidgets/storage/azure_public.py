"""A container whose datastore has no secret: everyone may read it, or who is signed in asks."""

import threading
import time
from typing import TYPE_CHECKING, Callable, Optional

from amlwidgets.storage.azure_errors import is_refused
from amlwidgets.storage.azure_transport import QUICKLY

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

AGAIN_SECONDS = 30.0
"""For so long it is not tried again to sign in, where nobody could: that may take seconds."""


class PublicFirst:
    """Which client asks: the anonymous one while everyone may read, else the one of who is signed in.

    `sign_in` gives that client, or None where nobody can sign in. Which way worked is remembered.
    """

    def __init__(self, anonymous: "ContainerClient", sign_in: "Callable[[], Optional[ContainerClient]]") -> None:
        self._anonymous, self._sign_in = anonymous, sign_in
        self._lock = threading.Lock()
        self._is_public: Optional[bool] = None
        self._signed: Optional[ContainerClient] = None
        self._again = 0.0

    @property
    def is_private(self) -> bool:
        """Whether it is known that not everyone may read it."""
        return self._is_public is False

    def container(self, *, writes: bool = False) -> "ContainerClient":
        """The client to ask; where nobody is signed in the anonymous one, whom the service refuses the rest.

        Raises AzureError for a service that does not answer.
        """
        with self._lock:
            if not writes and self._everyone_reads():
                return self._anonymous
            return self._signed_in() or self._anonymous

    def _everyone_reads(self) -> bool:
        from azure.core.exceptions import HttpResponseError

        if self._is_public is None:
            try:
                next(iter(self._anonymous.list_blobs(results_per_page=1)), None)
                self._is_public = True
            except HttpResponseError as error:
                if not is_refused(error):
                    raise
                self._is_public = False
        return self._is_public

    def _signed_in(self) -> "Optional[ContainerClient]":
        if self._signed is None and time.monotonic() >= self._again:
            found = self._sign_in()
            if found is not None and _can_ask(found):
                self._signed = found
            else:
                self._again = time.monotonic() + AGAIN_SECONDS
        return self._signed


def _can_ask(signed: "ContainerClient") -> bool:
    """Whether somebody is signed in; what the service says to them is told where they ask for something."""
    from azure.core.exceptions import ClientAuthenticationError, HttpResponseError

    try:
        next(iter(signed.list_blobs(results_per_page=1, **QUICKLY)), None)
    except ClientAuthenticationError as error:
        return error.status_code is not None
    except HttpResponseError:
        return True
    return True
