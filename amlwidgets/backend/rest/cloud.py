"""Which Azure, and whose tokens."""

from dataclasses import dataclass
from typing import Callable, Optional, Protocol, Union


class HasToken(Protocol):
    """What azure-core calls an access token."""

    @property
    def token(self) -> str:
        """The token's text."""


class TokenCredential(Protocol):
    """What azure-identity's credentials have in common."""

    def get_token(self, *scopes: str) -> HasToken:
        """A token for a scope."""


Credential = Union[str, Callable[[str], str], TokenCredential]
"""A token; or who makes one for an audience such as `https://ml.azure.com/.default`, asked for every request."""


@dataclass(frozen=True)
class Cloud:
    """Where Azure is and for whom its services want tokens. The defaults are Azure's public cloud.

    `data_plane` is where run history and MLflow are; empty asks the workspace (`discoveryUrl`). The Azure
    clouds of governments have their own `arm` and audiences.
    """

    arm: str = "https://management.azure.com"
    arm_audience: str = "https://management.azure.com/.default"
    data_audience: str = "https://ml.azure.com/.default"
    storage_audience: str = "https://storage.azure.com/.default"
    data_plane: str = ""
    arm_version: str = "2025-12-01"


class Tokens:
    """Tokens by audience. Neither it nor what it makes shows one in its repr."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    def __repr__(self) -> str:
        return "Tokens(...)"

    def header(self, audience: str) -> str:
        """The Authorization header for an audience. Raises AuthenticationException when there is no token."""
        from amlwidgets.resources.errors import AuthenticationException, AzureMLException

        try:
            token: Optional[str] = self._of(audience)
        except AzureMLException:  # it says itself what is wrong and what to do
            raise
        except Exception as error:
            # The credential's own words may quote what it was given: its type says enough.
            raise AuthenticationException(
                f"The credential gave no token for {audience or 'the server'}: {type(error).__name__}.",
                remedy="Sign in again, for example with `az login`, or give another credential.",
            ) from error
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise AuthenticationException(
                f"The credential gave no token for {audience or 'the server'}.",
                remedy="Give a token, a function that returns one, or a credential of azure-identity.",
            )
        return f"Bearer {token}"

    def forget(self, audience: str) -> bool:
        """A token was refused; whether the credential can make another one than that."""
        forget: Optional[Callable[[str], None]] = getattr(self._credential, "forget", None)
        if forget is not None:
            forget(audience)
        return forget is not None

    def _of(self, audience: str) -> str:
        if isinstance(self._credential, str):
            return self._credential
        if callable(self._credential):
            return self._credential(audience)
        return self._credential.get_token(audience).token
