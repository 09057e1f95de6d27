"""v1's face of a run: the dict of `get_details`."""

from typing import TYPE_CHECKING, Any, Dict, List, Optional

from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import USED_ENVIRONMENT, RunRecord, RunSpec, WorkspaceRecord
from amlwidgets.resources.redaction import redact_all
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.data.run_datasets import input_lineage, output_lineage
from amlwidgets.sdk.display import server_url

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


def details(run: RunRecord, log_files: Dict[str, str]) -> Dict[str, Any]:
    """The details dict (behaviours 24) of a run with these log files."""
    found: Dict[str, Any] = {
        "runId": run.run_id,
        "target": run.spec.target,
        "status": run.state.value,
        "startTimeUtc": iso(run.started),
        "endTimeUtc": iso(run.ended),
        "services": {},
        "properties": dict(run.properties),
        "inputDatasets": input_lineage(run),
        "outputDatasets": output_lineage(run),
        "runDefinition": _definition(run.spec),
        "logFiles": log_files,
        "submittedBy": run.submitted_by,
    }
    prepared = run.usage.get(USED_ENVIRONMENT)
    if isinstance(prepared, dict):
        found["environment"] = {key: prepared[key] for key in ("asked", "used", "replaced")}
    if run.error:
        found["error"] = {"error": dict(run.error)}
    return found


def _definition(spec: RunSpec) -> Dict[str, Any]:
    """The run definition; `arguments` is a flat list of texts, which notebooks index."""
    return {
        "script": spec.script,
        "command": spec.command or "",
        "useAbsolutePath": False,
        "arguments": list(spec.arguments),
        "framework": spec.extra.get("framework") or "Python",
        "communicator": spec.extra.get("distributed") or spec.extra.get("communicator") or "None",
        "target": spec.target,
        "dataReferences": spec.extra.get("dataReferences") or {},
        "data": {},
        "outputData": spec.extra.get("outputData") or {},
        "maxRunDurationSeconds": spec.max_run_duration_seconds,
        "nodeCount": spec.node_count,
        "processCountPerNode": spec.processes_per_node,
        "environment": {**spec.environment, "environmentVariables": redact_all(dict(spec.environment_variables))},
        "docker": spec.extra.get("docker") or {},
    }


def status_in_words(backend: "Backend", run: RunRecord) -> str:
    """What a run waits for, or how it failed; '' when there is nothing to say."""
    if run.error:
        return run.error.get("message", "")
    if run.state is not RunState.QUEUED:
        return ""
    queue = [waiting.run_id for waiting in backend.get_compute(run.spec.target).queue]
    if run.run_id not in queue:
        return ""
    place, nodes = queue.index(run.run_id) + 1, run.spec.node_count
    wanted = "a node" if nodes == 1 else f"{nodes} nodes"
    return f"It waits for {wanted} of {run.spec.target!r}: place {place} of {len(queue)} in the queue."


def log_urls(paths: List[str], workspace: WorkspaceRecord, run_id: str, folder: Optional[str]) -> Dict[str, str]:
    """Where each log is read: at the Jupyter server that `aml lab` started, else in the run's folder."""
    from urllib.parse import quote

    server = server_url()
    if server:
        base = f"{server}amlwidgets{quote(workspace.arm_id)}/jobs/{quote(run_id)}/content/"
    else:
        base = f"file://{quote(folder)}/" if folder else f"aml://runs/{quote(run_id)}/"
    return {path: base + quote(path) for path in paths}
