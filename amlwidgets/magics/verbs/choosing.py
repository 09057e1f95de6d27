"""What `workspace use` is given, as the workspace it means."""

import sys
from typing import TYPE_CHECKING

from amlwidgets.backend import arm_parts, known, list_workspaces, resolve
from amlwidgets.backend.known import EMBEDDED, KnownWorkspace
from amlwidgets.magics.verbs.parsing import nearest
from amlwidgets.resources.errors import (
    AuthenticationException,
    ResourceNotFound,
    UserErrorException,
    WorkspaceException,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WORD = "embedded"
"""The word for the default workspace of this machine."""


def all_workspaces() -> list[KnownWorkspace]:
    """The embedded workspaces and those that are known elsewhere."""
    return [*(KnownWorkspace(record.arm_id, EMBEDDED) for record in list_workspaces()), *known.workspaces()]


def offered() -> list[str]:
    """The words that `use` takes: names, and ARM ids of those whose name is not the only one."""
    names = [one.name for one in all_workspaces()]
    return [WORD, *(one.name if names.count(one.name) == 1 else one.arm_id for one in all_workspaces())]


def meant(word: str, token: str | None, ask: "Callable[[str], str]") -> KnownWorkspace:
    """The workspace of a name, an ARM id, the URL of a server or of a page of Azure ML studio.

    `ask` asks for a server's token where none was given and none is kept. Raises WorkspaceException and
    ResourceNotFound.
    """
    from amlwidgets.backend.servers import studio_workspace

    if word == WORD:
        return _default()
    if "://" in word:
        studio = studio_workspace(word)
        return _of_server(word, token, ask) if studio is None else _of_id(studio)
    return _of_id(word) if word.startswith("/") else _of_name(word)


def ask_for_token(url: str) -> str:
    """Ask the user, without an echo. Raises UserErrorException where nobody can answer."""
    import getpass

    remedy = "Give it as --token env:NAME or --token file:/PATH."
    try:
        from IPython import get_ipython

        if get_ipython() is None and not sys.stdin.isatty():
            raise UserErrorException(f"{url} wants a token.", remedy=remedy)
        answer = getpass.getpass(f"Token of {url} (jupyter server list shows it there): ").strip()
    except (EOFError, NotImplementedError) as error:
        raise UserErrorException(f"{url} wants a token.", error, remedy=remedy) from error
    if not answer:
        raise UserErrorException(f"{url} wants a token.", remedy=remedy)
    return answer


def is_reference(token: str | None) -> bool:
    """Whether a token stands elsewhere, and not in the command itself."""
    return token is None or token.startswith(("env:", "file:"))


def _default() -> KnownWorkspace:
    from amlwidgets.store import registry

    return KnownWorkspace(registry.create(registry.DEFAULT_NAME, exist_ok=True).arm_id, EMBEDDED)


def _of_id(arm_id: str) -> KnownWorkspace:
    arm_parts(arm_id)
    try:
        return resolve(arm_id)
    except WorkspaceException:
        return KnownWorkspace(arm_id.rstrip("/"))


def _of_name(name: str) -> KnownWorkspace:
    found = [one for one in all_workspaces() if one.name.lower() == name.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"{one.arm_id} ({one.url or one.kind})" for one in found)
        raise ResourceNotFound(
            f"Several workspaces are called {name!r}.", remedy=f"Give its id or URL: {choices}."
        )
    close = nearest(name, offered())
    guess = f"Did you mean {close!r}? " if close else ""
    raise ResourceNotFound(
        f"There is no workspace {name!r}.",
        remedy=f"{guess}There is: {', '.join(offered())}. One in Azure is given by its ARM id.",
    )


def _of_server(address: str, token: str | None, ask: "Callable[[str], str]") -> KnownWorkspace:
    from amlwidgets.backend.servers import split_token, workspaces_of

    url, in_address = split_token(address)
    given = token or in_address
    found = None if given else _by_kept_token(url)
    if found is None:
        given = given or ask(url)
        found = workspaces_of(url, _looked_up(given))
    for workspace in reversed(found):
        if workspace.kind != EMBEDDED:
            known.remember(workspace, given)
    return found[0]


def _by_kept_token(url: str) -> list[KnownWorkspace] | None:
    """None where no token is kept, or it is not accepted any more: a server may make another at each start."""
    from amlwidgets.backend.servers import workspaces_of

    try:
        return workspaces_of(url, known.token(KnownWorkspace("", known.SERVER, url)))
    except (ResourceNotFound, AuthenticationException):
        return None


def _looked_up(token: str) -> str:
    from amlwidgets.store.secret_references import resolve as look_up

    return look_up("--token", token)
