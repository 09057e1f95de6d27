"""A run as an ARM job, and the command job that a PUT asks for."""

import shlex
from dataclasses import dataclass
from typing import Any, Dict, Optional

from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import LOCAL_TARGET, RunRecord, RunSpec, WorkspaceRecord
from amlwidgets.service.faces.fields import Fields, refuse
from amlwidgets.service.faces.run import run_document
from amlwidgets.service.faces.workspace import TYPE as WORKSPACES

TYPE = f"{WORKSPACES}/jobs"
DEFAULT_EXPERIMENT = "Default"
COMMAND = "Command"


def arm_job(workspace: WorkspaceRecord, run: RunRecord) -> Dict[str, Any]:
    """The ARM job; `properties.run` is our run document."""
    spec = run.spec
    return {
        "id": f"{workspace.arm_id}/jobs/{run.run_id}",
        "name": run.run_id,
        "type": TYPE,
        "systemData": {"createdAt": iso(run.created), "createdBy": run.submitted_by},
        "properties": {
            "jobType": COMMAND,
            "status": run.state.value,
            "displayName": run.name or run.run_id,
            "description": run.description,
            "experimentName": run.experiment,
            "tags": run.tags,
            "properties": run.properties,
            "parentJobName": run.parent,
            "command": command_line(spec),
            "codeId": f"{workspace.arm_id}/codes/{spec.snapshot}" if spec.snapshot else None,
            "environmentId": None,
            "computeId": f"{workspace.arm_id}/computes/{spec.target}",
            "resources": {"instanceCount": spec.node_count},
            "inputs": {},
            "outputs": {},
            "services": {},
            "run": run_document(run),
        },
    }


def command_line(spec: RunSpec) -> str:
    """What a run executes, as one shell line."""
    if isinstance(spec.command, str):
        return spec.command
    if spec.command:
        return shlex.join(str(part) for part in spec.command)
    return shlex.join(["python", spec.script, *map(str, spec.arguments)]) if spec.script else ""


@dataclass(frozen=True)
class JobRequest:
    """What a PUT of a job says. `spec` is None when it names no command: then it only describes a run."""

    experiment: str
    spec: Optional[RunSpec]
    name: Optional[str]
    description: Optional[str]
    tags: Dict[str, str]
    properties: Dict[str, str]


def parse_job(body: object) -> JobRequest:
    """The job that a PUT asks for; only command jobs can be asked for this way."""
    fields = Fields(body).inner("properties")
    kind = fields.text("jobType", COMMAND)
    if kind != COMMAND:
        raise refuse(fields.name_of("jobType"), kind, repr(COMMAND))
    return JobRequest(
        experiment=fields.text("experimentName", DEFAULT_EXPERIMENT),
        spec=_spec(fields) if "command" in fields else None,
        name=fields.text("displayName") if "displayName" in fields else None,
        description=fields.text("description") if "description" in fields else None,
        tags=fields.labels("tags"),
        properties=fields.labels("properties"),
    )


def _spec(fields: Fields) -> RunSpec:
    return RunSpec(
        command=fields.text("command"),
        snapshot=_last_name(fields.text("codeId", "")) or None,
        target=_last_name(fields.text("computeId", "")) or LOCAL_TARGET,
        node_count=fields.inner("resources").count("instanceCount", 1, least=1),
        environment_variables=fields.labels("environmentVariables"),
    )


def _last_name(arm_id: str) -> str:
    """The resource's own name of an ARM id; a bare name is itself."""
    return arm_id.rsplit("/", 1)[-1]
