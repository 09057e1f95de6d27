"""Runs that clients elsewhere perform, and the runs of the engine seen as theirs."""

from typing import Optional

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import refuse
from amlwidgets.resources.errors import InvalidState, ValidationException
from amlwidgets.resources.records import RunRecord
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.experiment_face import DEFAULT_ID
from amlwidgets.service.mlflow.experiments import active_experiment
from amlwidgets.service.mlflow.rules import LONGEST_TAG, check_labels
from amlwidgets.service.mlflow.run_face import ENDS, STATUSES, RunFace, mlflow_run, parse_tags
from amlwidgets.service.mlflow.summaries import NOTHING, Summary
from amlwidgets.service.routing import Request


def create_run(context: Context, request: Request) -> Answer:
    """Start a run that the client performs: it runs until the client says how it ended."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    experiment = active_experiment(backend, arguments.text("experiment_id", DEFAULT_ID))
    labels = parse_tags(check_labels("tag", arguments.pairs("tags"), LONGEST_TAG))
    name = arguments.text("run_name", "")
    if name and labels.name and name != labels.name:
        raise ValidationException(f"run_name is {name!r} and its tag {labels.name!r}; expected one name.")
    started = arguments.whole("start_time", 0, least=0)
    run = backend.start_interactive(
        experiment.name,
        name=name or labels.name or "",
        parent=labels.parent,
        tags=labels.tags,
        owned=False,
        started=started / 1000 if started else None,
    )
    if labels.description:
        run = backend.update_run(run.run_id, description=labels.description)
    return Answer(200, {"run": _face(backend, run).with_metrics(NOTHING)})


def get_run(context: Context, request: Request) -> Answer:
    """One run with the last point of each metric."""
    backend = context.workspace(request)
    run = backend.get_run(Arguments.of(request).run_id())
    return Answer(200, {"run": _face(backend, run).with_metrics(_metrics(context, backend, run))})


def update_run(context: Context, request: Request) -> Answer:
    """Rename a run, or say how it ended."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    run = active_run(backend, arguments.run_id())
    status, name = arguments.text("status", ""), arguments.text("run_name", "")
    if status and status not in STATUSES.values():
        raise refuse("status", status, f"one of {', '.join(sorted(set(STATUSES.values())))}")
    if name:
        run = backend.update_run(run.run_id, name=name)
    if status in ENDS:
        run = _end(backend, run, status, arguments.whole("end_time", 0, least=0))
    return Answer(200, {"run_info": _face(backend, run).info})


def _end(backend: Backend, run: RunRecord, status: str, ended: int) -> RunRecord:
    """The engine knows best how a run of its own ended; such a run can be asked to end, no more."""
    if run.usage.get("interactive"):
        moment: Optional[float] = ended / 1000 if ended else None
        return backend.end_run(run.run_id, ENDS[status].value, ended=moment)
    return backend.cancel(run.run_id) if status == "KILLED" else run


def delete_run(context: Context, request: Request) -> Answer:
    """Put a run aside; it can be restored."""
    context.workspace(request).update_run(Arguments.of(request).run_id(), archived=True)
    return Answer(200, {})


def restore_run(context: Context, request: Request) -> Answer:
    """Take back a run that was put aside."""
    context.workspace(request).update_run(Arguments.of(request).run_id(), archived=False)
    return Answer(200, {})


def active_run(backend: Backend, run_id: str) -> RunRecord:
    """A run that may be changed. Raises InvalidState for one that was deleted."""
    run = backend.get_run(run_id)
    if run.archived or backend.get_experiment(run.experiment).archived:
        raise InvalidState(f"The run {run_id!r} is deleted.", remedy="Restore it first.")
    return run


def _face(backend: Backend, run: RunRecord) -> RunFace:
    return mlflow_run(run, backend.get_experiment(run.experiment))


def _metrics(context: Context, backend: Backend, run: RunRecord) -> Summary:
    folder = backend.metric_folder(run.run_id)
    return NOTHING if folder is None else context.tracking.summaries.of(folder).now(ended=run.state.ended)
