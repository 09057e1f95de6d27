"""Runs of types that the engine does not execute: recorded with all they say, Failed from the beginning."""

from dataclasses import replace

from amlwidgets.resources.errors import JobTypeNotExecuted
from amlwidgets.resources.records import PIPELINE_RUN, SWEEP_RUN, RunRecord
from amlwidgets.resources.states import RunState

_ADVICE = {
    SWEEP_RUN: ("sweeps", "Submit the trial as a command job for each set of values, or use an Azure workspace."),
    PIPELINE_RUN: ("pipelines", "Submit each step as a command job, or use an Azure workspace."),
}


def refused(run: RunRecord) -> RunRecord:
    """The record of such a run."""
    what, remedy = _ADVICE.get(run.spec.type, (f"jobs of type {run.spec.type}", "Submit a command job."))
    reason = JobTypeNotExecuted(
        f"This workspace's engine does not execute {what} yet; the job is recorded, and nothing was started.",
        remedy=remedy,
    )
    times = {**run.times, RunState.FAILED.value: run.created}
    return replace(
        run, type=run.spec.type, state=RunState.FAILED, times=times, ended=run.created, error=reason.to_json()
    )
