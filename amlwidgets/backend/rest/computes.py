"""Compute targets: ARM's computes."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend.checks import check_instance, check_not_local, check_scale
from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.compute import compute_body, read_compute, scale_body
from amlwidgets.faces.client.values import items
from amlwidgets.resources.ids import check_compute_name
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, ComputeStatus, ScaleSettings


class Computes(Part):
    """See the contract for what each method does."""

    def list_computes(self) -> List[ComputeStatus]:
        """See the contract."""
        found = [read_compute(item) for item in self._pages(self.endpoints.arm("computes"))]
        return sorted(found, key=lambda status: (status.compute.name != LOCAL_TARGET, status.compute.name))

    def get_compute(self, name: str) -> ComputeStatus:
        """See the contract."""
        return read_compute(self._get(self._compute(name)))

    def put_compute(
        self, compute: ComputeRecord, credentials: Optional[Mapping[str, Any]] = None
    ) -> ComputeStatus:
        """See the contract."""
        check_compute_name(compute.name)
        check_not_local(compute.name)
        check_scale(compute.scale)
        body = compute_body(compute, self.workspace.location or compute.location, credentials)
        self._ask("PUT", self._compute(compute.name), body)
        return self.get_compute(compute.name)

    def scale_compute(self, name: str, scale: ScaleSettings) -> ComputeStatus:
        """See the contract."""
        check_not_local(name)
        check_scale(scale)
        # Sending the same settings twice leaves them as they are.
        self._ask("PATCH", self._compute(name), scale_body(scale), safe=True)
        return self.get_compute(name)

    def power_compute(self, name: str, action: str) -> ComputeStatus:
        """See the contract."""
        check_instance(self.get_compute(name).compute)
        # Starting what has started changes nothing.
        self._ask("POST", self.endpoints.arm("computes", name, action), safe=action != "restart")
        return self.get_compute(name)

    def list_nodes(self, name: str) -> List[Dict[str, Any]]:
        """See the contract."""
        answer = self._post(self.endpoints.arm("computes", name, "listNodes"), None, safe=True)
        return [dict(node) for node in items(answer, "nodes")]

    def compute_credentials(self, name: str) -> Dict[str, Any]:
        """See the contract."""
        return self._post(self.endpoints.arm("computes", name, "listKeys"), None, safe=True)

    def delete_compute(self, name: str, *, detach: bool = False) -> None:
        """See the contract."""
        check_not_local(name)
        self.get_compute(name)
        goal = "Detach" if detach else "Delete"
        self._ask("DELETE", self._compute(name).asking(underlyingResourceAction=goal))

    def _compute(self, name: str) -> Place:
        return self.endpoints.arm("computes", name)
