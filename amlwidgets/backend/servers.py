"""Other Jupyter servers with our extension: what they have."""

from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from amlwidgets.backend.known import EMBEDDED, SERVER, KnownWorkspace
from amlwidgets.resources.errors import (
    AuthenticationException,
    AzureMLException,
    ServiceUnavailable,
    WorkspaceException,
)

_STUDIO = "ml.azure.com"
_PAGES = ("lab", "tree", "notebooks", "doc", "amlwidgets")
_HUB_SEGMENTS = 2
"""`/user/<name>` of JupyterHub: a name may be one of a page."""


def split_token(address: str) -> Tuple[str, Optional[str]]:
    """A server's URL as Jupyter prints it, without its token; and the token, if it had one.

    Raises WorkspaceException for what is no http or https URL.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not _is_host(parts):
        # Not told as it came: it may hold a token.
        raise WorkspaceException("That is no address of a server.", remedy="Expected: http://localhost:8888/")
    segments = [segment for segment in parts.path.split("/") if segment]
    kept = _HUB_SEGMENTS if segments[:1] == ["user"] else 0
    pages = (i for i, segment in enumerate(segments) if i >= kept and segment in _PAGES)
    path = "/".join(["", *segments[: next(pages, len(segments))], ""])
    token = parse_qs(parts.query).get("token", [None])[0]
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), token


def _is_host(parts: SplitResult) -> bool:
    try:
        return bool(parts.hostname) and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def studio_workspace(address: str) -> Optional[str]:
    """The ARM id in the address of a page of Azure ML studio; None for any other address."""
    parts = urlsplit(address)
    if parts.hostname != _STUDIO:
        return None
    return parse_qs(parts.query).get("wsid", [None])[0]


def workspaces_of(url: str, token: str) -> List[KnownWorkspace]:
    """The workspaces that a server shows, its default one first; one that is in a folder of ours is embedded.

    Raises WorkspaceException when no server of ours answers there, AuthenticationException for a wrong token.
    """
    from amlwidgets.backend.rest.cloud import Tokens
    from amlwidgets.backend.rest.endpoints import ANY
    from amlwidgets.backend.rest.transport import Transport

    transport = Transport(Tokens(token))
    try:
        said = transport.request("GET", f"{url}amlwidgets/capabilities", audience=ANY).json()
    except ServiceUnavailable as error:
        raise WorkspaceException(
            error.message, error, remedy="Is the server running, and is this its address?"
        ) from error
    except AuthenticationException as error:
        remedy = (
            f"Give its token, which `jupyter server list` shows there: aml workspace use {url} --token env:NAME"
        )
        raise AuthenticationException(f"{url} does not accept the token.", error, remedy=remedy) from error
    finally:
        transport.close()
    if not isinstance(said, dict) or not isinstance(said.get("workspace"), dict):
        raise WorkspaceException(
            f"{url} is no Jupyter server with amlwidgets.", remedy="Install amlwidgets there."
        )
    found = [_known(url, shown) for shown in (said["workspace"], *(said.get("workspaces") or ()))]
    return list(dict.fromkeys(found))


def _known(url: str, shown: Dict[str, Any]) -> KnownWorkspace:
    """The same folder is not opened by way of a server: both would be the same records."""
    from amlwidgets.backend import resolve
    from amlwidgets.store import registry

    there = KnownWorkspace(str(shown.get("id") or ""), SERVER, url)
    try:
        here = resolve(there.arm_id)
        if here.kind == EMBEDDED:
            folder = registry.find(here.name, *there.arm_id.split("/")[2:5:2])
            record = registry.read(folder or "")
            if record.workspace_id == (shown.get("properties") or {}).get("workspaceId"):
                return here
    except AzureMLException:
        pass
    return there
