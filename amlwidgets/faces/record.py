"""A run as one server of ours tells another: the record itself, less what may be secret."""

from dataclasses import asdict
from typing import Any, Dict, Mapping

from amlwidgets.resources.records import RunFilter, RunRecord, RunSpec, record
from amlwidgets.resources.states import RunState

_SECRET = ("environment_variables", "extra")
"""Fields of a spec that users fill with whatever they like; they are taken and never told."""


def run_record(run: RunRecord) -> Dict[str, Any]:
    """The record, JSON-ready."""
    values = asdict(run)
    spec = {key: value for key, value in values["spec"].items() if key not in _SECRET}
    environment = {key: value for key, value in spec["environment"].items() if key != "environmentVariables"}
    return {**values, "state": run.state.value, "spec": {**spec, "environment": environment}}


def read_run(values: Mapping[str, Any]) -> RunRecord:
    """The record of such values. Raises KeyError or ValueError for what is none."""
    spec = record(RunSpec, values["spec"])
    return record(RunRecord, {**values, "spec": spec, "state": RunState(values["state"])})


def filter_values(which: RunFilter) -> Dict[str, Any]:
    """A filter, JSON-ready, without what does not filter."""
    values = {key: value for key, value in asdict(which).items() if value not in (None, False)}
    if which.archived is not None:
        values["archived"] = which.archived
    if which.states is not None:
        values["states"] = [state.value for state in which.states]
    return values
