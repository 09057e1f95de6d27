"""Which targets are machines that a run is carried to, with the data that lies here."""

from typing import TYPE_CHECKING

from amlwidgets.resources.compute_types import MACHINE
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import LOCAL_TARGET

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend


def is_over_ssh(backend: "Backend", target: str) -> bool:
    """Whether a run of this target is performed over SSH, by the engine of an embedded workspace."""
    if target == LOCAL_TARGET or not backend.workspace.folder:
        return False
    try:
        return backend.get_compute(target).compute.type == MACHINE
    except ResourceNotFound:  # told when the run is submitted
        return False
