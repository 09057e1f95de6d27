"""A run as run history shows it."""

from typing import Any, Dict, Mapping

from amlwidgets.faces.run import run_error
from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import RunRecord, WorkspaceRecord

DEFAULT_OUTPUT = "default"
"""The output that means the run's own files."""

OUTPUTS = "outputs"
"""The key of a spec's `extra` that maps the name of each output to the URI of its folder."""


def run_prefix(run_id: str) -> str:
    """Where the files of a run are in the container of all runs' files."""
    return f"ExperimentRun/dcid.{run_id}/"


def history_run(workspace: WorkspaceRecord, run: RunRecord) -> Dict[str, Any]:
    """The run's metadata."""
    return {
        "runId": run.run_id,
        "runUuid": run.run_id,
        "rootRunId": run.run_id,
        "parentRunId": run.parent,
        "runNumber": run.number,
        "experimentId": run.experiment,
        "displayName": run.name or run.run_id,
        "name": run.name or run.run_id,
        "description": run.description,
        "runType": run.type,
        "status": run.state.value,
        "target": run.spec.target,
        "createdTimeUtc": iso(run.created),
        "startTimeUtc": iso(run.started),
        "endTimeUtc": iso(run.ended),
        "tags": run.tags,
        "properties": run.properties,
        "hidden": run.archived,
        "error": history_error(run),
        "outputs": {
            name: {"assetId": uri, "type": "UriFolder"} for name, uri in output_uris(workspace, run).items()
        },
    }


def history_details(run: RunRecord, logs: Mapping[str, str]) -> Dict[str, Any]:
    """The run's details; `logs` maps each log to a URL from which it can be read."""
    return {
        "runId": run.run_id,
        "target": run.spec.target,
        "status": run.state.value,
        "parentRunId": run.parent,
        "createdTimeUtc": iso(run.created),
        "startTimeUtc": iso(run.started),
        "endTimeUtc": iso(run.ended),
        "error": history_error(run),
        "warnings": [],
        "tags": run.tags,
        "properties": run.properties,
        "inputDatasets": [],
        "outputDatasets": [],
        "logFiles": dict(logs),
    }


def history_error(run: RunRecord) -> Any:
    """`{"error": {"code", "message"}}` of a failed run, or None."""
    error = run_error(run)
    if error is None:
        return None
    told = [error["message"], error["remedy"]]
    return {"error": {"code": error["code"], "message": "\n".join(filter(None, told))}, "time": iso(run.ended)}


def output_uris(workspace: WorkspaceRecord, run: RunRecord) -> Dict[str, str]:
    """The folder of each output: the run's own files, and what the job names."""
    own = datastore_uri(workspace, "workspaceartifactstore", run_prefix(run.run_id))
    named = run.spec.extra.get(OUTPUTS)
    return {DEFAULT_OUTPUT: own, **(named if isinstance(named, dict) else {})}


def datastore_uri(workspace: WorkspaceRecord, datastore: str, path: str) -> str:
    """A place in a datastore, in the long form of Azure ML's URIs."""
    return (
        f"azureml://subscriptions/{workspace.subscription_id}/resourcegroups/{workspace.resource_group}"
        f"/workspaces/{workspace.name}/datastores/{datastore}/paths/{path}"
    )
