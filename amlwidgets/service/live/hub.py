"""What the live sessions of one event loop share: the eyes and the sources."""

from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Tuple, TypeVar, Union

from amlwidgets.backend import Backend
from amlwidgets.service.live.afar import AfarLog, AfarRun, AfarRunFiles
from amlwidgets.service.live.afar_workspace import AfarWorkspace
from amlwidgets.service.live.eyes import Eyes
from amlwidgets.service.live.files import RunFilesSource
from amlwidgets.service.live.loop import Loop
from amlwidgets.service.live.pulse import Pace, Pulse
from amlwidgets.service.live.records import RunSource, WorkspaceSource
from amlwidgets.service.live.source import Source
from amlwidgets.service.workspaces import Opener

if TYPE_CHECKING:
    from amlwidgets.service.live.afar_metrics import AfarMetrics
    from amlwidgets.service.live.series import MetricSource

S = TypeVar("S", bound=Source)


class Hub:
    """Opens sources once, for as long as somebody listens. Not safe from other threads than the loop's.

    `executor` is for looking at what is elsewhere, which may take as long as another service does.
    """

    def __init__(self, open_backend: Opener, loop: Loop, executor: Optional[Executor] = None) -> None:
        self.open_backend = open_backend
        self.loop = loop
        self._executor = executor
        self._pulses: Dict[Tuple[str, str], Pulse] = {}
        self.eyes = Eyes(loop)
        self._sources: Dict[Tuple[Any, ...], Source] = {}

    def workspace(self, backend: Backend) -> WorkspaceSource:
        """The records of a workspace."""
        key = (WorkspaceSource, backend.workspace.arm_id)
        return self._shared(key, lambda: WorkspaceSource(backend, self.eyes, self.loop))

    def afar_workspace(self, backend: Backend) -> AfarWorkspace:
        """A workspace that is elsewhere."""
        key = (AfarWorkspace, arm_id_of(backend))
        return self._shared(key, lambda: AfarWorkspace(self._pulse(backend), backend))

    def afar_log(self, backend: Backend, run_id: str, path: str) -> AfarLog:
        """A log of a run that is elsewhere."""
        key = (AfarLog, arm_id_of(backend), run_id, path)
        return self._shared(key, lambda: AfarLog(self._pulse(backend, run_id), backend, run_id, path))

    def run(self, backend: Backend, run_id: str) -> Union[RunSource, AfarRun]:
        """The record of a run. Raises ResourceNotFound; of a run that is elsewhere, `current` does later."""
        if is_afar(backend):
            afar = (AfarRun, arm_id_of(backend), run_id)
            return self._shared(afar, lambda: self._afar_run(backend, run_id))
        key = (RunSource, backend.workspace.arm_id, run_id)
        return self._shared(key, lambda: self._run(backend, run_id))

    def run_files(self, backend: Backend, run_id: str) -> Union[RunFilesSource, AfarRunFiles]:
        """The files of a run."""
        if is_afar(backend):
            afar = (AfarRunFiles, arm_id_of(backend), run_id)
            return self._shared(afar, lambda: AfarRunFiles(self._pulse(backend, run_id), backend, run_id))
        key = (RunFilesSource, backend.workspace.arm_id, run_id)
        return self._shared(key, lambda: RunFilesSource(backend, run_id, self.eyes, self.loop))

    def metrics(self, backend: Backend, run_id: str) -> "Union[MetricSource, AfarMetrics]":
        """The metrics of a run. numpy is imported with the first."""
        if is_afar(backend):
            from amlwidgets.service.live.afar_metrics import AfarMetrics

            afar = (AfarMetrics, arm_id_of(backend), run_id)
            return self._shared(afar, lambda: AfarMetrics(self._pulse(backend, run_id), backend, run_id))
        from amlwidgets.service.live.series import MetricSource

        key = (MetricSource, backend.workspace.arm_id, run_id)
        return self._shared(key, lambda: MetricSource(backend.metric_folder(run_id), self.eyes))

    def _run(self, backend: Backend, run_id: str) -> RunSource:
        record = backend.get_run(run_id)  # first: a run that is not there must open nothing
        return RunSource(self.workspace(backend), record)

    def hurry(self, arm_id: str) -> None:
        """Something was asked of a workspace that is elsewhere: look at it soon."""
        for (of, _), pulse in self._pulses.items():
            if of == arm_id.lower():
                pulse.hurry()

    def close(self) -> None:
        """Stop watching anything."""
        for source in list(self._sources.values()):
            source.close()
        self._sources.clear()
        self.eyes.close()

    def _afar_run(self, backend: Backend, run_id: str) -> AfarRun:
        def hurry_lists() -> None:
            lists = self._pulses.get((arm_id_of(backend), ""))
            if lists is not None and lists.is_used:
                lists.hurry()

        return AfarRun(self._pulse(backend, run_id), backend, run_id, hurry_lists)

    def _pulse(self, backend: Backend, run_id: str = "") -> Pulse:
        """What looks at one run elsewhere, or at a workspace's lists."""
        self._pulses = {key: pulse for key, pulse in self._pulses.items() if pulse.is_used}
        key = (arm_id_of(backend), run_id)
        if key not in self._pulses:
            self._pulses[key] = Pulse(self.loop, self._executor, Pace(*getattr(backend, "look_seconds", ())))
        return self._pulses[key]

    def _forget(self, key: Tuple[Any, ...]) -> None:
        self._sources.pop(key, None)

    def _shared(self, key: Tuple[Any, ...], make: Callable[[], S]) -> S:
        source = self._sources.get(key)
        if source is None:
            source = self._sources[key] = make()
            source.on_unused = partial(self._forget, key)
        return source  # type: ignore[return-value]


def is_afar(backend: Backend) -> bool:
    """Whether nothing on this machine tells of a workspace's changes: it has to be looked at."""
    return backend.change_file() is None


def arm_id_of(backend: Backend) -> str:
    """A workspace's id without asking anybody."""
    endpoints: Any = getattr(backend, "endpoints", None)
    known: str = endpoints.arm_id if endpoints is not None else backend.workspace.arm_id
    return known.lower()
