"""The workspaces this user knows beside the embedded ones, and which one is used where nothing names one.

One small file in the home of all embedded workspaces: kernels, servers and terminals read the same. Of credentials
it holds nothing: a server's token is a secret (`store.secrets`), Azure's tokens are azure-identity's.
"""

import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, Iterator, List, Optional, Tuple

AZURE, SERVER, EMBEDDED = "azure", "server", "embedded"
"""The kinds: in Azure, on another Jupyter server with our extension, in a folder on this machine."""

_FILE = "known.json"
_TOKENS = "server"


@dataclass(frozen=True)
class KnownWorkspace:
    """A workspace by its ARM id. `url`: the Jupyter server of one of kind `server`. `tenant`: Azure's, or ""."""

    arm_id: str
    kind: str = AZURE
    url: str = ""
    tenant: str = ""

    @property
    def name(self) -> str:
        """The workspace's name: the end of its ARM id."""
        return self.arm_id.rstrip("/").rpartition("/")[2]

    def is_same(self, other: "KnownWorkspace") -> bool:
        """Whether both are one workspace. Two servers may each have one of the same ARM id."""
        return (self.arm_id.lower(), self.url) == (other.arm_id.lower(), other.url)


def workspaces() -> List[KnownWorkspace]:
    """Those that are not on this machine, as they were remembered."""
    return _read()[0]


def current() -> Optional[KnownWorkspace]:
    """The one that was chosen by `use`, or None; an embedded one may have been deleted since."""
    return _read()[1]


def find(arm_id: str) -> Optional[KnownWorkspace]:
    """The remembered workspace of an ARM id, or None."""
    return next((one for one in workspaces() if one.arm_id.lower() == arm_id.rstrip("/").lower()), None)


def remember(workspace: KnownWorkspace, token: Optional[str] = None) -> None:
    """Add a workspace that is not on this machine, or replace what was known of it.

    `token` is a server's, or a reference to one (`env:NAME`, `file:/PATH`); without it an older one stays.
    """
    if token is not None:
        _tokens().set(_TOKENS, workspace.url, token)
    with _changed() as (known, chosen):
        if workspace not in known:
            known[:] = [one for one in known if not one.is_same(workspace)] + [workspace]
        if chosen and chosen[0].is_same(workspace):
            chosen[:] = [workspace]


def forget(workspace: KnownWorkspace) -> None:
    """Remove a workspace from the list; where it was the chosen one, none is."""
    with _changed() as (known, chosen):
        known[:] = [one for one in known if not one.is_same(workspace)]
        chosen[:] = [one for one in chosen if not one.is_same(workspace)]


def use(workspace: Optional[KnownWorkspace]) -> None:
    """Choose the workspace that is used where nothing names one; None takes a choice back."""
    with _changed() as (known, chosen):
        chosen[:] = [] if workspace is None else [workspace]
        if workspace is not None and workspace.kind != EMBEDDED and not any(map(workspace.is_same, known)):
            known.append(workspace)


def token(workspace: KnownWorkspace) -> str:
    """The token of a server. Raises ResourceNotFound when none is kept."""
    return str(_tokens().get(_TOKENS, workspace.url))


# -- the file ------------------------------------------------------------------------------------------------

Entries = Tuple[List[KnownWorkspace], List[KnownWorkspace]]


def _home() -> str:
    from amlwidgets.store import registry

    return registry.home()


def _tokens() -> Any:
    from amlwidgets.store.layout import Layout
    from amlwidgets.store.secrets import SecretStore

    os.makedirs(_home(), mode=0o700, exist_ok=True)
    return SecretStore(Layout(_home()))


def _read() -> Tuple[List[KnownWorkspace], Optional[KnownWorkspace]]:
    import json

    try:
        with open(os.path.join(_home(), _FILE), encoding="utf-8") as file:
            values = json.load(file)
        known = [_entry(one) for one in values["workspaces"]]
        return known, _entry(values["current"]) if values.get("current") else None
    except FileNotFoundError:
        return [], None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        from amlwidgets.resources.errors import StoreException

        raise StoreException(
            f"The list of known workspaces cannot be read: {error}.",
            remedy=f"Remove {os.path.join(_home(), _FILE)!r}, then choose again: aml workspace use",
        ) from error


def _entry(values: Dict[str, str]) -> KnownWorkspace:
    fields = {name: str(values[name]) for name in ("kind", "url", "tenant") if name in values}
    return replace(KnownWorkspace(str(values["arm_id"])), **fields)


@contextmanager
def _changed() -> Iterator[Entries]:
    """The entries to change in place; written whole when the block ends, if they differ. One writer at a time."""
    import fcntl

    os.makedirs(_home(), mode=0o700, exist_ok=True)
    lock = os.open(os.path.join(_home(), f"{_FILE}.lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known, chosen = _read()
        entries = (list(known), [chosen] if chosen else [])
        yield entries
        if entries != (known, [chosen] if chosen else []):
            _write(entries)
    finally:
        os.close(lock)


def _write(entries: Entries) -> None:
    import json

    from amlwidgets.store.files import write_whole

    known, chosen = entries
    values = {"workspaces": [asdict(one) for one in known], "current": asdict(chosen[0]) if chosen else None}
    with write_whole(_home(), _FILE) as file:
        file.write(json.dumps(values, indent=1).encode())
