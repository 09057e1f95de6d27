"""A machine with SFTP: which it is, known for certain, and who signs in."""

import base64
import io
import logging
from typing import TYPE_CHECKING, Any, Mapping, Optional

from amlwidgets.resources.errors import AuthenticationException, ValidationException
from amlwidgets.storage.credentials import Secrets

if TYPE_CHECKING:
    from paramiko import PKey, SSHClient

PORT = 22
_CONNECT_SECONDS = 4.0
_SIGN_IN_SECONDS = 10.0
_KEEP_ALIVE_SECONDS = 30
_SILENT = logging.NullHandler()


class Host:
    """`hostKey` is the machine's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint
    (`SHA256:…`); without it the user's known_hosts decides. A machine that neither knows is never talked to.
    """

    def __init__(self, settings: Mapping[str, Any], secrets: Secrets) -> None:
        import paramiko  # noqa: F401 - tells that it is not installed

        self.name = str(settings["host"])
        self._port = _port(settings.get("port") or PORT)
        self._user = str(settings.get("userName") or "") or None
        self._host_key = str(settings.get("hostKey") or "").strip()
        self._secrets = secrets

    def connect(self) -> "SSHClient":
        """Signed in. Raises paramiko's errors, AuthenticationException and ValidationException."""
        import paramiko

        logging.getLogger("paramiko").addHandler(_SILENT)  # its errors are ours to tell
        client = paramiko.SSHClient()
        self._say_who_is_known(client)
        key = _private_key(self._secrets) if self._secrets.get("privateKey") else None
        alone = key is not None or bool(self._secrets.get("password"))
        try:
            client.connect(
                self.name,
                self._port,
                self._user,
                self._secrets.get("password") or None,
                key,
                timeout=_CONNECT_SECONDS,
                banner_timeout=_CONNECT_SECONDS,
                auth_timeout=_SIGN_IN_SECONDS,
                channel_timeout=_SIGN_IN_SECONDS,
                allow_agent=not alone,
                look_for_keys=not alone,
                passphrase=self._secrets.get("passphrase") or None,
            )
            client.get_transport().set_keepalive(_KEEP_ALIVE_SECONDS)
        except BaseException:
            client.close()
            raise
        return client

    def _say_who_is_known(self, client: "SSHClient") -> None:
        client.set_missing_host_key_policy(_Others(self._host_key))
        if not self._host_key:
            client.load_system_host_keys()
        elif not self._host_key.startswith("SHA256:"):
            name = self.name if self._port == PORT else f"[{self.name}]:{self._port}"
            key = _public_key(self._host_key)
            client.get_host_keys().add(name, key.get_name(), key)


class _Others:
    """What becomes of a machine whose key is not known: refused, unless it has the fingerprint that was given."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint

    def missing_host_key(self, _: "SSHClient", hostname: str, key: "PKey") -> None:
        """As paramiko calls it."""
        if key.fingerprint != self._fingerprint:
            raise unknown(hostname, key)


def unknown(host: str, key: "PKey") -> AuthenticationException:
    """The error for a machine whose key is not the one that is known, or none is."""
    return AuthenticationException(
        f"{host} is not known here: its {key.get_name()} key has the fingerprint {key.fingerprint}.",
        remedy="Ask who runs it whether that is right; then register the datastore with that as its hostKey.",
    )


def _public_key(text: str) -> "PKey":
    import paramiko

    words = text.split()
    try:
        at = next(number for number, word in enumerate(words) if word.startswith("AAAA"))
        return paramiko.PKey.from_type_string(words[at - 1], base64.b64decode(words[at]))
    except (StopIteration, ValueError, paramiko.SSHException, paramiko.pkey.UnknownKeyType):
        raise ValidationException(
            f"hostKey is {text!r}; expected a line of known_hosts (ssh-ed25519 AAAA…) or a fingerprint (SHA256:…)."
        ) from None


def _private_key(secrets: Secrets) -> "PKey":
    import paramiko

    text = secrets["privateKey"].replace("\r", "").strip() + "\n"
    passphrase: Optional[str] = secrets.get("passphrase") or None
    for kind in (paramiko.Ed25519Key, paramiko.RSAKey, paramiko.ECDSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), password=passphrase)
        except paramiko.PasswordRequiredException:
            raise AuthenticationException("privateKey is protected.", remedy="Give its passphrase too.") from None
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    raise AuthenticationException(
        "privateKey cannot be read: it is no private key, or its passphrase is another one.",
        remedy="Give the text of a file as ssh-keygen makes it.",
    )


def _port(value: Any) -> int:
    try:
        port = int(value)
    except (TypeError, ValueError):
        port = 0
    if not 0 < port < 1 << 16:
        raise ValidationException(f"port is {value!r}; expected a number from 1 to 65535.")
    return port
