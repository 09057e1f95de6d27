"""A run as an ARM job: the command job that asks for it, and the record of one that Azure ML answers."""

import shlex
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.faces.client.run import run_state
from amlwidgets.faces.client.values import inner, labels, last_name, moment, text, whole
from amlwidgets.faces.job import COMMAND, command_line
from amlwidgets.resources.clock import iso_duration, parse_duration
from amlwidgets.resources.distribution import KIND, MPI, SERVERS, TENSORFLOW, WORKERS, count, tasks_per_node
from amlwidgets.resources.records import LOCAL_TARGET, RunRecord, RunSpec

INPUTS, OUTPUTS = "inputs", "outputs"
"""The keys of a spec's `extra` that hold a job's inputs and outputs in ARM's words."""

_SERVERLESS = "serverless"
_INTERACTIVE = "Base"
_TYPES = {"Sweep": "hyperdrive", "Pipeline": "azureml.PipelineRun", "AutoML": "automl"}
"""v1's words for the types of jobs; a command is a script run."""


def command_job(
    spec: RunSpec,
    experiment: str,
    arm_id: str,
    *,
    code: Optional[str] = None,
    environment: Optional[str] = None,
    name: str = "",
    tags: Optional[Mapping[str, Optional[str]]] = None,
    properties: Optional[Mapping[str, str]] = None,
) -> Dict[str, Any]:
    """The body that submits a run. `code` and `environment` are ids of versions that are registered."""
    said = {
        "jobType": COMMAND,
        "experimentName": experiment,
        "displayName": name or None,
        "tags": {key: value or "" for key, value in (tags or {}).items()},
        "properties": dict(properties or {}),
        "command": command_line(spec),
        "codeId": code,
        "environmentId": environment,
        "computeId": f"{arm_id}/computes/{spec.target}",
        "distribution": _distribution(spec),
        "resources": {"instanceCount": spec.node_count},
        "limits": _limits(spec),
        "environmentVariables": spec.environment_variables,
        "inputs": spec.extra.get(INPUTS),
        "outputs": spec.extra.get(OUTPUTS),
    }
    return {"properties": {key: value for key, value in said.items() if value is not None}}


def _limits(spec: RunSpec) -> Optional[Dict[str, str]]:
    seconds = spec.max_run_duration_seconds
    return None if seconds is None else {"jobLimitsType": COMMAND, "timeout": iso_duration(seconds)}


def _distribution(spec: RunSpec) -> Optional[Dict[str, Any]]:
    kind = spec.extra.get(KIND) or (MPI if spec.processes_per_node > 1 else None)
    if kind is None:
        return None
    if kind == TENSORFLOW:
        workers, servers = count(spec.extra, WORKERS, spec.node_count), count(spec.extra, SERVERS, 0)
        return {"distributionType": kind, "workerCount": workers, "parameterServerCount": servers}
    return {"distributionType": kind, "processCountPerInstance": spec.processes_per_node}


def read_job(body: Mapping[str, Any]) -> RunRecord:
    """The record of a job. Its history (client/history.py) knows its times better."""
    said = inner(body, "properties")
    run_id, name, system = text(body, "name"), text(said, "displayName"), inner(body, "systemData")
    facts = labels(said, "properties")
    state = run_state(text(said, "status"))
    return RunRecord(
        run_id=run_id,
        experiment=text(said, "experimentName"),
        name="" if name == run_id else name,
        type=_TYPES.get(text(said, "jobType"), RunRecord.type),
        state=state,
        spec=read_spec(said),
        created=moment(system, "createdAt") or 0.0,
        started=moment(facts, "StartTimeUtc"),
        ended=moment(facts, "EndTimeUtc"),
        parent=text(said, "parentJobName") or None,
        description=text(said, "description"),
        submitted_by=text(system, "createdBy"),
        tags=dict(labels(said, "tags")),
        properties=facts,
        archived=said.get("isArchived") is True,
        usage={"interactive": True} if text(said, "jobType") == _INTERACTIVE else {},
    )


def read_spec(said: Mapping[str, Any]) -> RunSpec:
    """What a command job is to do, from its properties."""
    distribution = inner(said, "distribution")
    kind = text(distribution, "distributionType")
    nodes = max(1, whole(inner(said, "resources"), "instanceCount", 1))
    per_node = max(1, whole(distribution, "processCountPerInstance", 1))
    extra: Dict[str, Any] = {KIND: kind} if kind else {}
    if kind == TENSORFLOW:
        extra[WORKERS] = whole(distribution, "workerCount", nodes)
        extra[SERVERS] = whole(distribution, "parameterServerCount")
        per_node = tasks_per_node(extra[WORKERS], extra[SERVERS], nodes)
    for key in (INPUTS, OUTPUTS):
        if inner(said, key):
            extra[key] = dict(inner(said, key))
    words = _script(text(said, "command"))
    return RunSpec(
        script=words[1] if words else None,
        arguments=words[2:],
        command=None if words else text(said, "command") or None,
        snapshot=_code(text(said, "codeId")),
        target=_target(text(said, "computeId")),
        node_count=nodes,
        processes_per_node=per_node,
        environment=_environment(text(said, "environmentId")),
        environment_variables=labels(said, "environmentVariables"),
        max_run_duration_seconds=seconds_of(said),
        extra=extra,
    )


def seconds_of(said: Mapping[str, Any]) -> Optional[float]:
    """The time limit of a job, from its properties."""
    try:
        return parse_duration(text(inner(said, "limits"), "timeout"))
    except ValueError:
        return None


def _script(command: str) -> List[str]:
    """The words of a command that is a script with its arguments, as `command_line` writes one; else none."""
    try:
        words = shlex.split(command)
    except ValueError:
        return []
    runs_script = len(words) > 1 and words[0] == "python" and words[1].endswith(".py")
    return words if runs_script and shlex.join(words) == command else []


def _target(compute: str) -> str:
    name = last_name(compute)
    return name if name and name.lower() != _SERVERLESS else LOCAL_TARGET


def _code(code: str) -> Optional[str]:
    parts = code.strip("/").split("/")
    return (parts[-3] if parts[-2:-1] == ["versions"] else parts[-1]) or None


def _environment(environment: str) -> Dict[str, Any]:
    parts = environment.strip("/").split("/")
    if parts[-2:-1] == ["versions"]:
        return {"name": parts[-3], "version": parts[-1]}
    name, _, version = environment.replace("azureml:", "", 1).partition(":")
    return {"name": name, "version": version or None} if name else {}
