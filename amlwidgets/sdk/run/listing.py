"""Lists of runs, read page by page."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional, Tuple

from amlwidgets.resources.records import RunFilter, RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.sdk import arguments
from amlwidgets.sdk.run.family import RunFamily
from amlwidgets.sdk.run.run import Run

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.workspace import Workspace

Maker = Callable[["Experiment", RunRecord], Run]
_PAGE = 100


def run_filter(type: Optional[str], tags: Any, properties: Any, status: Optional[str]) -> RunFilter:
    """The filter of v1's arguments. Raises ValidationException for a wrong one."""
    for argument, value in (("tags", tags), ("properties", properties)):
        if value is not None and not isinstance(value, (str, dict)):
            raise arguments.wrong(argument, value, "a key, or a dict of keys and values")
    words = tuple(state.value for state in RunState)
    states = None if status is None else (RunState(arguments.one_of("status", status, words)),)
    return RunFilter(states=states, type=type, tags=tags, properties=properties)


def maker(rehydrate: bool) -> Maker:
    """What makes the runs of a list: of the class that their type has, or plain ones."""
    return Run.of_record if rehydrate else Run.plain


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
    experiment: "Experiment", which: RunFilter, children: bool, make: Maker = Run.of_record
) -> Iterator[Run]:
    """The runs of an experiment, newest first."""
    which = replace(which, experiment=experiment.name, include_children=children)
    return (make(experiment, record) for record in _pages(experiment.workspace.backend, which))


def runs_of_target(workspace: "Workspace", target: str, which: RunFilter) -> Iterator[Run]:
    """The runs of a compute target, newest first."""
    from amlwidgets.sdk.experiment import Experiment

    which = replace(which, target=target, include_children=True)
    return (
        Run.of_record(Experiment(workspace, record.experiment), record)
        for record in _pages(workspace.backend, which)
    )


def runs_on_target(
    workspace: "Workspace", target: str, type: Optional[str], tags: Any, properties: Any, status: Optional[str]
) -> Iterator[Run]:
    """The runs of a compute target, newest first; without a status those that have not ended."""
    from amlwidgets.resources.states import ACTIVE

    which = run_filter(type, tags, properties, status)
    return runs_of_target(workspace, target, which if status else replace(which, states=tuple(ACTIVE)))


def children_of(
    run: RunFamily, which: RunFilter, *, recursive: bool, make: Maker = Run.of_record
) -> Iterator[Run]:
    """A run's children; with `recursive` each is followed by its own, even one that was not itself asked for."""
    backend, experiment = run.experiment.workspace.backend, run.experiment
    which = replace(which, include_children=True)
    if not recursive:
        return (make(experiment, record) for record in _pages(backend, replace(which, parent=run.id)))
    return (make(experiment, record) for record in _descendants(backend, run.id, which))


def _descendants(backend: "Backend", run_id: str, which: RunFilter) -> Iterator[RunRecord]:
    """Any depth: a stack of pages, as deep as the runs are."""
    below = [_level(backend, run_id, which)]
    while below:
        found = next(below[-1], None)
        if found is None:
            below.pop()
            continue
        record, is_wanted = found
        if is_wanted:
            yield record
        below.append(_level(backend, record.run_id, which))


def _level(backend: "Backend", parent: str, which: RunFilter) -> Iterator[Tuple[RunRecord, bool]]:
    """The children of one run, and which of them were asked for."""
    asked, every = replace(which, parent=parent), RunFilter(parent=parent, include_children=True)
    wanted = None if asked == every else {record.run_id for record in _pages(backend, asked)}
    for record in _pages(backend, every):
        yield record, wanted is None or record.run_id in wanted
