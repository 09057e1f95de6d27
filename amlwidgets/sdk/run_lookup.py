"""`amlwidgets.run("name")`: a run of the workspace at hand, for those who have nothing but its name."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Optional

from amlwidgets.resources.errors import ResourceNotFound, ValidationException
from amlwidgets.resources.records import RunFilter, RunRecord
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace

_RECENT = 200


def run(name: str, workspace: "Optional[Workspace]" = None) -> "Run":
    """The run of an id (which azure-ai-ml calls a job's name), else the newest one of that display name.

    Looked for in `workspace`, by default the one that `Workspace.from_config` opens. Raises ResourceNotFound.
    """
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace

    wanted = arguments.text("name", name)
    opened = Workspace.from_config() if workspace is None else workspace
    record = _by_id(opened.backend, wanted) or _by_display_name(opened.backend, wanted)
    return Run.of_record(Experiment(opened, record.experiment), record)


def _by_id(backend: "Backend", run_id: str) -> Optional[RunRecord]:
    try:
        return backend.get_run(run_id)
    except (ResourceNotFound, ValidationException):  # a display name may be what no id can be
        return None


def _by_display_name(backend: "Backend", name: str) -> RunRecord:
    which = RunFilter(search=name, include_children=True)
    found = next((one for one in backend.list_runs(which, top=_RECENT) if one.name == name), None)
    if found is not None:
        return found
    recent = backend.list_runs(RunFilter(include_children=True), top=_RECENT)
    close = get_close_matches(name, [word for one in recent for word in (one.run_id, one.name)], 1)
    raise ResourceNotFound(
        f"The workspace {backend.workspace.name!r} has no run {name!r}.",
        remedy=f"Did you mean {close[0]!r}?"
        if close
        else "%aml runs lists them; %aml workspace tells which it is.",
    )
