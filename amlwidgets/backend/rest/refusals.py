"""The one place where a service's refusal becomes an exception: the inverse of service/statuses.py."""

import json
from typing import Any, Dict, Iterator, Mapping, Tuple, Type

from amlwidgets.resources import errors

_AZURE: Dict[str, Type[errors.AzureMLException]] = {
    "NotFound": errors.ResourceNotFound,
    "ResourceNotFound": errors.ResourceNotFound,
    "RunNotFound": errors.ResourceNotFound,
    "BlobNotFound": errors.ResourceNotFound,
    "ContainerNotFound": errors.ResourceNotFound,
    "ResourceGroupNotFound": errors.WorkspaceException,
    "SubscriptionNotFound": errors.WorkspaceException,
    "WorkspaceNotFound": errors.WorkspaceException,
    "BlobAlreadyExists": errors.ResourceExists,
    "AlreadyExists": errors.ResourceExists,
    "UserError": errors.UserErrorException,
    "ValidationError": errors.ValidationException,
    "RESOURCE_DOES_NOT_EXIST": errors.ResourceNotFound,
    "RESOURCE_ALREADY_EXISTS": errors.ResourceExists,
    "ENDPOINT_NOT_FOUND": errors.NotSupported,
    "INVALID_STATE": errors.InvalidState,
    "INVALID_PARAMETER_VALUE": errors.UserErrorException,
}
"""Codes of ARM, run history, blob storage and MLflow."""

_STATUSES: Dict[int, Type[errors.AzureMLException]] = {
    400: errors.UserErrorException,
    401: errors.AuthenticationException,
    403: errors.AuthenticationException,
    404: errors.ResourceNotFound,
    405: errors.NotSupported,
    409: errors.InvalidState,
    412: errors.PreconditionFailed,
    413: errors.UserErrorException,
    422: errors.UserErrorException,
    501: errors.NotSupported,
}

_SIGN_IN = {
    401: "Sign in again, for example with `az login`; for a Jupyter server give its token.",
    403: "Ask the workspace's owner for a role that allows this, such as AzureML Data Scientist.",
}
_LONGEST = 2000


def _tree(kind: Type[errors.AzureMLException]) -> Iterator[Type[errors.AzureMLException]]:
    yield kind
    for heir in kind.__subclasses__():
        if heir.__module__ == errors.__name__:
            yield from _tree(heir)


OURS: Mapping[str, Type[errors.AzureMLException]] = {kind.code: kind for kind in _tree(errors.AzureMLException)}
"""Every class of the error tree by its code."""


def refusal_of(status: int, body: bytes, where: str) -> errors.AzureMLException:
    """The exception for an answer that is none. `where` says what was asked, without secrets."""
    code, message, remedy = _told(body)
    kind = kind_of(status, code)
    words = message or f"{where} was answered with status {status}."
    if kind is errors.AuthenticationException:
        words = f"{where} was refused with status {status}: {message}" if message else words
        remedy = remedy or _SIGN_IN.get(status, "")
    return kind(words[:_LONGEST], remedy=remedy or None, status=status, error_code=code)


def kind_of(status: int, code: str) -> Type[errors.AzureMLException]:
    """The class for a status and a code; a code that is known says more than the status."""
    known = OURS.get(code) or _AZURE.get(code)
    # Azure's UserError stands for anything that is not the service's fault: there the status says more.
    vague = known in (None, errors.AzureMLException) or (known is errors.UserErrorException and status != 400)
    if known is not None and not vague:
        return known
    default = errors.ServiceUnavailable if status == 429 or not 400 <= status < 500 else errors.UserErrorException
    return _STATUSES.get(status, default)


def is_ours(body: bytes) -> bool:
    """Whether a refusal carries a code of our own tree: asking again would be answered the same."""
    code = _told(body)[0]
    return code in OURS and OURS[code] not in (errors.AzureMLException, errors.ServiceUnavailable)


def _told(body: bytes) -> Tuple[str, str, str]:
    """Code, message and remedy of a JSON or XML error; empty where the service did not say."""
    try:
        values = json.loads(body)
    except ValueError:
        return _of_xml(body)
    if not isinstance(values, dict):
        return "", "", ""
    error = values.get("error")
    if isinstance(error, dict):
        return _text(error, "code"), _text(error, "message"), _text(error, "remedy")
    return _text(values, "error_code") or _text(values, "code"), _text(values, "message"), ""


def _of_xml(body: bytes) -> Tuple[str, str, str]:
    """Blob storage's errors."""
    import re

    text = body[:_LONGEST].decode("utf-8", "replace")
    code, message = (re.search(f"<{tag}>([^<]*)</{tag}>", text) for tag in ("Code", "Message"))
    return code.group(1) if code else "", message.group(1) if message else "", ""


def _text(values: Dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
