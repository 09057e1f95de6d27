"""The backend over another amlwidgets server, put together of its parts."""

from typing import Any, Dict, Optional, Tuple

from amlwidgets.backend.rest.backend import RestBackend
from amlwidgets.backend.rest.endpoints import ServerEndpoints
from amlwidgets.backend.rest.server.run_files import RunFiles
from amlwidgets.backend.rest.server.runs import Runs
from amlwidgets.backend.rest.server.transfers import Transfers
from amlwidgets.backend.rest.transport import Transport
from amlwidgets.faces.client.compute import read_compute
from amlwidgets.faces.client.datastore import read_datastore
from amlwidgets.faces.client.values import items, whole
from amlwidgets.faces.record import read_run
from amlwidgets.resources.records import Changes


class ServerBackend(RestBackend, Transfers, Runs, RunFiles):
    """A workspace of another server: everything that the contract says.

    `look_seconds`: between two looks for what is new, after a change and at the longest. Its answers cost little.
    """

    look_seconds = (0.5, 10.0)

    def __init__(self, endpoints: ServerEndpoints, transport: Transport) -> None:
        self.endpoints = endpoints
        self.transport = transport
        self._base = endpoints.base

    def __repr__(self) -> str:
        return f"ServerBackend({self._base!r}, {self.endpoints.arm_id!r})"

    def _link(self, link: str) -> str:
        """Next pages are told as paths below `amlwidgets`."""
        return self._base + link if link.startswith("/") else link

    def _snapshot_id(self, name: str, code: Dict[str, Any]) -> str:
        """The server keeps uploaded code as a snapshot like those of its own."""
        return str((code.get("properties") or {}).get("snapshot") or name)

    def changes(self, cursor: Optional[int], *, top: int = 100) -> Tuple[bool, Changes]:
        """See the contract."""
        asked = self.endpoints.arm("changes").asking(
            cursor=None if cursor is None else str(max(0, cursor)), top=str(top)
        )
        told = self._get(asked)
        return told.get("everything") is True, Changes(
            cursor=whole(told, "cursor"),
            computes=tuple(read_compute(item) for item in items(told, "computes")),
            datastores=tuple(read_datastore(item) for item in items(told, "datastores")),
            runs=tuple(read_run(item) for item in items(told, "runs")),
            datasets=tuple(map(str, told.get("datasets") or ())),
            removed=tuple((str(kind), str(name)) for kind, name in told.get("removed") or ()),
        )

    def change_mark(self) -> Any:
        """See the contract. The server's number of changes, for one small request."""
        return self.changes(10**15, top=1)[1].cursor
