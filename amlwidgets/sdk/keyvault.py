"""Keyvault: the secrets of a workspace, in v1's words."""

import re
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence

from amlwidgets.resources.errors import NotSupported, ResourceNotFound
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.workspace import Workspace
    from amlwidgets.store.secrets import SecretStore

SCOPE = "keyvault"
_NAME = re.compile(r"[0-9A-Za-z-]{1,127}\Z")


class KeyVaultContentType:
    """What a secret's value is, for those who want to say."""

    not_provided = ""
    text_plain = "text/plain"


class Keyvault:
    """The secrets of one workspace. They are kept in files that only their owner may open.

    Names have 1 to 127 letters, digits and dashes, and case does not count, as in Azure. A value of `env:NAME` or
    `file:/PATH` is a reference, which is looked up where the secret is read.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._backend = workspace.backend

    def set_secret(self, name: str, value: str, content_type: str = KeyVaultContentType.not_provided) -> None:
        """Keep a secret, over what it was."""
        if not isinstance(value, str):
            # The value itself is not told.
            raise arguments.wrong("value", type(value).__name__, "a text")
        store(self._backend).set(SCOPE, key(name), value, content_type=content_type or "")

    def set_secrets(self, secrets_batch: Mapping[str, str]) -> None:
        """Keep several secrets: a dict of names and values. All are checked before the first is kept."""
        if not isinstance(secrets_batch, Mapping) or not all(isinstance(v, str) for v in secrets_batch.values()):
            raise arguments.wrong("secrets_batch", type(secrets_batch).__name__, "a dict of names and texts")
        for name in secrets_batch:
            key(name)
        for name, value in secrets_batch.items():
            self.set_secret(name, value)

    def get_secret(self, name: str) -> str:
        """A secret's value. Raises ResourceNotFound."""
        return get_secret(self._backend, name)

    def get_secrets(self, secrets: Sequence[str]) -> Dict[str, Optional[str]]:
        """The values of several secrets by name; None for one that is not there."""
        return get_secrets(self._backend, secrets)

    def get_secret_content_type(self, name: str) -> str:
        """What the value was said to be. Raises ResourceNotFound."""
        return store(self._backend).describe(SCOPE, key(name)).content_type

    def list_secrets(self) -> List[Dict[str, Any]]:
        """The names, each in a dict with its content type; no values."""
        return [
            {"name": entry.name, "contentType": entry.content_type}
            for entry in store(self._backend).entries(SCOPE)
        ]

    def delete_secret(self, name: str) -> None:
        """Remove a secret. Raises ResourceNotFound."""
        store(self._backend).delete(SCOPE, key(name))

    def delete_secrets(self, secrets: Sequence[str]) -> None:
        """Remove several secrets. Raises ResourceNotFound for one that is not there, after the others."""
        missing = []
        for name in _names(secrets):
            try:
                self.delete_secret(name)
            except ResourceNotFound as error:
                missing.append(error)
        if missing:
            raise missing[0]


def key(name: Any) -> str:
    """A secret's name as it is kept: case does not count. Raises ValidationException."""
    if isinstance(name, str) and _NAME.match(name):
        return name.lower()
    raise arguments.wrong("name", name, "1 to 127 letters, digits or '-'")


def store(backend: "Backend") -> "SecretStore":
    """The secrets of a workspace on this machine. Raises NotSupported for one that is elsewhere."""
    from amlwidgets.store.layout import Layout
    from amlwidgets.store.secrets import SecretStore

    workspace = backend.workspace
    if not workspace.folder:
        raise NotSupported(
            f"The secrets of the workspace {workspace.name!r} are where it is, and are not handed out.",
            remedy="Read them inside a job by run.get_secret. In Azure use azure-keyvault-secrets or the portal.",
        )
    return SecretStore(Layout(workspace.folder))


def get_secret(backend: "Backend", name: str) -> str:
    """A secret's value. Raises ResourceNotFound."""
    return store(backend).get(SCOPE, key(name))


def get_secrets(backend: "Backend", secrets: Sequence[str]) -> Dict[str, Optional[str]]:
    """The values of several secrets by the names they were asked by; None for one that is not there."""
    found: Dict[str, Optional[str]] = {}
    for name in _names(secrets):
        try:
            found[name] = get_secret(backend, name)
        except ResourceNotFound:
            found[name] = None
    return found


def _names(secrets: Any) -> List[str]:
    if isinstance(secrets, str) or not hasattr(secrets, "__iter__"):
        raise arguments.wrong("secrets", secrets, "a list of names")
    return list(secrets)
