"""The table of runs: inserted at submission, advanced by the engine, listed newest first."""

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence

from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import InvalidState, ResourceExists, ResourceNotFound, UserErrorException
from amlwidgets.resources.records import RunFilter, RunRecord, RunSpec, record
from amlwidgets.resources.states import ACTIVE, FOLLOWERS, RunState
from amlwidgets.store.run_query import label_names, where_clause

if TYPE_CHECKING:
    from amlwidgets.store.database import Database

_COLUMNS = (
    "run_id, number, experiment, name, type, target, parent, state, cancel, created, started, ended, seq"
    ", spec, detail"
)
_DETAIL = (
    "times",
    "error",
    "description",
    "submitted_by",
    "tags",
    "properties",
    "parameters",
    "archived",
    "usage",
)
_ACTIVE = ", ".join(f"'{state.value}'" for state in sorted(ACTIVE))


class RunTable:
    """Rows of RunRecord."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def insert(self, run: RunRecord) -> RunRecord:
        """Record a new run; gives it the next number. Raises ResourceExists for an id that is taken."""
        with self._database.write() as seq:
            if self._database.read("SELECT 1 FROM run WHERE run_id = ?", (run.run_id,)):
                raise ResourceExists(f"The run {run.run_id!r} exists already.", kind="run", name=run.run_id)
            number = self._database.read("SELECT coalesce(max(number), 0) + 1 FROM run")[0][0]
            run = replace(run, number=number, seq=seq, name=run.name or run.run_id)
            self._write(run)
        return run

    def get(self, run_id: str) -> RunRecord:
        """One run. Raises ResourceNotFound."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM run WHERE run_id = ?", (run_id,))
        if not rows:
            raise ResourceNotFound(f"The run {run_id!r} was not found in the workspace.", kind="run", name=run_id)
        return _from_row(rows[0])

    def list(self, which: RunFilter, *, top: int = 100, skip: int = 0) -> List[RunRecord]:
        """Newest first: `top` runs after leaving out `skip`."""
        where, values = where_clause(which)
        page = f"SELECT number FROM run {where} ORDER BY number DESC LIMIT ? OFFSET ?"
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM run WHERE number IN ({page}) ORDER BY number DESC", [*values, top, skip]
        )
        return [_from_row(row) for row in rows]

    def active(self) -> List[RunRecord]:
        """All runs that have not ended, in the order they were submitted."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM run WHERE state IN ({_ACTIVE}) ORDER BY number")
        return [_from_row(row) for row in rows]

    def has_active(self) -> bool:
        """Whether any run has not ended."""
        return bool(self._database.read(f"SELECT 1 FROM run WHERE state IN ({_ACTIVE}) LIMIT 1"))

    def changed(self, after: int, top: int) -> List[RunRecord]:
        """The newest `top` runs that changed after a sequence number."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM run WHERE seq > ? ORDER BY seq DESC LIMIT ?",
            (after, top),
        )
        return sorted((_from_row(row) for row in rows), key=lambda run: -run.number)

    def counts(self) -> Dict[str, int]:
        """Runs per state."""
        return dict(self._database.read("SELECT state, count(*) FROM run GROUP BY state"))

    def advance(
        self,
        run_id: str,
        state: RunState,
        *,
        when: Optional[float] = None,
        error: Optional[Mapping[str, str]] = None,
        usage: Optional[Mapping[str, Any]] = None,
    ) -> RunRecord:
        """Move a run to its next state. Raises InvalidState for one that may not follow."""
        when = now() if when is None else when
        with self._database.write() as seq:
            run = self.get(run_id)
            if state not in FOLLOWERS[run.state]:
                raise InvalidState(f"The run {run_id!r} is {run.state}: it cannot become {state}.")
            run = replace(
                run,
                state=state,
                seq=seq,
                times={**run.times, state.value: when},
                started=when if state is RunState.RUNNING else run.started,
                ended=when if state.ended else run.ended,
                error=dict(error) if error is not None else run.error,
                usage={**run.usage, **(usage or {})},
                cancel_requested=run.cancel_requested or state is RunState.CANCEL_REQUESTED,
            )
            self._write(run)
        return run

    def request_cancel(self, run_id: str) -> RunRecord:
        """Ask for a run's end; nothing changes for one that has ended or was asked before."""
        run = self.get(run_id)
        if run.state.ended or run.state is RunState.CANCEL_REQUESTED:
            return run
        try:
            return self.advance(run_id, RunState.CANCEL_REQUESTED)
        except InvalidState:  # it ended, or somebody else asked, at this very moment
            return self.get(run_id)

    def update(
        self,
        run_id: str,
        *,
        name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        remove_tags: Sequence[str] = (),
        properties: Optional[Mapping[str, str]] = None,
        parameters: Optional[Mapping[str, str]] = None,
        archived: Optional[bool] = None,
        usage: Optional[Mapping[str, Any]] = None,
    ) -> RunRecord:
        """Change what may change on a run.

        Raises UserErrorException for a property or parameter that has another value already.
        """
        with self._database.write() as seq:
            run = self.get(run_id)
            _check_new(run, "properties", run.properties, properties or {})
            _check_new(run, "parameters", run.parameters, parameters or {})
            kept = {key: value for key, value in run.tags.items() if key not in remove_tags}
            run = replace(
                run,
                seq=seq,
                name=run.name if name is None else name,
                description=run.description if description is None else description,
                tags={**kept, **(tags or {})},
                properties={**run.properties, **(properties or {})},
                parameters={**run.parameters, **(parameters or {})},
                archived=run.archived if archived is None else archived,
                usage={**run.usage, **(usage or {})},
            )
            self._write(run)
        return run

    def delete(self, run_id: str) -> None:
        """Remove a run's row. Raises InvalidState while it is active."""
        with self._database.write() as seq:
            run = self.get(run_id)
            if not run.state.ended:
                raise InvalidState(
                    f"The run {run_id!r} is {run.state}.", remedy="Cancel it first, then delete it."
                )
            self._database.execute("DELETE FROM run WHERE run_id = ?", (run_id,))
            self._database.execute("INSERT INTO removed VALUES (?, 'run', ?)", (seq, run_id))

    def _write(self, run: RunRecord) -> None:
        values = asdict(run)
        self._database.execute(
            f"INSERT OR REPLACE INTO run ({_COLUMNS}, archived, labels)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run.run_id,
                run.number,
                run.experiment,
                run.name,
                run.type,
                run.spec.target,
                run.parent,
                run.state.value,
                int(run.cancel_requested),
                run.created,
                run.started,
                run.ended,
                run.seq,
                json.dumps(values["spec"]),
                json.dumps({key: values[key] for key in _DETAIL}),
                int(run.archived),
                label_names(run.tags, run.properties),
            ),
        )
        # A cluster's queue and nodes show its runs.
        self._database.resources.touch("compute", run.spec.target)


def _check_new(run: RunRecord, kind: str, present: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    taken = [key for key, value in wanted.items() if present.get(key, value) != value]
    if taken:
        raise UserErrorException(
            f"The run {run.run_id!r} has the {kind} {', '.join(map(repr, taken))} already.",
            remedy=f"{kind.capitalize()} never change once set; use a tag for what changes.",
        )


def _from_row(row: Sequence[Any]) -> RunRecord:
    return RunRecord(
        run_id=row[0],
        number=row[1],
        experiment=row[2],
        name=row[3],
        type=row[4],
        parent=row[6],
        state=RunState(row[7]),
        cancel_requested=bool(row[8]),
        created=row[9],
        started=row[10],
        ended=row[11],
        seq=row[12],
        spec=record(RunSpec, json.loads(row[13])),
        **json.loads(row[14]),
    )
