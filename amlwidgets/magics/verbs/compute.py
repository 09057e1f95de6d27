"""`compute list`, `create`, `scale` and `delete`."""

from argparse import Namespace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.find import find_compute
from amlwidgets.magics.verbs.parsing import unknown
from amlwidgets.resources.compute_types import CLUSTER
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, ScaleSettings
from amlwidgets.resources.states import NodeState
from amlwidgets.widgets.wording import seconds

if TYPE_CHECKING:
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.resources.records import ComputeStatus


def list_computes(session: "Session", _arguments: Namespace) -> None:
    """All compute targets, their bounds and what their nodes do."""
    headers = ("NAME", "VM SIZE", "NODES", "MIN", "MAX", "IDLE TIME", "RUNNING", "IDLE", "QUEUED", "STATE")
    session.table(headers, [_row(status) for status in session.backend.list_computes()])


def create_compute(session: "Session", arguments: Namespace) -> None:
    """Make a cluster, or give the one of that name these settings."""
    backend = session.backend
    sizes = [str(size["name"]) for size in backend.vm_sizes()]
    if arguments.vm_size.upper() not in (size.upper() for size in sizes):
        raise unknown("VM size", arguments.vm_size, sizes)
    scale = ScaleSettings(arguments.min, _at_least(arguments.max, arguments.min), float(arguments.idle))
    status = backend.put_compute(
        ComputeRecord(name=arguments.name, vm_size=arguments.vm_size.upper(), scale=scale)
    )
    session.say(f"{status.compute.name}: {_bounds(status)}.")


def scale_compute(session: "Session", arguments: Namespace) -> None:
    """Change what was given of a cluster's bounds and keep the rest."""
    old = find_compute(session.backend, arguments.name).compute.scale
    if arguments.min is None and arguments.max is None and arguments.idle is None:
        raise UserErrorException("Nothing to change.", remedy="Give --min, --max or --idle.")
    minimum = old.min_nodes if arguments.min is None else arguments.min
    maximum = old.max_nodes if arguments.max is None else arguments.max
    idle = old.idle_seconds if arguments.idle is None else float(arguments.idle)
    scale = ScaleSettings(minimum, _at_least(maximum, minimum), idle)
    session.say(f"{arguments.name}: {_bounds(session.backend.scale_compute(arguments.name, scale))}.")


def delete_compute(session: "Session", arguments: Namespace) -> None:
    """Remove a cluster; what runs on it is canceled."""
    find_compute(session.backend, arguments.name)
    session.backend.delete_compute(arguments.name)
    session.say(f"{arguments.name} is being deleted.")


def _at_least(maximum: int, minimum: int) -> int:
    if maximum < minimum:
        raise UserErrorException(
            f"--max is {maximum} and --min is {minimum}; the maximum must not be below the minimum."
        )
    return maximum


def _bounds(status: "ComputeStatus") -> str:
    compute = status.compute
    scale = compute.scale
    return (
        f"{compute.vm_size}, {scale.min_nodes} to {scale.max_nodes} nodes, "
        f"idle nodes leave after {seconds(scale.idle_seconds)}"
    )


def _row(status: "ComputeStatus") -> tuple[object, ...]:
    compute = status.compute
    if compute.name == LOCAL_TARGET:
        return (compute.name, "", "", "", "", "", "", "", "", "this machine")
    if compute.type != CLUSTER:
        state = compute.state or ("attached" if compute.attached else compute.provisioning_state)
        return (
            compute.name,
            compute.vm_size,
            "",
            "",
            "",
            "",
            "",
            "",
            len(status.queue),
            f"{compute.type}, {state}",
        )
    return (
        compute.name,
        compute.vm_size,
        len(status.nodes),
        compute.scale.min_nodes,
        compute.scale.max_nodes,
        seconds(compute.scale.idle_seconds),
        status.count(NodeState.RUNNING),
        status.count(NodeState.IDLE),
        len(status.queue),
        compute.provisioning_state if compute.provisioning_state != "Succeeded" else status.allocation_state,
    )
