"""The state of a cluster, in the words of AmlCompute."""

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

from amlwidgets.faces.client.values import whole
from amlwidgets.resources import records
from amlwidgets.resources.clock import iso, iso_duration, parse_duration
from amlwidgets.resources.states import NodeState


@dataclass(frozen=True)
class AmlComputeNodeStateCounts:
    """How many nodes are in each state."""

    idle_node_count: int
    leaving_node_count: int
    preempted_node_count: int
    preparing_node_count: int
    running_node_count: int
    unusable_node_count: int

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "AmlComputeNodeStateCounts":
        """From what `serialize` writes; what is missing is 0."""
        names = ("idle", "leaving", "preempted", "preparing", "running", "unusable")
        return AmlComputeNodeStateCounts(*(whole(object_dict, f"{name}NodeCount") for name in names))

    def serialize(self) -> Dict[str, int]:
        """As Azure writes it."""
        return {
            "preparingNodeCount": self.preparing_node_count,
            "runningNodeCount": self.running_node_count,
            "idleNodeCount": self.idle_node_count,
            "unusableNodeCount": self.unusable_node_count,
            "leavingNodeCount": self.leaving_node_count,
            "preemptedNodeCount": self.preempted_node_count,
        }


@dataclass(frozen=True)
class ScaleSettings:
    """How the cluster grows and shrinks."""

    minimum_node_count: int
    maximum_node_count: int
    idle_seconds_before_scaledown: float

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "ScaleSettings":
        """From what `serialize` writes. Raises ValueError for a duration that is none."""
        idle = parse_duration(str(object_dict.get("nodeIdleTimeBeforeScaleDown", "PT0S")))
        return ScaleSettings(whole(object_dict, "minNodeCount"), whole(object_dict, "maxNodeCount"), idle)

    def serialize(self) -> Dict[str, Any]:
        """As Azure writes it."""
        return {
            "minNodeCount": self.minimum_node_count,
            "maxNodeCount": self.maximum_node_count,
            "nodeIdleTimeBeforeScaleDown": iso_duration(self.idle_seconds_before_scaledown),
        }


@dataclass(frozen=True)
class AmlComputeStatus:
    """A cluster at one moment. Times are ISO 8601 in UTC."""

    allocation_state: str
    allocation_state_transition_time: Optional[str]
    creation_time: Optional[str]
    current_node_count: int
    errors: Any
    modified_time: Optional[str]
    node_state_counts: AmlComputeNodeStateCounts
    provisioning_state: str
    provisioning_state_transition_time: Optional[str]
    scale_settings: ScaleSettings
    target_node_count: int
    vm_priority: str
    vm_size: str

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "AmlComputeStatus":
        """From what `serialize` writes."""
        return AmlComputeStatus(
            object_dict.get("allocationState") or "",
            object_dict.get("allocationStateTransitionTime"),
            object_dict.get("creationTime"),
            whole(object_dict, "currentNodeCount"),
            object_dict.get("errors"),
            object_dict.get("modifiedTime"),
            AmlComputeNodeStateCounts.deserialize(object_dict.get("nodeStateCounts") or {}),
            object_dict.get("provisioningState") or "",
            object_dict.get("provisioningStateTransitionTime"),
            ScaleSettings.deserialize(object_dict.get("scaleSettings") or {}),
            whole(object_dict, "targetNodeCount"),
            object_dict.get("vmPriority") or "",
            object_dict.get("vmSize") or "",
        )

    def serialize(self) -> Dict[str, Any]:
        """As Azure writes it (behaviours 11)."""
        return {
            "currentNodeCount": self.current_node_count,
            "targetNodeCount": self.target_node_count,
            "nodeStateCounts": self.node_state_counts.serialize(),
            "allocationState": self.allocation_state,
            "allocationStateTransitionTime": self.allocation_state_transition_time,
            "errors": self.errors,
            "creationTime": self.creation_time,
            "modifiedTime": self.modified_time,
            "provisioningState": self.provisioning_state,
            "provisioningStateTransitionTime": self.provisioning_state_transition_time,
            "scaleSettings": self.scale_settings.serialize(),
            "vmPriority": self.vm_priority,
            "vmSize": self.vm_size,
        }


def of_cluster(status: records.ComputeStatus) -> AmlComputeStatus:
    """The status of a cluster as v1 shows it."""
    compute = status.compute
    return AmlComputeStatus(
        allocation_state=status.allocation_state,
        allocation_state_transition_time=iso(status.transition),
        creation_time=iso(compute.created),
        current_node_count=len(status.nodes),
        errors=None,
        modified_time=iso(compute.modified),
        node_state_counts=_counts(status),
        provisioning_state=compute.provisioning_state,
        provisioning_state_transition_time=None,
        scale_settings=scale_of(compute.scale),
        target_node_count=status.target_nodes,
        vm_priority=compute.vm_priority,
        vm_size=compute.vm_size,
    )


def scale_of(scale: records.ScaleSettings) -> ScaleSettings:
    """The scale settings as v1 shows them."""
    return ScaleSettings(scale.min_nodes, scale.max_nodes, scale.idle_seconds)


def _counts(status: records.ComputeStatus) -> AmlComputeNodeStateCounts:
    return AmlComputeNodeStateCounts(
        idle_node_count=status.count(NodeState.IDLE),
        leaving_node_count=status.count(NodeState.LEAVING),
        preempted_node_count=0,
        preparing_node_count=status.count(NodeState.PREPARING),
        running_node_count=status.count(NodeState.RUNNING),
        unusable_node_count=status.count(NodeState.UNUSABLE),
    )
