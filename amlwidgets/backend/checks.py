"""What is refused before anybody is asked, the same by every backend."""

from amlwidgets.resources.errors import (
    ComputeTargetException,
    ExperimentExecutionException,
    ValidationException,
)
from amlwidgets.resources.records import LOCAL_TARGET, RunSpec, ScaleSettings


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


def check_nodes(spec: RunSpec) -> None:
    """Raises ExperimentExecutionException for a number of nodes that is none."""
    if spec.node_count < 1:
        raise ExperimentExecutionException(
            f"node_count is {spec.node_count}; expected a whole number of at least 1."
        )
