"""Compute targets with the names of the runs on their nodes."""

from typing import Any, Dict

from amlwidgets.backend import Backend
from amlwidgets.faces.compute import arm_compute
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import ComputeStatus


def compute_face(backend: Backend, status: ComputeStatus) -> Dict[str, Any]:
    """The ARM compute of a status."""
    return arm_compute(backend.workspace, status, _run_names(backend, status))


def _run_names(backend: Backend, status: ComputeStatus) -> Dict[str, str]:
    names = {}
    for run_id in {node.run for node in status.nodes if node.run}:
        try:
            names[run_id] = backend.get_run(run_id).title
        except ResourceNotFound:  # deleted while its node still winds up
            names[run_id] = run_id
    return names
