"""What searches look at of all runs of a workspace, held in memory and kept up with what changed."""

import threading
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple

from amlwidgets.backend import Backend
from amlwidgets.resources.records import ExperimentRecord, RunFilter, RunRecord
from amlwidgets.service.mlflow.candidates import Candidate, Watch, look_of
from amlwidgets.service.mlflow.clauses import Clause, Entity, Order
from amlwidgets.service.mlflow.paging import page
from amlwidgets.service.mlflow.run_face import mlflow_run
from amlwidgets.service.mlflow.summaries import Summaries
from amlwidgets.store.layout import Layout
from amlwidgets.store.metrics.kept import KeptSummaries

if TYPE_CHECKING:
    from amlwidgets.service.mlflow.table import Table

_EVERYTHING = 1 << 31


class RunIndex:
    """The runs of one workspace. Searching costs what changed since the last time. Safe from any thread."""

    def __init__(self, backend: Backend, summaries: Summaries) -> None:
        self._backend = backend
        self._summaries = summaries
        self._layout = Layout(backend.workspace.folder)
        self._watch = Watch(KeptSummaries(self._layout.summaries) if backend.workspace.folder else None)
        self._runs: Dict[str, Candidate] = {}
        self._experiments: Dict[str, ExperimentRecord] = {}
        self._cursor: Optional[int] = None
        self._table: "Optional[Table[Candidate]]" = None
        self._lock = threading.Lock()

    def search(
        self, clauses: Tuple[Clause, ...], orders: Tuple[Order, ...], token: str, size: int
    ) -> Tuple[List[str], Optional[str]]:
        """A page of the runs that are found, as JSON each, and the token of the next page.

        The run that started last comes first when no order is given; equals by their ids.
        """
        with self._lock:
            self._refresh()
            table = self._up_to_date_table()
            names = [clause.name for clause in clauses] + [order.name for order in orders]
            if any(name.entity is Entity.METRIC for name in names):
                self._put(self._watch.look_at_all())
            places, more = page(table.find(clauses, orders), token, size)
            found = [table.things[place] for place in places]
            self._put(self._watch.look_at(found))
            self._watch.keep()
            return [run.to_json() for run in found], more

    def _put(self, changed: List[Candidate]) -> None:
        for run in changed:
            self._up_to_date_table().replace(run.place, run)

    def _up_to_date_table(self) -> "Table[Candidate]":
        if self._table is None:
            # numpy comes with it: not before somebody searches.
            from amlwidgets.service.mlflow.table import Table

            self._table = Table(sorted(self._runs.values(), key=lambda run: (-run.started, run.run_id)), look_of)
            for place, run in enumerate(self._table.things):
                run.place = place
        return self._table

    # -- what changed ----------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        top = 0 if self._cursor is None else _EVERYTHING
        everything, changes = self._backend.changes(self._cursor, top=top)
        if changes.cursor == self._cursor:
            return
        runs: Sequence[RunRecord] = changes.runs
        experiments = {experiment.name: experiment for experiment in self._backend.list_experiments()}
        if everything or self._archived() != {name for name, one in experiments.items() if one.archived}:
            # A run of an archived experiment is shown as deleted: all faces may have changed.
            runs = self._backend.list_runs(RunFilter(include_children=True), top=_EVERYTHING)
            self._runs.clear()
            self._watch.forget()
            self._table = None
        self._experiments, self._cursor = experiments, changes.cursor
        for run in runs:
            self._take(run)
        for kind, name in changes.removed:
            if kind == "run":
                self._remove(name)

    def _archived(self) -> "set[str]":
        return {name for name, experiment in self._experiments.items() if experiment.archived}

    def _take(self, run: RunRecord) -> None:
        experiment = self._experiments.get(run.experiment) or ExperimentRecord(run.experiment)
        summary = self._summaries.of(self._layout.run(run.run_id).metrics)
        candidate = Candidate(mlflow_run(run, experiment), summary)
        former = self._runs.get(run.run_id)
        self._runs[run.run_id] = candidate
        self._watch.add(candidate)
        if former is None or former.started != candidate.started:
            self._table = None
        elif self._table is not None:
            candidate.place, candidate.metrics = former.place, former.metrics
            self._table.replace(candidate.place, candidate)

    def _remove(self, run_id: str) -> None:
        if self._runs.pop(run_id, None) is not None:
            self._summaries.forget(self._layout.run(run_id).root)
            self._watch.remove(run_id)
            self._table = None
