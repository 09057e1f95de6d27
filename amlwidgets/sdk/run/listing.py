"""Lists of runs, read page by page."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Iterator, Optional

from amlwidgets.resources.records import RunFilter, RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.sdk import arguments
from amlwidgets.sdk.run.family import RunFamily
from amlwidgets.sdk.run.run import Run

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.workspace import Workspace

_PAGE = 100


def _filter(type: Optional[str], tags: Any, properties: Any, status: Optional[str]) -> RunFilter:
    for argument, value in (("tags", tags), ("properties", properties)):
        if value is not None and not isinstance(value, (str, dict)):
            raise arguments.wrong(argument, value, "a key, or a dict of keys and values")
    words = tuple(state.value for state in RunState)
    states = None if status is None else (RunState(arguments.one_of("status", status, words)),)
    return RunFilter(states=states, type=type, tags=tags, properties=properties)


def _pages(backend: "Backend", which: RunFilter) -> Iterator[RunRecord]:
    """Newest first. Runs that begin meanwhile shift the pages: what came before is left out."""
    seen = set()
    skip = 0
    while page := backend.list_runs(which, top=_PAGE, skip=skip):
        for record in page:
            if record.run_id not in seen:
                seen.add(record.run_id)
                yield record
        skip += len(page)


def runs_of_experiment(
    experiment: "Experiment",
    type: Optional[str],
    tags: Any,
    properties: Any,
    status: Optional[str],
    children: bool,
) -> Iterator[Run]:
    """The runs of an experiment, newest first."""
    which = replace(_filter(type, tags, properties, status), experiment=experiment.name, include_children=children)
    return (Run.of_record(experiment, record) for record in _pages(experiment.workspace.backend, which))


def runs_on_target(
    workspace: "Workspace", target: str, type: Optional[str], tags: Any, properties: Any, status: Optional[str]
) -> Iterator[Run]:
    """The runs of a compute target, newest first; without a status those that have not ended."""
    from amlwidgets.resources.states import ACTIVE
    from amlwidgets.sdk.experiment import Experiment

    which = replace(_filter(type, tags, properties, status), target=target, include_children=True)
    if status is None:
        which = replace(which, states=tuple(ACTIVE))
    return (
        Run.of_record(Experiment(workspace, record.experiment), record)
        for record in _pages(workspace.backend, which)
    )


def children_of(
    run: RunFamily, recursive: bool, type: Optional[str], tags: Any, properties: Any, status: Optional[str]
) -> Iterator[Run]:
    """A run's children; with `recursive` each is followed by its own, even one that was not itself asked for."""
    which = replace(_filter(type, tags, properties, status), include_children=True, parent=run.id)
    backend, experiment = run.experiment.workspace.backend, run.experiment
    if not recursive:
        return (Run.of_record(experiment, record) for record in _pages(backend, which))
    return _descendants(run, which)


def _descendants(run: RunFamily, which: RunFilter) -> Iterator[Run]:
    backend, experiment = run.experiment.workspace.backend, run.experiment
    wanted = {record.run_id for record in _pages(backend, replace(which, parent=run.id))}
    for record in _pages(backend, RunFilter(parent=run.id, include_children=True)):
        child = Run.of_record(experiment, record)
        if record.run_id in wanted:
            yield child
        yield from _descendants(child, which)
