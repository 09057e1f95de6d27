"""Sweep and pipeline jobs: what a PUT of one must say, checked whole, and what is kept of it."""

from typing import Any, Dict, Mapping, Tuple

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.clock import parse_duration
from amlwidgets.resources.records import PIPELINE_RUN, SWEEP_RUN

RUN_TYPES: Mapping[str, str] = {"Sweep": SWEEP_RUN, "Pipeline": PIPELINE_RUN}
"""The type of run that each type of job is; command jobs are not here, they have a face of their own."""

_VARIABLES = ("environmentVariables", "environment_variables")
"""Left out at any depth: they may hold secrets, and nothing reads them."""

_OF_THE_RUN = ("services", "status", "isArchived", "displayName", "description", "experimentName", "tags")
"""Fields that the run itself has, or that the server makes."""

_GOALS = ("Minimize", "Maximize")
_SAMPLINGS = ("Random", "Grid", "Bayesian")


def definition_of(kind: str, fields: Fields) -> Dict[str, Any]:
    """The definition of a sweep or pipeline, as it was sent less what may be secret.

    Raises ValidationException for a field that Azure ML would refuse.
    """
    (_check_sweep if kind == "Sweep" else _check_pipeline)(fields)
    kept = fields.others(*_OF_THE_RUN, "properties", "computeId")
    return {"jobType": kind, **{key: _public(value) for key, value in kept.items() if value is not None}}


def _check_sweep(fields: Fields) -> None:
    trial = fields.inner("trial")
    for name in ("command", "environmentId"):
        trial.text(name)
    trial.labels("environmentVariables")
    trial.inner("resources").count("instanceCount", 1, least=1)
    goal = fields.inner("objective")
    goal.text("primaryMetric")
    _one_of(goal, "goal", _GOALS)
    _one_of(fields.inner("samplingAlgorithm"), "samplingAlgorithmType", _SAMPLINGS)
    if not fields.inner("searchSpace").others():
        raise refuse(fields.name_of("searchSpace"), {}, "the parameters that are searched, by name")
    _check_limits(fields.inner("limits"))
    _check_data(fields)


def _check_limits(limits: Fields) -> None:
    for name in ("maxTotalTrials", "maxConcurrentTrials"):
        limits.count(name, 1, least=1)
    for name in ("timeout", "trialTimeout"):
        duration(limits, name)


def _check_pipeline(fields: Fields) -> None:
    # Without steps it is one whose component is the pipeline.
    steps = fields.inner("jobs")
    for name in steps.others():
        steps.inner(name).text("type", "command")
        steps.inner(name).text("componentId", "")
    fields.inner("settings")
    _check_data(fields)


def _check_data(fields: Fields) -> None:
    for kind in ("inputs", "outputs"):
        places = fields.inner(kind)
        for name in places.others():
            places.inner(name)


def duration(limits: Fields, name: str) -> "float | None":
    """Seconds of an ISO 8601 duration; None when it is not there."""
    if name not in limits:
        return None
    text = limits.text(name)
    try:
        return parse_duration(text)
    except ValueError as error:
        raise refuse(limits.name_of(name), text, "an ISO 8601 duration such as 'PT1H'") from error


def _one_of(fields: Fields, name: str, known: Tuple[str, ...]) -> None:
    came = fields.text(name)
    if came.lower() not in (word.lower() for word in known):
        raise refuse(fields.name_of(name), came, f"one of {', '.join(known)}")


def _public(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _public(inner) for key, inner in value.items() if key not in _VARIABLES}
    return [_public(inner) for inner in value] if isinstance(value, list) else value
