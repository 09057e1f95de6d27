"""A run as an ARM job, and the job that a PUT asks for."""

import shlex
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Tuple

from amlwidgets.engine.inputs.recorded import OUTPUT_DATASETS
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.job_definition import RUN_TYPES, definition_of, duration
from amlwidgets.faces.run import run_document
from amlwidgets.faces.workspace import TYPE as WORKSPACES
from amlwidgets.resources.clock import iso
from amlwidgets.resources.distribution import KIND, SERVERS, TENSORFLOW, WORKERS, tasks_per_node
from amlwidgets.resources.records import LOCAL_TARGET, SCRIPT_RUN, RunRecord, RunSpec, WorkspaceRecord

TYPE = f"{WORKSPACES}/jobs"
DEFAULT_EXPERIMENT = "Default"
COMMAND = "Command"


SUBMITTED = "job"
"""The key of a spec's `extra` that keeps what a v2 job said beyond what we execute."""

ASKED_COMMAND = "jobCommand"
ASKED_CODE = "jobCode"
"""The keys of what stood in the place of the command's values and of the snapshot."""

_ECHOED = ("environmentId", "inputs", "outputs", "distribution", "limits", "queueSettings", "identity")
"""What of a submitted job is answered as it came. Environment variables are not: they may hold secrets."""


def arm_job(
    workspace: WorkspaceRecord, run: RunRecord, services: Optional[Mapping[str, Any]] = None
) -> Dict[str, Any]:
    """The ARM job; `properties.run` is our run document, `services` where it can be seen, by their names."""
    described = _command_fields if run.spec.type == SCRIPT_RUN else _defined_fields
    return {
        "id": f"{workspace.arm_id}/jobs/{run.run_id}",
        "name": run.run_id,
        "type": TYPE,
        "systemData": {"createdAt": iso(run.created), "createdBy": run.submitted_by},
        "properties": {
            "status": run.state.value,
            "displayName": run.name or run.run_id,
            "description": run.description,
            "experimentName": run.experiment,
            "tags": run.tags,
            "properties": run.properties,
            "parentJobName": run.parent,
            "isArchived": run.archived,
            "computeId": f"{workspace.arm_id}/computes/{run.spec.target}",
            **_with_versions(described(workspace, run.spec), run),
            "services": dict(services or {}),
            "run": run_document(run),
        },
    }


def _command_fields(workspace: WorkspaceRecord, spec: RunSpec) -> Dict[str, Any]:
    """What is a command job's own."""
    submitted = spec.extra.get(SUBMITTED) or {}
    return {
        "jobType": COMMAND,
        "command": spec.extra.get(ASKED_COMMAND) or command_line(spec),
        "codeId": spec.extra.get(ASKED_CODE) or _code_id(workspace, spec),
        "environmentId": _environment_id(workspace, spec),
        "resources": {"instanceCount": spec.node_count},
        "inputs": {},
        "outputs": {},
        **{key: submitted[key] for key in _ECHOED if submitted.get(key)},
    }


def _defined_fields(_workspace: WorkspaceRecord, spec: RunSpec) -> Dict[str, Any]:
    """A sweep or pipeline as it was sent."""
    return {"inputs": {}, "outputs": {}, **(spec.extra.get(SUBMITTED) or {})}


def _with_versions(described: Dict[str, Any], run: RunRecord) -> Dict[str, Any]:
    """With the versions that outputs were registered as, where the job named none."""
    kept: Mapping[str, Any] = run.usage.get(OUTPUT_DATASETS) or {}
    found = {name: each.get("version") or each.get("modelVersion") for name, each in kept.items()}
    outputs = {
        name: {**given, "assetVersion": found[name]} if found.get(name) and given.get("assetName") else given
        for name, given in described["outputs"].items()
    }
    return {**described, "outputs": outputs}


def _environment_id(workspace: WorkspaceRecord, spec: RunSpec) -> str:
    """Azure ML's jobs always have one; a run that was given none has the workspace's own, `default`."""
    name, version = spec.environment.get("name") or "default", spec.environment.get("version") or "1"
    return f"{workspace.arm_id}/environments/{name}/versions/{version}"


def _code_id(workspace: WorkspaceRecord, spec: RunSpec) -> Optional[str]:
    return f"{workspace.arm_id}/codes/{spec.snapshot}" if spec.snapshot else None


