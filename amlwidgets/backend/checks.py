"""What is refused before anybody is asked, the same by every backend."""

from amlwidgets.resources.compute_types import CLUSTER, ELSEWHERE, INSTANCE, MACHINE, ssh_address
from amlwidgets.resources.errors import (
    ComputeTargetException,
    ExperimentExecutionException,
    ValidationException,
)
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, RunSpec, ScaleSettings


def check_not_local(name: str) -> None:
    """Raises ComputeTargetException for the target that is no cluster."""
    if name == LOCAL_TARGET:
        raise ComputeTargetException(
            "'local' is this machine: it cannot be created, changed or deleted.",
            remedy="Choose another name for the cluster.",
        )


def check_scale(scale: ScaleSettings) -> None:
    """Raises ValidationException for numbers that no cluster can have."""
    if scale.max_nodes < 1:
        raise ValidationException(f"max_nodes is {scale.max_nodes}; expected a whole number of at least 1.")
    if not 0 <= scale.min_nodes <= scale.max_nodes:
        raise ValidationException(
            f"min_nodes is {scale.min_nodes}; expected a whole number from 0 to max_nodes ({scale.max_nodes})."
        )
    if scale.idle_seconds < 0:
        raise ValidationException(
            f"idle_seconds_before_scaledown is {scale.idle_seconds}; expected a number of at least 0."
        )


def check_instance(compute: ComputeRecord) -> None:
    """Raises ComputeTargetException for what cannot be started and stopped."""
    if compute.type != INSTANCE:
        raise ComputeTargetException(
            f"{compute.name!r} is of type {compute.type}: it cannot be started, stopped or restarted.",
            remedy="Change its minimum and maximum of nodes instead."
            if compute.type == CLUSTER
            else "Start and stop it where it is.",
        )


def check_cluster(compute: ComputeRecord) -> None:
    """Raises ComputeTargetException for what does not grow and shrink."""
    if compute.type != CLUSTER:
        raise ComputeTargetException(
            f"{compute.name!r} is of type {compute.type}: it has no minimum and maximum of nodes.",
            remedy="Only clusters (AmlCompute) are scaled.",
        )


def check_nodes(spec: RunSpec) -> None:
    """Raises ExperimentExecutionException for a number of nodes that is none."""
    if spec.node_count < 1:
        raise ExperimentExecutionException(
            f"node_count is {spec.node_count}; expected a whole number of at least 1."
        )


def check_executes(compute: ComputeRecord) -> None:
    """Raises ExperimentExecutionException for a compute target that this machine can perform nothing on."""
    if compute.type in ELSEWHERE:
        raise ExperimentExecutionException(
            f"{compute.name!r} is of type {compute.type}: this workspace keeps it and performs no run on it.",
            remedy=ELSEWHERE[compute.type],
        )
    if compute.type == MACHINE and ssh_address(compute) is None:
        raise ExperimentExecutionException(
            f"{compute.name!r} has no address that it is reached at by SSH.",
            remedy="Attach it anew with its address (RemoteCompute), or use a workspace in Azure.",
        )
