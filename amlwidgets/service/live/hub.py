"""What the live sessions of one event loop share: the eyes and the sources."""

from functools import partial
from typing import TYPE_CHECKING, Any, Callable, Dict, Tuple, TypeVar

from amlwidgets.backend import Backend
from amlwidgets.service.live.eyes import Eyes
from amlwidgets.service.live.files import RunFilesSource
from amlwidgets.service.live.loop import Loop
from amlwidgets.service.live.records import RunSource, WorkspaceSource
from amlwidgets.service.live.source import Source
from amlwidgets.service.workspaces import Opener

if TYPE_CHECKING:
    from amlwidgets.service.live.series import MetricSource

S = TypeVar("S", bound=Source)


class Hub:
    """Opens sources once, for as long as somebody listens. Not safe from other threads than the loop's."""

    def __init__(self, open_backend: Opener, loop: Loop) -> None:
        self.open_backend = open_backend
        self.loop = loop
        self.eyes = Eyes(loop)
        self._sources: Dict[Tuple[Any, ...], Source] = {}

    def workspace(self, backend: Backend) -> WorkspaceSource:
        """The records of a workspace."""
        key = (WorkspaceSource, backend.workspace.arm_id)
        return self._shared(key, lambda: WorkspaceSource(backend, self.eyes, self.loop))

    def run(self, backend: Backend, run_id: str) -> RunSource:
        """The record of a run. Raises ResourceNotFound."""
        key = (RunSource, backend.workspace.arm_id, run_id)
        return self._shared(key, lambda: self._run(backend, run_id))

    def run_files(self, backend: Backend, run_id: str) -> RunFilesSource:
        """The files of a run."""
        key = (RunFilesSource, backend.workspace.arm_id, run_id)
        return self._shared(key, lambda: RunFilesSource(backend, run_id, self.eyes, self.loop))

    def metrics(self, backend: Backend, run_id: str) -> "MetricSource":
        """The metrics of a run. numpy is imported with the first."""
        from amlwidgets.service.live.series import MetricSource

        key = (MetricSource, backend.workspace.arm_id, run_id)
        return self._shared(key, lambda: MetricSource(backend.metric_folder(run_id), self.eyes))

    def _run(self, backend: Backend, run_id: str) -> RunSource:
        record = backend.get_run(run_id)  # first: a run that is not there must open nothing
        return RunSource(self.workspace(backend), record)

    def close(self) -> None:
        """Stop watching anything."""
        for source in list(self._sources.values()):
            source.close()
        self._sources.clear()
        self.eyes.close()

    def _forget(self, key: Tuple[Any, ...]) -> None:
        self._sources.pop(key, None)

    def _shared(self, key: Tuple[Any, ...], make: Callable[[], S]) -> S:
        source = self._sources.get(key)
        if source is None:
            source = self._sources[key] = make()
            source.on_unused = partial(self._forget, key)
        return source  # type: ignore[return-value]
