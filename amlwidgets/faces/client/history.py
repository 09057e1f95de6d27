"""A run as run history answers it."""

from dataclasses import replace
from typing import Any, Dict, Mapping, Optional

from amlwidgets.faces.client.run import run_state
from amlwidgets.faces.client.values import inner, labels, moment, text, whole
from amlwidgets.resources.records import LOCAL_TARGET, RunRecord, RunSpec
from amlwidgets.resources.states import RunState


def read_history(body: Mapping[str, Any], job: Optional[RunRecord] = None) -> RunRecord:
    """The record; `job` is the same run as ARM knows it, which alone says what it executes."""
    state, run_id = run_state(text(body, "status")), text(body, "runId")
    created, started, ended = (moment(body, f"{word}TimeUtc") for word in ("created", "start", "end"))
    name = text(body, "displayName") or text(body, "name")
    return RunRecord(
        run_id=run_id,
        experiment=job.experiment if job else _experiment(body),
        number=whole(body, "runNumber"),
        name="" if name == run_id else name,
        type=text(body, "runType", "azureml.scriptrun"),
        state=state,
        cancel_requested=state is RunState.CANCEL_REQUESTED or body.get("cancelationReason") is not None,
        spec=job.spec if job else RunSpec(target=text(body, "target") or LOCAL_TARGET),
        times=_times(state, created, started, ended),
        created=created or 0.0,
        started=started,
        ended=ended,
        error=_error(inner(body, "error")) if state is RunState.FAILED else None,
        parent=text(body, "parentRunId") or None,
        description=text(body, "description"),
        submitted_by=text(inner(body, "createdBy"), "userName") or (job.submitted_by if job else ""),
        tags=dict(labels(body, "tags")),
        properties=labels(body, "properties"),
        parameters={key: str(value) for key, value in inner(body, "parameters").items()},
        archived=body.get("hidden") is True,
        usage=job.usage if job else {"interactive": True},
    )


def _experiment(body: Mapping[str, Any]) -> str:
    return text(body, "experimentName") or text(body, "experimentId")


def _times(
    state: RunState, created: Optional[float], started: Optional[float], ended: Optional[float]
) -> Dict[str, float]:
    told = {RunState.NOT_STARTED: created, RunState.RUNNING: started}
    if state.ended:
        told[state] = ended
    return {each.value: at for each, at in told.items() if at is not None}


def _error(body: Mapping[str, Any]) -> Dict[str, str]:
    told = inner(body, "error") or body
    return {"code": text(told, "code") or "UserError", "message": text(told, "message")}


def with_details(run: RunRecord, details: Mapping[str, Any]) -> RunRecord:
    """The run with what only its details say: how it failed."""
    error = inner(details, "error")
    return replace(run, error=_error(error)) if run.state is RunState.FAILED and error and not run.error else run
