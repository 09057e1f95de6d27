"""The runs that searches look at: their faces, and their metrics as they were last read."""

import json
import time
from itertools import islice
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from amlwidgets.service.mlflow.clauses import Entity, Name
from amlwidgets.service.mlflow.run_face import RunFace
from amlwidgets.service.mlflow.summaries import NOTHING, RunSummary, Summary
from amlwidgets.store.metrics.kept import Kept, KeptSummaries

_LOOKED_AT_AGAIN = 32
"""Runs that have ended and whose metrics were read: at most so many of them are looked at again with a search."""

_LOOKS_A_SECOND = 1600
"""But one with each search in any case."""


class Candidate:
    """A run that may be found."""

    __slots__ = ("_text", "face", "has_ended", "metrics", "place", "run_id", "started", "summary")

    def __init__(self, face: RunFace, summary: RunSummary) -> None:
        self.face = face
        self.summary = summary
        self.run_id: str = face.info["run_id"]
        self.started: int = face.info["start_time"]
        self.has_ended = "end_time" in face.info
        self.metrics: Summary = NOTHING
        self.place = -1
        self._text = ""

    def look(self) -> bool:
        """Read what was logged since the last time; whether there was anything."""
        metrics = self.summary.now(ended=self.has_ended)
        if metrics is self.metrics:
            return False
        self.metrics, self._text = metrics, ""
        return True

    def to_json(self) -> str:
        """The run as MLflow answers it, as JSON; put together anew only when it has changed."""
        if not self._text:
            self._text = json.dumps(self.face.with_metrics(self.metrics), separators=(",", ":"))
        return self._text


def look_of(name: Name) -> Callable[[Candidate], Any]:
    """What a name stands for in a run."""
    key = name.key
    if name.entity is Entity.ATTRIBUTE:
        return lambda run: run.face.info.get(key)
    if name.entity is Entity.TAG:
        return lambda run: run.face.tags.get(key)
    if name.entity is Entity.PARAM:
        return lambda run: run.face.params.get(key)

    def metric(run: Candidate) -> Optional[float]:
        point = run.metrics.get(key)
        return None if point is None else point.value

    return metric


class Watch:
    """Keeps the metrics of candidates up to date: looks at those that may have changed.

    Those are the ones that have not ended or were not read yet. The others are looked at again in turn, some with
    each search, one where searches follow each other quickly: their logs should not change, but a process that
    outlived its run may still write.
    """

    def __init__(self, kept: Optional[KeptSummaries]) -> None:
        self._file = kept
        self._known: Dict[str, Tuple[int, Any]] = {}
        self._is_loaded = False
        self._unsettled: Dict[str, Candidate] = {}
        self._settled: Dict[str, Candidate] = {}
        self._found: List[Kept] = []
        self._gone: List[str] = []
        self._looked_again = 0.0

    def add(self, run: Candidate) -> None:
        """A run that is new, or in the place of an earlier state of it."""
        if not self._is_loaded:
            self._known = self._file.load() if self._file else {}
            self._is_loaded = True
        mark, summary = self._known.pop(run.run_id, (-1, None))
        if summary is not None:
            run.summary.take(mark, summary)
        self._settled.pop(run.run_id, None)
        self._unsettled[run.run_id] = run

    def remove(self, run_id: str) -> None:
        """A run that is gone."""
        self._unsettled.pop(run_id, None)
        self._settled.pop(run_id, None)
        self._gone.append(run_id)

    def forget(self) -> None:
        """All runs will be added anew."""
        self._unsettled.clear()
        self._settled.clear()

    def look_at_all(self) -> List[Candidate]:
        """Look at all runs whose metrics may have changed; those where they have."""
        for run_id in list(islice(self._settled, self._due())):
            run = self._settled.pop(run_id)
            (self._settled if run.summary.holds else self._unsettled)[run_id] = run
        return self.look_at(list(self._unsettled.values())) if self._unsettled else []

    def _due(self) -> int:
        """How many of those that have ended it is time to look at again."""
        moment = time.monotonic()
        due = min(_LOOKED_AT_AGAIN, (moment - self._looked_again) * _LOOKS_A_SECOND)
        self._looked_again = moment
        return max(1, int(due))

    def look_at(self, runs: Iterable[Candidate]) -> List[Candidate]:
        """Look at these runs; those whose metrics have changed."""
        changed = []
        for run in runs:
            if self._unsettled.get(run.run_id) is not run:
                continue
            if run.look():
                changed.append(run)
            if run.summary.settled:
                self._settle(run)
        return changed

    def _settle(self, run: Candidate) -> None:
        del self._unsettled[run.run_id]
        self._settled[run.run_id] = run
        if run.summary.kept != run.summary.mark:
            run.summary.kept = run.summary.mark
            self._found.append((run.run_id, run.summary.mark, run.metrics))

    def keep(self) -> None:
        """Write down what was found out about runs that have ended."""
        if self._file and (self._found or self._gone):
            self._file.keep(self._found, self._gone)
        self._found, self._gone = [], []
