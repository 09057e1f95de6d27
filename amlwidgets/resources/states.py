"""The states of runs and nodes, and which may follow which."""

from enum import Enum
from typing import Dict, FrozenSet


class RunState(str, Enum):
    """A run's state, in v1's words (behaviours 25)."""

    NOT_STARTED = "NotStarted"
    STARTING = "Starting"
    PREPARING = "Preparing"
    QUEUED = "Queued"
    RUNNING = "Running"
    FINALIZING = "Finalizing"
    CANCEL_REQUESTED = "CancelRequested"
    COMPLETED = "Completed"
    FAILED = "Failed"
    CANCELED = "Canceled"

    __str__ = str.__str__

    @property
    def ended(self) -> bool:
        """No state follows this one."""
        return self in ENDED


ENDED: FrozenSet[RunState] = frozenset({RunState.COMPLETED, RunState.FAILED, RunState.CANCELED})
ACTIVE: FrozenSet[RunState] = frozenset(RunState) - ENDED

_ORDER = (
    RunState.NOT_STARTED,
    RunState.STARTING,
    RunState.PREPARING,
    RunState.QUEUED,
    RunState.RUNNING,
    RunState.FINALIZING,
)


def _followers() -> Dict[RunState, FrozenSet[RunState]]:
    """Forward along the phases, skipping allowed; any phase may be asked to cancel or may fail."""
    table = {
        state: frozenset(_ORDER[i + 1 :]) | {RunState.CANCEL_REQUESTED} | ENDED for i, state in enumerate(_ORDER)
    }
    table[RunState.CANCEL_REQUESTED] = frozenset(ENDED)
    table.update(dict.fromkeys(ENDED, frozenset()))
    return table


FOLLOWERS: Dict[RunState, FrozenSet[RunState]] = _followers()


class NodeState(str, Enum):
    """A cluster node's state, in the words of AmlCompute."""

    PREPARING = "preparing"
    IDLE = "idle"
    RUNNING = "running"
    LEAVING = "leaving"
    UNUSABLE = "unusable"

    __str__ = str.__str__
