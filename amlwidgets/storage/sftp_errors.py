"""What an SFTP server and the way to it say, as errors of ours."""

import errno
import socket
from contextlib import contextmanager
from typing import Iterator

from amlwidgets.resources.errors import (
    AuthenticationException,
    AzureMLException,
    ServiceUnavailable,
    UserErrorException,
)
from amlwidgets.storage.base import missing
from amlwidgets.storage.sftp_host import unknown

_AGAIN = "Register the datastore again with a userName and a password or privateKey that are valid."


@contextmanager
def told(host: str, path: str) -> Iterator[None]:
    """Errors of the client in the block are raised as ours."""
    import paramiko

    try:
        yield
    except paramiko.BadHostKeyException as error:
        raise unknown(host, error.key) from None
    except paramiko.AuthenticationException:
        raise AuthenticationException(f"{host} does not accept the credentials.", remedy=_AGAIN) from None
    except paramiko.SSHException as error:
        raise (_no_keys(host) if "No authentication methods" in str(error) else _broken(host, error)) from None
    except (EOFError, OSError) as error:
        raise _as_ours(host, path, error) from None
    except UnicodeDecodeError:
        raise UserErrorException(
            f"{host} has a name in {path!r} that is not UTF-8.", remedy="Give it another name there."
        ) from None


def _as_ours(host: str, path: str, error: BaseException) -> AzureMLException:
    if isinstance(error, FileNotFoundError):
        return missing(path)
    if isinstance(error, PermissionError):
        return AuthenticationException(
            f"The user may not do this with {path!r} on {host}.", remedy="Check the permissions there."
        )
    # Paramiko's own word for a connection that ended while it sends has no number either.
    answered = type(error) is OSError and error.errno is None and str(error) != "Socket is closed"
    if answered or getattr(error, "errno", None) == errno.ENAMETOOLONG:
        return UserErrorException(
            f"{host} does not do what was asked of {path!r}: {error}.",
            remedy="Check the name, and the room that is left there.",
        )
    return _broken(host, error)


def _no_keys(host: str) -> AuthenticationException:
    return AuthenticationException(
        f"There is nothing to sign in to {host} with.",
        remedy="Register the datastore with a password or privateKey, or have a key in ~/.ssh or in ssh-agent.",
    )


def _broken(host: str, error: BaseException) -> ServiceUnavailable:
    reason = "the connection broke"
    if isinstance(error, socket.gaierror):
        reason = "no such host is known"
    elif isinstance(error, socket.timeout):
        reason = "it does not answer"
    elif isinstance(error, ConnectionRefusedError) or type(error).__name__ == "NoValidConnectionsError":
        reason = "nothing listens there"
    elif "banner" in str(error) or "negotiation" in str(error):
        reason = "it does not speak SFTP"
    return ServiceUnavailable(f"Nothing is heard of {host}: {reason}.")
