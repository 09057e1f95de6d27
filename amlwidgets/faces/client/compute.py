"""A compute target as ARM answers it, and the body that asks for one."""

from typing import Any, Dict, Mapping, Optional, Tuple

from amlwidgets.faces.client.values import inner, items, labels, last_name, moment, text, whole
from amlwidgets.faces.compute_secrets import joined, split_secrets
from amlwidgets.resources.clock import iso_duration, parse_duration
from amlwidgets.resources.compute_types import CLUSTER
from amlwidgets.resources.records import ComputeRecord, ComputeStatus, NodeRecord, QueuedRun, ScaleSettings
from amlwidgets.resources.states import NodeState

_COUNTED = (NodeState.IDLE, NodeState.RUNNING, NodeState.PREPARING, NodeState.UNUSABLE, NodeState.LEAVING)


_OWN = (
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
"""The properties that have a place of their own, or tell of a moment."""


def read_compute(body: Mapping[str, Any]) -> ComputeStatus:
    """The compute target at this moment. ARM counts nodes and names none: those have made-up ids."""
    outer, own = inner(body, "properties"), inner(body, "properties", "properties")
    record = ComputeRecord(
        name=text(body, "name") or last_name(text(body, "id")),
        type=text(outer, "computeType", "AmlCompute"),
        vm_size=text(own, "vmSize").upper(),
        vm_priority=text(own, "vmPriority", "Dedicated"),
        scale=_scale(inner(own, "scaleSettings")),
        provisioning_state=text(outer, "provisioningState", "Succeeded"),
        location=text(body, "location") or text(outer, "computeLocation"),
        description=text(outer, "description"),
        tags=labels(body, "tags"),
        created=moment(outer, "createdOn") or 0.0,
        modified=moment(outer, "modifiedOn") or 0.0,
        extra=split_secrets({name: value for name, value in own.items() if name not in _OWN})[0],
        state=text(own, "state"),
        resource_id=text(outer, "resourceId"),
        attached=outer.get("isAttachedCompute") is True,
        identity=dict(inner(body, "identity")),
    )
    return ComputeStatus(
        compute=record,
        nodes=_nodes(record.name, own),
        queue=tuple(_queued(item) for item in items(own, "queue")),
        target_nodes=whole(own, "targetNodeCount"),
        transition=moment(own, "allocationStateTransitionTime") or 0.0,
    )


def _scale(values: Mapping[str, Any]) -> ScaleSettings:
    default = ScaleSettings()
    try:
        idle = parse_duration(text(values, "nodeIdleTimeBeforeScaleDown"))
    except ValueError:
        idle = default.idle_seconds
    return ScaleSettings(
        whole(values, "minNodeCount", default.min_nodes), whole(values, "maxNodeCount", default.max_nodes), idle
    )


def _nodes(cluster: str, own: Mapping[str, Any]) -> Tuple[NodeRecord, ...]:
    named = items(own, "nodes")
    if named:
        return tuple(_node(cluster, item) for item in named)
    since, counts = moment(own, "allocationStateTransitionTime") or 0.0, inner(own, "nodeStateCounts")
    states = [state for state in _COUNTED for _ in range(whole(counts, f"{state.value}NodeCount"))]
    return tuple(NodeRecord(cluster, f"node-{number}", state, since) for number, state in enumerate(states))


def _node(cluster: str, item: Mapping[str, Any]) -> NodeRecord:
    state = text(item, "state", NodeState.IDLE.value)
    known = NodeState(state) if state in set(map(str, NodeState)) else NodeState.UNUSABLE
    return NodeRecord(cluster, text(item, "id"), known, moment(item, "since") or 0.0, text(item, "run") or None)


def _queued(item: Mapping[str, Any]) -> QueuedRun:
    return QueuedRun(
        text(item, "run"), text(item, "name"), whole(item, "nodeCount", 1), moment(item, "since") or 0.0
    )


def compute_body(
    compute: ComputeRecord, location: str, credentials: Optional[Mapping[str, Any]] = None
) -> Dict[str, Any]:
    """What a PUT asks for, with its secrets; `location` is the workspace's, where a new cluster is made."""
    resource = {"resourceId": compute.resource_id} if compute.resource_id else {}
    return {
        "location": location,
        "tags": compute.tags,
        **({"identity": compute.identity} if compute.identity else {}),
        "properties": {
            "computeType": compute.type,
            "description": compute.description,
            **resource,
            "properties": joined({**compute.extra, **_settings(compute)}, credentials or {}),
        },
    }


def _settings(compute: ComputeRecord) -> Dict[str, Any]:
    if compute.type == CLUSTER:
        scale = scale_body(compute.scale)["properties"]["properties"]
        return {"vmSize": compute.vm_size, "vmPriority": compute.vm_priority, **scale}
    return {"vmSize": compute.vm_size} if compute.vm_size else {}


def scale_body(scale: ScaleSettings) -> Dict[str, Any]:
    """What a PATCH asks for."""
    settings = {
        "minNodeCount": scale.min_nodes,
        "maxNodeCount": scale.max_nodes,
        "nodeIdleTimeBeforeScaleDown": iso_duration(scale.idle_seconds),
    }
    return {"properties": {"properties": {"scaleSettings": settings}}}
