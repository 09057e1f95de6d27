"""A compute target as ARM shows and takes it."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.faces.compute_secrets import split_secrets
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.workspace import TYPE as WORKSPACES
from amlwidgets.resources.clock import iso, iso_duration, parse_duration
from amlwidgets.resources.compute_types import CLUSTER, ELSEWHERE, INSTANCE, LOCAL, MACHINE, TYPES
from amlwidgets.resources.ids import check_compute_name
from amlwidgets.resources.records import (
    ComputeRecord,
    ComputeStatus,
    NodeRecord,
    QueuedRun,
    ScaleSettings,
    WorkspaceRecord,
)
from amlwidgets.resources.states import NodeState

TYPE = f"{WORKSPACES}/computes"
_COUNTED = (NodeState.IDLE, NodeState.RUNNING, NodeState.PREPARING, NodeState.UNUSABLE, NodeState.LEAVING)


def arm_compute(workspace: WorkspaceRecord, status: ComputeStatus, run_names: Mapping[str, str]) -> Dict[str, Any]:
    """The ARM compute. `run_names`: the names of the runs its nodes work for, by id."""
    compute = status.compute
    attached = {"resourceId": compute.resource_id, "isAttachedCompute": True} if compute.attached else {}
    return {
        "id": f"{workspace.arm_id}/computes/{compute.name}",
        "name": compute.name,
        "type": TYPE,
        "location": compute.location,
        "tags": compute.tags,
        **({"identity": compute.identity} if compute.identity else {}),
        "properties": {
            "computeType": compute.type,
            "provisioningState": compute.provisioning_state,
            "createdOn": iso(compute.created),
            "modifiedOn": iso(compute.modified),
            "description": compute.description,
            "provisioningErrors": None,
            **attached,
            "properties": {**split_secrets(compute.extra)[0], **_own(status, run_names)},
        },
    }


def _own(status: ComputeStatus, run_names: Mapping[str, str]) -> Dict[str, Any]:
    """The properties that its type has beside what is only recorded."""
    if status.compute.type in ELSEWHERE:
        return {}
    work = {
        "nodes": [_node(status, node, run_names) for node in status.nodes],
        "queue": [_queued(run) for run in status.queue],
    }
    if status.compute.type == MACHINE:
        return work
    return {**(_instance if status.compute.type == INSTANCE else _cluster)(status), **work}


def _instance(status: ComputeStatus) -> Dict[str, Any]:
    compute = status.compute
    return {"vmSize": compute.vm_size, "state": compute.state or None, "errors": None}


def _cluster(status: ComputeStatus) -> Dict[str, Any]:
    compute = status.compute
    counts = {f"{state.value}NodeCount": status.count(state) for state in _COUNTED}
    return {
        "vmSize": compute.vm_size,
        "vmPriority": compute.vm_priority,
        "allocationState": status.allocation_state,
        "allocationStateTransitionTime": iso(status.transition),
        "currentNodeCount": len(status.nodes),
        "targetNodeCount": status.target_nodes,
        "scaleSettings": {
            "minNodeCount": compute.scale.min_nodes,
            "maxNodeCount": compute.scale.max_nodes,
            "nodeIdleTimeBeforeScaleDown": iso_duration(compute.scale.idle_seconds),
        },
        "nodeStateCounts": {**counts, "preemptedNodeCount": 0},
        "errors": None,
    }


def arm_nodes(status: ComputeStatus) -> List[Dict[str, Any]]:
    """Its nodes as ARM lists them: all of them are this machine."""
    return [
        {
            "nodeId": node.node_id,
            "nodeState": node.state.value,
            "runId": node.run,
            "port": None,
            "publicIpAddress": None,
            "privateIpAddress": "127.0.0.1",
        }
        for node in status.nodes
    ]


def _node(status: ComputeStatus, node: NodeRecord, run_names: Mapping[str, str]) -> Dict[str, Any]:
    return {
        "id": node.node_id,
        "state": node.state.value,
        "run": node.run,
        "runName": run_names.get(node.run, node.run) if node.run else None,
        "since": iso(node.since),
        "leavesAt": iso(_leaves_at(status, node)),
    }


def _leaves_at(status: ComputeStatus, node: NodeRecord) -> Optional[float]:
    """When an idle node will leave if nothing comes for it; None for one that stays."""
    scale = status.compute.scale
    stays = status.compute.type != CLUSTER or len(status.nodes) <= scale.min_nodes
    if node.state is not NodeState.IDLE or stays:
        return None
    return node.since + scale.idle_seconds


def _queued(run: QueuedRun) -> Dict[str, Any]:
    return {"run": run.run_id, "name": run.name, "nodeCount": run.node_count, "since": iso(run.since)}


_SHOWN = (
    "vmSize",
    "vmPriority",
    "scaleSettings",
    "allocationState",
    "allocationStateTransitionTime",
    "currentNodeCount",
    "targetNodeCount",
    "nodeStateCounts",
    "errors",
    "nodes",
    "queue",
    "state",
)
"""The properties that are no settings, or have a place of their own in the record."""


def parse_compute(name: str, body: object) -> ComputeRecord:
    """The compute target that a PUT asks for. Fields we have no use for are kept as `extra`, secrets nowhere."""
    top = Fields(body)
    outer = top.inner("properties")
    inner = outer.inner("properties")
    kind = _kind(outer)
    default = ComputeRecord(name=check_compute_name(name))
    clustered = kind == CLUSTER
    return ComputeRecord(
        name=default.name,
        type=kind,
        vm_size=inner.text("vmSize", default.vm_size if clustered else "").upper(),
        vm_priority=inner.text("vmPriority", default.vm_priority),
        scale=_scale(inner.inner("scaleSettings"), default.scale) if clustered else default.scale,
        location=top.text("location", default.location),
        description=outer.text("description", ""),
        tags=top.labels("tags"),
        extra=split_secrets(inner.others(*_SHOWN))[0],
        resource_id=outer.text("resourceId", ""),
        attached=not (clustered or kind == INSTANCE) and ("resourceId" in outer or "address" in inner),
        identity=top.inner("identity").others(),
    )


def parse_credentials(body: object) -> Dict[str, Any]:
    """The secrets that a PUT brings, in the shape of its properties; no record holds them."""
    return split_secrets(Fields(body).inner("properties").inner("properties").others())[1]


def _kind(outer: Fields) -> str:
    kind = outer.text("computeType", CLUSTER)
    if kind not in (*TYPES, LOCAL):
        raise refuse(outer.name_of("computeType"), kind, f"one of {', '.join(TYPES)}")
    return kind


def parse_scale(body: object, present: ScaleSettings) -> ScaleSettings:
    """The scale settings after a PATCH: what it leaves out stays as it is."""
    return _scale(Fields(body).inner("properties").inner("properties").inner("scaleSettings"), present)


def _scale(fields: Fields, present: ScaleSettings) -> ScaleSettings:
    low = fields.count("minNodeCount", present.min_nodes)
    high = fields.count("maxNodeCount", present.max_nodes)
    if high < low:
        raise refuse(fields.name_of("maxNodeCount"), high, f"at least minNodeCount, {low}")
    return ScaleSettings(low, high, _idle_seconds(fields, present.idle_seconds))


def _idle_seconds(fields: Fields, present: float) -> float:
    field = "nodeIdleTimeBeforeScaleDown"
    if field not in fields:
        return present
    text = fields.text(field)
    try:
        return parse_duration(text)
    except ValueError as error:
        raise refuse(fields.name_of(field), text, "an ISO 8601 duration such as 'PT300S'") from error
