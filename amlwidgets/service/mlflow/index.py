"""What searches look at of all runs of a workspace, held in memory and kept up with what changed."""

import json
import threading
from typing import Dict, List, Optional, Sequence

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import ExperimentRecord, RunFilter, RunRecord
from amlwidgets.service.mlflow.run_face import RunFace, mlflow_run
from amlwidgets.service.mlflow.summaries import NOTHING, RunSummary, Summaries, Summary

_EVERYTHING = 1 << 31


class Candidate:
    """A run that may be found: its face, and its metrics when they are asked for."""

    __slots__ = ("_ended", "_metrics", "_summaries", "_summary", "_text", "face", "run_id", "started")

    def __init__(self, face: RunFace, summaries: Summaries) -> None:
        self.face = face
        self.run_id: str = face.info["run_id"]
        self.started: int = face.info["start_time"]
        self._ended = "end_time" in face.info
        self._summaries = summaries
        self._summary: Optional[RunSummary] = None
        self._metrics: Summary = NOTHING
        self._text = ""

    def metrics(self, backend: Backend) -> Summary:
        """The last point of each metric, as of now."""
        if self._summary is None:
            try:
                folder = backend.metric_folder(self.run_id)
            except ResourceNotFound:
                folder = None
            if folder is None:
                return NOTHING
            self._summary = self._summaries.of(folder)
        return self._summary.now(ended=self._ended)

    def to_json(self, backend: Backend) -> str:
        """The run as MLflow answers it, as JSON; put together anew only when it has changed."""
        metrics = self.metrics(backend)
        if not self._text or metrics is not self._metrics:
            self._text = json.dumps(self.face.with_metrics(metrics), separators=(",", ":"))
            self._metrics = metrics
        return self._text


class RunIndex:
    """The runs of one workspace. Refreshing costs what changed since the last time."""

    def __init__(self, summaries: Summaries) -> None:
        self._summaries = summaries
        self._runs: Dict[str, Candidate] = {}
        self._experiments: Dict[str, ExperimentRecord] = {}
        self._cursor: Optional[int] = None
        self._in_order: Optional[List[Candidate]] = None
        self._lock = threading.Lock()

    def runs(self, backend: Backend) -> List[Candidate]:
        """All runs as of now, the one that started last first, then by id.

        Not to be changed; the same list as before when nothing has.
        """
        with self._lock:
            self._refresh(backend)
            if self._in_order is None:
                self._in_order = sorted(self._runs.values(), key=lambda run: (-run.started, run.run_id))
            return self._in_order

    def _refresh(self, backend: Backend) -> None:
        top = 0 if self._cursor is None else _EVERYTHING
        everything, changes = backend.changes(self._cursor, top=top)
        if changes.cursor == self._cursor:
            return
        runs: Sequence[RunRecord] = changes.runs
        experiments = {experiment.name: experiment for experiment in backend.list_experiments()}
        if everything or self._archived() != {name for name, one in experiments.items() if one.archived}:
            # A run of an archived experiment is shown as deleted: all faces may have changed.
            runs = backend.list_runs(RunFilter(include_children=True), top=_EVERYTHING)
            self._runs.clear()
        self._experiments, self._cursor, self._in_order = experiments, changes.cursor, None
        for run in runs:
            self._take(run)
        for kind, name in changes.removed:
            if kind == "run":
                self._runs.pop(name, None)

    def _archived(self) -> "set[str]":
        return {name for name, experiment in self._experiments.items() if experiment.archived}

    def _take(self, run: RunRecord) -> None:
        experiment = self._experiments.get(run.experiment) or ExperimentRecord(run.experiment)
        self._runs[run.run_id] = Candidate(mlflow_run(run, experiment), self._summaries)
