"""The run document: a run as every view shows it (docs/developers/protocol.md, Run document)."""

from typing import Any, Dict

from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import USED_ENVIRONMENT, RunRecord

PROGRESS = "progress"
"""The key of a run's usage where a script's reported progress lies."""


def run_document(run: RunRecord) -> Dict[str, Any]:
    """The document of one run, JSON-ready. Environment variables stay out: they may hold secrets."""
    spec = run.spec
    return {
        "id": run.run_id,
        "name": run.name or run.run_id,
        "experiment": run.experiment,
        "number": run.number,
        "type": run.type,
        "state": run.state.value,
        "cancelRequested": run.cancel_requested,
        "target": spec.target,
        "nodeCount": spec.node_count,
        "times": {state: iso(moment) for state, moment in run.times.items()},
        "created": iso(run.created),
        "started": iso(run.started),
        "ended": iso(run.ended),
        "error": run_error(run),
        "script": spec.script,
        "command": spec.command,
        "arguments": spec.arguments,
        "environment": _environment(run),
        "snapshot": spec.snapshot,
        "tags": run.tags,
        "properties": run.properties,
        "parameters": run.parameters,
        "archived": run.archived,
        "parent": run.parent,
        "description": run.description,
        "submittedBy": run.submitted_by,
        "progress": run.usage.get(PROGRESS),
    }


def run_error(run: RunRecord) -> Any:
    """`{"code", "message", "remedy"}` of a failed run, or None."""
    if not run.error:
        return None
    return {key: run.error.get(key, "") for key in ("code", "message", "remedy")}


def _environment(run: RunRecord) -> Dict[str, Any]:
    """Its name and Python; of one that was built, or changed, what was asked, used and replaced too."""
    spec, prepared = run.spec.environment, run.usage.get(USED_ENVIRONMENT)
    python = spec.get("python")
    version = python.get("version") if isinstance(python, dict) else python
    found = {"name": spec.get("name") or "default", "python": version or ""}
    if not isinstance(prepared, dict):
        return found
    told = {key: prepared[key] for key in ("asked", "used", "replaced")}
    return {**found, "python": prepared["used"]["python"], **told}
