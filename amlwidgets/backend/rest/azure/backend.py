"""The backend over Azure ML, put together of its parts."""

import threading
from typing import Any, Dict

from amlwidgets.backend.rest.azure.observing import Observing
from amlwidgets.backend.rest.azure.run_files import RunFiles
from amlwidgets.backend.rest.azure.runs import Runs
from amlwidgets.backend.rest.backend import RestBackend
from amlwidgets.backend.rest.endpoints import AzureEndpoints
from amlwidgets.backend.rest.transport import Transport


class AzureBackend(RestBackend, RunFiles, Runs, Observing):
    """A workspace of Azure ML. docs/developers/rest-backend.md lists what Azure has no way to do: NotSupported."""

    def __init__(self, endpoints: AzureEndpoints, transport: Transport) -> None:
        self.endpoints: AzureEndpoints = endpoints
        self.transport = transport
        self._containers = {}
        self._opened = {}
        self._experiment_names: Dict[str, str] = {}
        self._look_lock = threading.Lock()

    def __repr__(self) -> str:
        return f"AzureBackend({self.endpoints.arm_id!r})"

    @property
    def _known_experiments(self) -> Dict[str, str]:
        return self._experiment_names

    def _snapshot_id(self, name: str, code: Dict[str, Any]) -> str:  # noqa: ARG002 - its name is all there is
        """The code's name: its version is always the same."""
        return name
