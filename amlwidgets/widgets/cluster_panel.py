"""`ClusterPanel(cluster).show()`: nodes, queue and bounds of a cluster, live in the notebook."""

from html import escape
from typing import TYPE_CHECKING, Any

from amlwidgets.resources.compute_types import CLUSTER, LOCAL
from amlwidgets.resources.errors import ValidationException
from amlwidgets.widgets.bundle import CLUSTER_MIME, cluster_bundle, make_view, show, widget_part

if TYPE_CHECKING:
    from amlwidgets.resources.records import ComputeStatus
    from amlwidgets.sdk.compute import ComputeTarget
    from amlwidgets.sdk.workspace import Workspace


class ClusterPanel:
    """The live panel of a cluster, or of all clusters of a workspace, whoever made them."""

    def __init__(self, cluster_or_workspace: "ComputeTarget | Workspace") -> None:
        self._workspace, self._compute = _subject(cluster_or_workspace)

    def show(self) -> None:
        """Display the panel and return at once; it follows the cluster by itself."""
        show(self._repr_mimebundle_, repr(self))

    def __repr__(self) -> str:
        return f"ClusterPanel({self._compute or self._workspace.name})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Our own type, the anywidget, static HTML and a text; front ends take the first they know."""
        del include, exclude
        saved = cluster_bundle(self._workspace.backend.workspace.arm_id, self._compute)
        return {
            CLUSTER_MIME: saved,
            **widget_part(make_view(_kind="cluster", workspace=saved["workspace"], compute=self._compute)),
            "text/html": _table(self._statuses()),
            "text/plain": repr(self),
        }

    def _statuses(self) -> "list[ComputeStatus]":
        backend = self._workspace.backend
        return backend.list_computes() if self._compute is None else [backend.get_compute(self._compute)]


def _subject(given: Any) -> "tuple[Workspace, str | None]":
    """The workspace, and the cluster's name if it is one."""
    if hasattr(given, "compute_targets"):
        return given, None
    if hasattr(given, "workspace") and hasattr(given, "name"):
        return given.workspace, given.name
    raise ValidationException(f"cluster_or_workspace is {given!r}; expected a compute target or a workspace.")


def _table(statuses: "list[ComputeStatus]") -> str:
    """The clusters at this moment, for readers without a live view."""
    headers = ("Compute target", "VM size", "Nodes", "Bounds", "Queued", "State")
    head = "".join(f"<th>{name}</th>" for name in headers)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in _row(status))}</tr>" for status in statuses
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _row(status: "ComputeStatus") -> tuple[object, ...]:
    compute = status.compute
    if compute.type not in (CLUSTER, LOCAL):
        state = compute.state or ("attached" if compute.attached else compute.provisioning_state)
        return (compute.name, compute.vm_size, "", "", len(status.queue), f"{compute.type}, {state}")
    bounds = f"{compute.scale.min_nodes} to {compute.scale.max_nodes}"
    return (compute.name, compute.vm_size, len(status.nodes), bounds, len(status.queue), status.allocation_state)
