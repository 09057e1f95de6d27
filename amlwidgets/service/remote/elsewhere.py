"""The workspaces that are not on this machine: opened with this server's own sign-in, and told apart by path."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Mapping, Optional, Tuple
from urllib.parse import unquote

from amlwidgets.backend import Backend, open_known, resolve
from amlwidgets.backend.known import AZURE, EMBEDDED, KnownWorkspace
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.service.remote.forwarding import Forwarder, is_official
from amlwidgets.service.remote.tokens import TokenCache
from amlwidgets.service.workspaces import OpenWorkspaces

WORKERS = 16
"""Requests to other services under way at once; each may take as long as the service does."""

_WORKSPACE = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.MachineLearningServices/workspaces/[^/]+",
    re.IGNORECASE,
)
_SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)/", re.IGNORECASE)


class Elsewhere:
    """Opens workspaces of any kind, and says which requests are for one that is elsewhere. Safe from any thread.

    `make_credential` makes azure-identity's credential for a tenant; "" is the default one. `executor` is for
    whatever waits for another service: nothing else must have to wait with it.
    """

    def __init__(self, make_credential: Optional[Callable[[str], Any]] = None) -> None:
        self.executor = ThreadPoolExecutor(WORKERS, "amlwidgets-remote")
        self._make_credential = make_credential or _default_credential
        self._tokens: Dict[Tuple[str, str], TokenCache] = {}
        self._lock = threading.Lock()

    def opener(self) -> OpenWorkspaces:
        """What opens workspaces for the routes and the live feed."""
        return OpenWorkspaces(self.open)

    def open(self, workspace: KnownWorkspace) -> Backend:
        """A workspace of any kind. Asks nobody anything yet."""
        if workspace.kind != AZURE:
            return open_known(workspace)
        from amlwidgets.backend.clouds import cloud_of
        from amlwidgets.backend.rest import open_azure

        return open_azure(workspace.arm_id, self.tokens(workspace), cloud=cloud_of(workspace.url))

    def tokens(self, workspace: KnownWorkspace) -> TokenCache:
        """The sign-in for a workspace: one for each tenant and cloud."""
        with self._lock:
            key = (workspace.tenant, workspace.url)
            if key not in self._tokens:
                self._tokens[key] = TokenCache(lambda: self._make_credential(workspace.tenant))
            return self._tokens[key]

    def of_path(self, path: str) -> Optional[KnownWorkspace]:
        """The workspace elsewhere that a path is in; None for one of this machine, or for none."""
        found = _WORKSPACE.search(path)
        if found is None:
            return None
        try:
            workspace = resolve(unquote(found.group(0)))
        except AzureMLException:  # whoever answers the request says so
            return None
        return None if workspace.kind == EMBEDDED else workspace

    def forwarder(self, path: str, query: Mapping[str, str], opener: OpenWorkspaces) -> Optional[Forwarder]:
        """Who passes a request of an official client on; None for a request that is answered here."""
        if not is_official(path, query):
            return None
        workspace = self.of_path(path) or self._in_subscription(path)
        if workspace is None:
            return None
        tokens = self.tokens(workspace) if workspace.kind == AZURE else None
        return Forwarder(opener(workspace.arm_id), workspace, tokens)

    def close(self) -> None:
        """Wait for nobody."""
        self.executor.shutdown(wait=False, cancel_futures=True)

    def _in_subscription(self, path: str) -> Optional[KnownWorkspace]:
        """Lists, VM sizes and long operations name a subscription alone: any known workspace of it will do."""
        from amlwidgets.backend import known

        found = _SUBSCRIPTION.match(path)
        if found is None or _WORKSPACE.search(path):
            return None
        begin = f"/subscriptions/{unquote(found.group(1)).lower()}/"
        candidates = (one for one in known.workspaces() if one.arm_id.lower().startswith(begin))
        return next((one for one in candidates if one.kind == AZURE), None)


def _default_credential(tenant: str) -> Any:
    from amlwidgets.backend.credentials import default_credential

    return default_credential(tenant)
