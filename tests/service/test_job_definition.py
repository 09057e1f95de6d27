"""Sweeps and pipelines: what is refused, what is kept, and what comes back."""

import copy

import pytest

from amlwidgets.backend import create_workspace
from amlwidgets.faces.job import arm_job, parse_job
from amlwidgets.resources.errors import JobTypeNotExecuted, ValidationException
from amlwidgets.resources.records import PIPELINE_RUN, SWEEP_RUN, RunFilter
from amlwidgets.resources.states import RunState
from amlwidgets.service.submitting import submit_job

SWEEP = {
    "jobType": "Sweep",
    "experimentName": "tuning",
    "displayName": "rates",
    "tags": {"a": "b"},
    "trial": {
        "command": "python train.py ${{search_space.lr}}",
        "environmentId": "azureml:default:1",
        "environmentVariables": {"KEY": "hidden"},
    },
    "objective": {"goal": "Minimize", "primaryMetric": "loss"},
    "samplingAlgorithm": {"samplingAlgorithmType": "Random", "seed": 7},
    "searchSpace": {"lr": ["uniform", [0.1, 1]]},
    "limits": {"jobLimitsType": "Sweep", "maxTotalTrials": 4, "timeout": "PT1H"},
}
PIPELINE = {
    "jobType": "Pipeline",
    "jobs": {"first": {"type": "command", "componentId": "c/1", "environment_variables": {"KEY": "hidden"}}},
    "inputs": {"rate": {"jobInputType": "literal", "value": "1"}},
    "settings": {"continue_on_step_failure": False},
}


@pytest.fixture
def backend(home):
    opened = create_workspace("w", "s", "g")
    yield opened
    opened.close()


def changed(body, path, value):
    """The body with one field replaced, or without it."""
    body = copy.deepcopy(body)
    *folders, last = path.split(".")
    place = body
    for name in folders:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return {"properties": body}


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("trial", None, "properties.trial.command is None"),
        ("trial.command", 7, "properties.trial.command is 7"),
        ("trial.environmentId", None, "properties.trial.environmentId"),
        ("trial.environmentVariables", {"a": 1}, "properties.trial.environmentVariables"),
        ("objective.goal", "Improve", "one of Minimize, Maximize"),
        ("objective.primaryMetric", None, "properties.objective.primaryMetric"),
        ("samplingAlgorithm.samplingAlgorithmType", "Lucky", "one of Random, Grid, Bayesian"),
        ("searchSpace", {}, "properties.searchSpace"),
        ("limits.maxTotalTrials", 0, "properties.limits.maxTotalTrials is 0"),
        ("limits.timeout", "soon", "an ISO 8601 duration"),
        ("inputs", {"x": 1}, "properties.inputs.x is 1"),
        ("jobType", "Spark", "one of Command, Sweep, Pipeline"),
    ],
)
def test_a_wrong_sweep_is_refused_by_its_field(path, value, told):
    with pytest.raises(ValidationException, match=told):
        parse_job(changed(SWEEP, path, value))


@pytest.mark.parametrize(("path", "value"), [("jobs", ["a"]), ("jobs.first", "a"), ("jobs.first.componentId", 1)])
def test_a_wrong_pipeline_is_refused_by_its_field(path, value):
    with pytest.raises(ValidationException, match=f"properties.{path}"):
        parse_job(changed(PIPELINE, path, value))


@pytest.mark.parametrize(
    ("body", "kind", "what"), [(SWEEP, SWEEP_RUN, "sweeps"), (PIPELINE, PIPELINE_RUN, "pipelines")]
)
def test_it_is_recorded_as_failed_and_the_submitter_is_told(backend, body, kind, what):
    with pytest.raises(JobTypeNotExecuted, match=f"does not execute {what} yet") as told:
        submit_job(backend, "tuning_1", parse_job({"properties": body}))
    assert told.value.remedy
    run = backend.get_run("tuning_1")
    assert (run.type, run.state, run.error["code"]) == (kind, RunState.FAILED, "JobTypeNotExecuted")
    assert run.ended == run.created and set(run.times) == {"NotStarted", "Failed"}
    assert [found.run_id for found in backend.list_runs(RunFilter(type=kind))] == ["tuning_1"]
    assert backend.wait_for_run("tuning_1", 0).state.ended
    said = arm_job(backend.workspace, run)["properties"]
    for name in set(body) - {"trial", "jobs", "tags"}:
        assert said[name] == body[name], name
    assert "hidden" not in repr(said) and "hidden" not in repr(run)
    assert "command" not in said and said["status"] == "Failed"
    again = backend.resubmit("tuning_1")
    assert (again.state, again.type) == (RunState.FAILED, kind)


def test_nothing_is_started_for_it(backend):
    import os

    with pytest.raises(JobTypeNotExecuted):
        submit_job(backend, "tuning_1", parse_job({"properties": SWEEP}))
    assert not os.path.exists(os.path.join(backend.workspace.folder, "engine", "lock"))


def test_a_sweep_on_a_cluster_that_is_not_there(backend):
    from amlwidgets.resources.errors import ExperimentExecutionException, ResourceNotFound

    wanted = parse_job({"properties": {**SWEEP, "computeId": "/x/computes/none"}})
    with pytest.raises(ExperimentExecutionException, match="'none' was not found"):
        submit_job(backend, "tuning_1", wanted)
    with pytest.raises(ResourceNotFound):
        backend.get_run("tuning_1")
