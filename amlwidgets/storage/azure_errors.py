"""What Azure storage and the way to it say, as errors of ours: one sentence, without anything that was signed."""

import time
from contextlib import contextmanager
from typing import Any, Dict, Iterator

from amlwidgets.resources.errors import (
    AuthenticationException,
    AzureMLException,
    PathNotAllowed,
    PreconditionFailed,
    ResourceExists,
    ResourceNotFound,
    ServiceUnavailable,
    UserErrorException,
)
from amlwidgets.storage.azure_credentials import Place
from amlwidgets.storage.base import missing

_NO_PLACE = frozenset({"ContainerNotFound", "ShareNotFound", "FilesystemNotFound"})
_BEING_DELETED = frozenset({"ContainerBeingDeleted", "ShareBeingDeleted"})
_NOT_ALLOWED = frozenset(
    {
        "AuthorizationPermissionMismatch",
        "AuthorizationProtocolMismatch",
        "AuthorizationResourceTypeMismatch",
        "AuthorizationServiceMismatch",
        "AuthorizationSourceIPMismatch",
        "InsufficientAccountPermissions",
    }
)
_NO_NAME = frozenset({"InvalidResourceName", "InvalidUri", "InvalidUrl", "ResourceTypeMismatch", "ParentNotFound"})
_NOT_PUBLIC = frozenset({"NoAuthenticationInformation", "PublicAccessNotPermitted", "ResourceNotFound"})
_THERE_ALREADY = frozenset({"BlobAlreadyExists", "ResourceAlreadyExists"})
_REMEDIES = dict.fromkeys(
    ("InvalidBlobOrBlock", "InvalidBlockId"),
    "Another program's upload of that name was broken off: take another name, or wait a week: it is dropped then.",
)
_REASONS: Dict[str, str] = {
    "NameResolution": "no such host is known",
    "SSLError": "its certificate is not trusted",
    "ProxyError": "the proxy does not let it through",
    "Timeout": "it does not answer",
    "NewConnection": "nothing listens there",
}
_LATER = "Try again in a minute."
_AGAIN = "Register the datastore again with one that is valid."


@contextmanager
def told(place: Place, path: str = "") -> Iterator[None]:
    """Errors of the client in the block are raised as ours, and theirs, which may show signed addresses, not."""
    from azure.core.exceptions import AzureError

    try:
        yield
    except AzureError as error:
        raise as_ours(error, place, path) from None


def code_of(error: Any) -> str:
    """What the service calls its error; empty for an answer that says nothing, and where nothing answered."""
    code = getattr(error, "error_code", None) or ""
    return str(getattr(code, "value", code))


def as_ours(error: Any, place: Place, path: str) -> AzureMLException:
    """Our error for one of the client."""
    from azure.core.exceptions import ClientAuthenticationError

    status = getattr(error, "status_code", None)
    if place.public_first and _asked_by_nobody(error) and is_refused(error):
        return not_public(place, writes=error.response.request.method not in ("GET", "HEAD"))
    if isinstance(error, ClientAuthenticationError) or status in (401, 403):
        return _refused(error, place, path, status)
    if status is None:
        return _unreachable(error, place)
    code = code_of(error)
    if status in (408, 429) or status >= 500 or code in _BEING_DELETED:
        return ServiceUnavailable(f"The service of {place} is busy or failing: {status} {code}.", remedy=_LATER)
    return _answered(code, status, place, path)


def is_refused(error: Any) -> bool:
    """Whether the service says that not everyone may do this; a private container looks as if it was not there."""
    return error.status_code in (401, 403) or code_of(error) in _NOT_PUBLIC


def _asked_by_nobody(error: Any) -> bool:
    response = getattr(error, "response", None)
    return response is not None and "Authorization" not in response.request.headers


def not_public(
    place: Place, why: str = "nobody is signed in on this machine", *, writes: bool = False
) -> AuthenticationException:
    """The error for a container that needs a secret, and has none."""
    what = "cannot be written without a key" if writes else "is not public, or not there"
    return AuthenticationException(
        f"{str(place)[0].upper()}{str(place)[1:]} {what}, and {why}.",
        remedy="Register the datastore again with an account_key or a sas_token, or sign in: az login",
    )


def _answered(code: str, status: int, place: Place, path: str) -> AzureMLException:
    subject = f"{path!r} in {place}" if path else str(place)
    if code in _NO_PLACE:
        return no_place(place)
    if status == 404 and code != "ParentNotFound":
        return missing(path)
    if code in _THERE_ALREADY:
        return there_already(path)
    if status == 412:
        return PreconditionFailed(f"{subject} was changed while it was read or written.")
    if path and code in _NO_NAME:
        return PathNotAllowed(
            f"No file can be called {path!r} in {place}: {code}.", remedy="Give it another name."
        )
    remedy = _REMEDIES.get(code, "Check its name; see Azure storage's list of error codes.")
    return UserErrorException(
        f"The service does not take what was asked of {subject}: {status} {code}.", remedy=remedy
    )


def there_already(path: str) -> ResourceExists:
    """The error for a file that is not to be replaced."""
    return ResourceExists(f"There is a file {path!r} already.", kind="file", name=path)


def no_place(place: Place) -> ResourceNotFound:
    """The error for a container or share that is not there."""
    return ResourceNotFound(
        f"There is no {place.kind} {place.name!r} in the storage account {place.account!r}.",
        kind=place.kind,
        name=place.name,
        remedy="Check its name, or register the datastore with create_if_not_exists=True.",
    )


def _refused(error: Any, place: Place, path: str, status: Any) -> AuthenticationException:
    credential = f"{place.credential[0].upper()}{place.credential[1:]}"
    if place.expires is not None and place.expires < time.time():
        when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(place.expires))
        return AuthenticationException(f"{credential} for {place} expired on {when}.", remedy=_AGAIN)
    subject = f"{path!r} in {place}" if path else str(place)
    code = code_of(error)
    if code in _NOT_ALLOWED:
        return AuthenticationException(
            f"{credential} may not do this with {subject}: {code}.", remedy="Ask for that permission."
        )
    if status is None:
        return AuthenticationException(f"{credential} cannot be used to sign in to {place}.", remedy=_AGAIN)
    return AuthenticationException(
        f"{credential} is not accepted by {place}: {code or status}.",
        remedy=f"{_AGAIN} If it is valid, the account's firewall keeps this machine out.",
    )


def _unreachable(error: Any, place: Place) -> ServiceUnavailable:
    names = " ".join(type(cause).__name__ for cause in _causes(error))
    reason = next((reason for name, reason in _REASONS.items() if name in names), "the connection broke")
    return ServiceUnavailable(f"Nothing is heard of {place} at {place.host}: {reason}.")


def _causes(error: Any) -> Iterator[BaseException]:
    """The error, and what it wraps: azure-core, requests and urllib3 each have their own way of saying it."""
    while isinstance(error, BaseException):
        yield error
        first = error.args[0] if error.args else None
        error = next(
            (
                inner
                for inner in (getattr(error, "inner_exception", None), getattr(error, "reason", None), first)
                if isinstance(inner, BaseException) and inner is not error
            ),
            None,
        )
