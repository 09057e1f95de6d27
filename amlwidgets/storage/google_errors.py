"""What Google Cloud Storage and the way to it say, as errors of ours."""

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

_AGAIN = "Register the datastore again with a serviceAccount that is valid."


@contextmanager
def told(bucket: str, path: str) -> Iterator[None]:
    """Errors of the client in the block are raised as ours."""
    import requests
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError
    from google.cloud.storage.exceptions import DataCorruption, InvalidResponse

    try:
        yield
    except DataCorruption:
        raise damaged(path) from None
    except InvalidResponse as error:
        raise _as_ours(int(error.response.status_code), bucket, path) from None
    except GoogleAuthError as error:
        raise _not_signed_in(error, bucket) from None
    except GoogleAPIError as error:
        raise _api_error(error, bucket, path) from None
    except requests.RequestException as error:
        raise _unreachable(error, bucket) from None


def check_removed(answer: Any) -> None:
    """Raises the error of one answer in a batch; what was gone already is no error."""
    from google.api_core.exceptions import from_http_response

    if answer.status_code != 404 and answer.status_code >= 400:
        raise from_http_response(answer)


def _api_error(error: Any, bucket: str, path: str) -> AzureMLException:
    from google.auth.exceptions import GoogleAuthError

    cause = getattr(error, "cause", None) or error
    if isinstance(cause, GoogleAuthError):
        return _not_signed_in(cause, bucket)
    if getattr(cause, "code", None) is None:
        return _unreachable(cause, bucket)
    return _as_ours(int(cause.code), bucket, path)


def _as_ours(status: int, bucket: str, path: str) -> AzureMLException:
    subject = f"{path!r} in the bucket {bucket!r}" if path else f"the bucket {bucket!r}"
    if status in (401, 403):
        return _refused(status, subject)
    if status in (408, 429) or status >= 500:
        return ServiceUnavailable(f"The service of {subject} is too busy or failing: {status}.")
    if status == 404:
        return missing(path) if path else no_bucket(bucket)
    if status == 412:
        return PreconditionFailed(f"{subject} was changed while it was read.")
    if status == 400 and path:
        return PathNotAllowed(f"The service takes no file called {path!r}.", remedy="Give it another name.")
    return UserErrorException(
        f"The service does not take what was asked of {subject}: {status}.",
        remedy="Check the bucket's name and the endpoint.",
    )


def _refused(status: int, subject: str) -> AuthenticationException:
    if status == 401:
        return AuthenticationException(f"The credentials are not accepted for {subject}.", remedy=_AGAIN)
    return AuthenticationException(
        f"The account may not do this with {subject}.",
        remedy="Give it a role there, Storage Object Admin or Storage Object Viewer.",
    )


def _not_signed_in(error: Any, bucket: str) -> AzureMLException:
    from google.auth.exceptions import DefaultCredentialsError, TransportError

    if isinstance(error, TransportError):
        return _unreachable(error, bucket)
    if isinstance(error, DefaultCredentialsError):
        return AuthenticationException(
            f"There are no credentials for the bucket {bucket!r}.",
            remedy="Register the datastore with a serviceAccount, or: gcloud auth application-default login",
        )
    return AuthenticationException(
        f"Google does not accept the credentials for the bucket {bucket!r}.", remedy=_AGAIN
    )


def _unreachable(error: BaseException, bucket: str) -> ServiceUnavailable:
    import requests

    reason = "the connection broke, or nothing listens there"
    if isinstance(error, requests.exceptions.SSLError):
        reason = "its certificate is not trusted"
    elif isinstance(error, requests.exceptions.ProxyError):
        reason = "the proxy does not let it through"
    elif isinstance(error, requests.Timeout):
        reason = "it does not answer"
    return ServiceUnavailable(f"Nothing is heard of the bucket {bucket!r}: {reason}.")
