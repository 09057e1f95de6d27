"""What S3 and the way to it say, as errors of ours."""

from contextlib import contextmanager
from typing import Any, Iterator

from amlwidgets.resources.errors import (
    AuthenticationException,
    AzureMLException,
    PathNotAllowed,
    PreconditionFailed,
    ServiceUnavailable,
    UserErrorException,
)
from amlwidgets.storage.base import missing
from amlwidgets.storage.object_keys import damaged, no_bucket

_NOT_ACCEPTED = frozenset(
    {
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "AuthFailure",
        "InvalidToken",
        "InvalidClientTokenId",
        "ExpiredToken",
        "TokenRefreshRequired",
        "AuthorizationHeaderMalformed",
    }
)
_BUSY = frozenset(
    {"SlowDown", "Throttling", "ThrottlingException", "RequestTimeout", "InternalError", "BadDigest"}
)
_NAMES = frozenset({"KeyTooLongError", "XMinioInvalidObjectName", "InvalidURI"})
_AGAIN = "Register the datastore again with accessKeyId and secretAccessKey that are valid."


@contextmanager
def told(bucket: str, path: str) -> Iterator[None]:
    """Errors of the client in the block are raised as ours."""
    from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

    try:
        yield
    except ClientError as error:
        raise as_ours(str(error.response["Error"].get("Code", "")), status_of(error), bucket, path) from None
    except FlexibleChecksumError:
        raise damaged(path) from None
    except BotoCoreError as error:
        raise _not_asked(error, bucket) from None


def status_of(error: Any) -> int:
    """The HTTP status of a ClientError."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def broke_within(error: BaseException) -> bool:
    """Whether a connection ended before its answer did."""
    from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError

    return isinstance(error, (IncompleteReadError, ReadTimeoutError, ResponseStreamingError))


def as_ours(code: str, status: int, bucket: str, path: str) -> AzureMLException:
    """Our error for what the service answered."""
    subject = f"{path!r} in the bucket {bucket!r}" if path else f"the bucket {bucket!r}"
    if code in _NOT_ACCEPTED or status == 401:
        return AuthenticationException(f"The credentials are not accepted for {subject}: {code}.", remedy=_AGAIN)
    if code == "AccessDenied" or status == 403:
        return AuthenticationException(
            f"The credentials may not do this with {subject}.",
            remedy="Check them, and what the bucket's policy allows them.",
        )
    if code in _BUSY or status >= 500 or status == 429:
        return ServiceUnavailable(f"The service of {subject} is too busy or failing: {status} {code}.")
    if code == "NoSuchBucket" or (status == 404 and not path):
        return no_bucket(bucket)
    return _about_file(code, status, subject, path)


def _about_file(code: str, status: int, subject: str, path: str) -> AzureMLException:
    if status == 404:
        return missing(path)
    if status == 412:
        return PreconditionFailed(f"{subject} was changed while it was read.")
    if code in _NAMES:
        return PathNotAllowed(f"No file can be called {path!r} there: {code}.", remedy="Give it another name.")
    return UserErrorException(
        f"The service does not take what was asked of {subject}: {status} {code}.",
        remedy="Check the bucket's name, its region and the endpoint.",
    )


def _not_asked(error: Any, bucket: str) -> AzureMLException:
    from botocore import exceptions

    credentials = (
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
        exceptions.TokenRetrievalError,
        exceptions.SSOError,
        exceptions.ProfileNotFound,
    )
    if isinstance(error, credentials):
        return AuthenticationException(
            f"There are no credentials for the bucket {bucket!r} that can be used.",
            remedy="Register the datastore with accessKeyId and secretAccessKey, or sign in: aws configure",
        )
    broken = (exceptions.ConnectionError, exceptions.HTTPClientError, exceptions.IncompleteReadError)
    if isinstance(error, broken):
        return ServiceUnavailable(f"Nothing is heard of the bucket {bucket!r}: {_reason(error)}.")
    return UserErrorException(
        f"The bucket {bucket!r} cannot be asked: {type(error).__name__}.",
        remedy="Check the bucket's name, its region and the endpoint.",
    )


def _reason(error: Any) -> str:
    from botocore import exceptions

    if isinstance(error, exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, exceptions.ProxyConnectionError):
        return "the proxy does not let it through"
    if isinstance(error, (exceptions.ConnectTimeoutError, exceptions.ReadTimeoutError)):
        return "it does not answer"
    if isinstance(error, exceptions.EndpointConnectionError):
        return "no such host is known, or nothing listens there"
    return "the connection broke"