def command_line(spec: RunSpec) -> str:
    """What a run executes, as one shell line."""
    if isinstance(spec.command, str):
        return spec.command
    if spec.command:
        return shlex.join(str(part) for part in spec.command)
    return shlex.join(["python", spec.script, *map(str, spec.arguments)]) if spec.script else ""


@dataclass(frozen=True)
class JobRequest:
    """What a PUT of a job says. `spec` is None when it names no work: then it only describes a run.

    The spec of a command is complete but for the snapshot of its `code`, a registered version, and the values in
    the command itself.
    """

    experiment: str
    spec: Optional[RunSpec]
    code: Optional[str]
    inputs: Fields
    outputs: Dict[str, Any]
    archived: Optional[bool]
    name: Optional[str]
    description: Optional[str]
    tags: Dict[str, str]
    properties: Dict[str, str]


def parse_job(body: object) -> JobRequest:
    """The job that a PUT asks for: a command, a sweep or a pipeline."""
    fields = Fields(body).inner("properties")
    kind = fields.text("jobType", COMMAND)
    if kind != COMMAND and kind not in RUN_TYPES:
        known = ", ".join([COMMAND, *RUN_TYPES])
        raise refuse(fields.name_of("jobType"), kind, f"one of {known}: others are not known here")
    return JobRequest(
        experiment=fields.text("experimentName", DEFAULT_EXPERIMENT),
        spec=_asked(kind, fields),
        code=fields.text("codeId", "") if _is_version(fields.text("codeId", "")) else None,
        inputs=fields.inner("inputs"),
        outputs=fields.inner("outputs").others(),
        archived=fields.flag("isArchived", default=False) if "isArchived" in fields else None,
        name=fields.text("displayName") if "displayName" in fields else None,
        description=fields.text("description") if "description" in fields else None,
        tags=fields.labels("tags"),
        properties=fields.labels("properties"),
    )


def _asked(kind: str, fields: Fields) -> Optional[RunSpec]:
    if kind == COMMAND:
        return _spec(fields) if "command" in fields else None
    target = _target(fields.text("computeId", ""))
    return RunSpec(target=target, type=RUN_TYPES[kind], extra={SUBMITTED: definition_of(kind, fields)})


def _spec(fields: Fields) -> RunSpec:
    nodes = fields.inner("resources").count("instanceCount", 1, least=1)
    per_node, distribution = _distribution(fields.inner("distribution"), nodes)
    kept = {key: value for key, value in fields.others().items() if key in _ECHOED and value}
    code = fields.text("codeId", "")
    return RunSpec(
        command=fields.text("command"),
        snapshot=None if _is_version(code) else _last_name(code) or None,
        target=_target(fields.text("computeId", "")),
        node_count=nodes,
        processes_per_node=per_node,
        environment=_environment(fields.text("environmentId", "")),
        environment_variables=fields.labels("environmentVariables"),
        max_run_duration_seconds=duration(fields.inner("limits"), "timeout"),
        extra={**distribution, **({SUBMITTED: kept} if kept else {})},
    )


def _distribution(fields: Fields, nodes: int) -> Tuple[int, Dict[str, Any]]:
    """Processes a node, and what a spec says of how they find each other."""
    kind = fields.text("distributionType", "")
    if kind != TENSORFLOW:
        return fields.count("processCountPerInstance", 1, least=1), {KIND: kind} if kind else {}
    workers = fields.count("workerCount", nodes, least=1)
    servers = fields.count("parameterServerCount", 0)
    return tasks_per_node(workers, servers, nodes), {KIND: kind, WORKERS: workers, SERVERS: servers}


def _target(compute: str) -> str:
    """The target of a `computeId`; without one, or on Azure's serverless computes, this machine itself."""
    name = _last_name(compute)
    return LOCAL_TARGET if name.lower() in ("", "serverless") else name


def _environment(environment: str) -> Dict[str, Any]:
    """Name and version of an `environmentId`; the interpreter is the workspace's own."""
    if _is_version(environment):
        parts = environment.strip("/").split("/")
        return {"name": parts[-3], "version": parts[-1]}
    name, _, version = environment.removeprefix("azureml:").partition(":")
    return {"name": name, "version": version or None} if name else {}


def _is_version(arm_id: str) -> bool:
    """Whether an id is that of a version of something, `.../{name}/versions/{version}`."""
    return "versions" in arm_id.strip("/").split("/")[-2:-1]


def _last_name(arm_id: str) -> str:
    """The resource's own name of an ARM id; a bare name is itself."""
    return arm_id.rsplit("/", 1)[-1]
