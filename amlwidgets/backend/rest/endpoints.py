"""Where each family of paths lives, and for whom its tokens are."""

import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Dict, Mapping, Optional, Tuple
from urllib.parse import quote, urlsplit

from amlwidgets.backend.rest.cloud import Cloud
from amlwidgets.resources.errors import WorkspaceException

if TYPE_CHECKING:
    from amlwidgets.backend.rest.transport import Transport

_ARM_PARTS = 8
ANY = ""
"""The audience of a server that has one token for everything."""


@dataclass(frozen=True)
class Place:
    """Where a request goes: its URL, its query, the audience of its token."""

    url: str
    audience: Optional[str] = None
    query: Mapping[str, str] = field(default_factory=dict)

    def below(self, *names: str) -> "Place":
        """A path below, one name a segment."""
        return Place("/".join([self.url, *(quote(name, safe="") for name in names)]), self.audience, self.query)

    def asking(self, **query: Optional[str]) -> "Place":
        """The same with more in its query; `_` in front of a name is ARM's `$`."""
        more = {re.sub("^_", "$", name): value for name, value in query.items() if value is not None}
        return Place(self.url, self.audience, {**self.query, **more})


class Endpoints:
    """The places of one workspace."""

    def __init__(self, arm_id: str) -> None:
        self.arm_id = "/" + arm_id.strip("/")
        if len(self.arm_id.split("/")) != _ARM_PARTS + 1:
            raise WorkspaceException(
                f"{arm_id!r} is not the ARM id of a workspace.",
                remedy="It is /subscriptions/…/resourceGroups/…/providers/…/workspaces/<name>.",
            )

    @property
    def quoted(self) -> str:
        """The ARM id as it stands in a URL."""
        return quote(self.arm_id)

    def arm(self, *names: str) -> Place:
        """A resource of the workspace."""
        raise NotImplementedError

    def subscription(self, path: str) -> Place:
        """What belongs to the workspace's subscription."""
        raise NotImplementedError

    def history(self, *names: str) -> Place:
        """Run history."""
        raise NotImplementedError

    def mlflow(self, call: str) -> Place:
        """One call of MLflow's API."""
        raise NotImplementedError


class ServerEndpoints(Endpoints):
    """All below `<url>/amlwidgets` of a Jupyter server."""

    def __init__(self, url: str, arm_id: str) -> None:
        super().__init__(arm_id)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise WorkspaceException(
                f"{parts.scheme}://{parts.hostname or ''} is not the URL of a Jupyter server.",
                remedy="Give it as in the browser, such as http://host:8888/user/ada; the token goes separately.",
            )
        path = parts.path.rstrip("/")
        path = path if path.endswith("/amlwidgets") else f"{path.removesuffix('/lab')}/amlwidgets"
        self.base = f"{parts.scheme}://{parts.netloc}{path}"

    def arm(self, *names: str) -> Place:
        """See Endpoints."""
        return Place(self.base + self.quoted, ANY).below(*names) if names else Place(self.base + self.quoted, ANY)

    def subscription(self, path: str) -> Place:
        """See Endpoints."""
        return Place(f"{self.base}/subscriptions/{self.arm_id.split('/')[2]}/{path}", ANY)

    def history(self, *names: str) -> Place:
        """See Endpoints."""
        return Place(f"{self.base}/history/v1.0{self.quoted}", ANY).below(*names)

    def mlflow(self, call: str) -> Place:
        """See Endpoints."""
        return Place(f"{self.base}/mlflow/v2.0{self.quoted}/api/2.0/mlflow/{call}", ANY)


class AzureEndpoints(Endpoints):
    """ARM for resources; history and MLflow where the workspace says they are, which is asked once."""

    def __init__(self, cloud: Cloud, arm_id: str, transport: "Transport") -> None:
        super().__init__(arm_id)
        self.cloud = cloud
        self._transport = transport
        self._lock = threading.Lock()
        self._data_plane: Optional[Tuple[str, str]] = None

    def arm(self, *names: str) -> Place:
        """See Endpoints."""
        place = Place(self.cloud.arm.rstrip("/") + self.quoted, self.cloud.arm_audience, self._version)
        return place.below(*names) if names else place

    def subscription(self, path: str) -> Place:
        """See Endpoints."""
        url = f"{self.cloud.arm.rstrip('/')}/subscriptions/{self.arm_id.split('/')[2]}/{path}"
        return Place(url, self.cloud.arm_audience, self._version)

    def history(self, *names: str) -> Place:
        """See Endpoints."""
        place = Place(f"{self._services()[0]}/history/v1.0{self.quoted}", self.cloud.data_audience)
        return place.below(*names)

    def mlflow(self, call: str) -> Place:
        """See Endpoints."""
        return Place(f"{self._services()[1]}/api/2.0/mlflow/{call}", self.cloud.data_audience)

    @property
    def _version(self) -> Dict[str, str]:
        return {"api-version": self.cloud.arm_version}

    def _services(self) -> Tuple[str, str]:
        """The URLs of run history's host and of the tracking server."""
        with self._lock:
            if self._data_plane is None:
                self._data_plane = self._asked()
            return self._data_plane

    def _asked(self) -> Tuple[str, str]:
        if self.cloud.data_plane:
            base = self.cloud.data_plane.rstrip("/")
            return base, f"{base}/mlflow/v1.0{self.quoted}"
        place = self.arm()
        reply = self._transport.request("GET", place.url, audience=place.audience, query=place.query)
        said = (reply.json() or {}).get("properties") or {}
        base = self._discovered(str(said.get("discoveryUrl") or ""))
        tracking = str(said.get("mlFlowTrackingUri") or "")
        if not tracking:
            return base, f"{base}/mlflow/v1.0{self.quoted}"
        # Its scheme is azureml: over which protocol, the other services' URLs say.
        return base, f"{urlsplit(base).scheme}://{tracking.partition('://')[2]}"

    def _discovered(self, url: str) -> str:
        """The host of run history, from the discovery document: one that is asked for without a token."""
        if url:
            told = self._transport.request("GET", url).json()
            history = told.get("history") if isinstance(told, dict) else None
            if isinstance(history, str) and urlsplit(history).hostname:
                return history.rstrip("/")
        raise WorkspaceException(
            f"The workspace {self.arm_id.rsplit('/', 1)[-1]!r} does not say where its run history is.",
            remedy="Give the region's address: Cloud(data_plane='https://<region>.api.azureml.ms').",
        )
