"""Compute targets: ARM's computes."""

from typing import List

from amlwidgets.backend.checks import check_not_local, check_scale
from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.compute import compute_body, read_compute, scale_body
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

    def put_compute(self, compute: ComputeRecord) -> ComputeStatus:
        """See the contract."""
        check_compute_name(compute.name)
        check_not_local(compute.name)
        check_scale(compute.scale)
        body = compute_body(compute, self.workspace.location or compute.location)
        self._ask("PUT", self._compute(compute.name), body)
        return self.get_compute(compute.name)

    def scale_compute(self, name: str, scale: ScaleSettings) -> ComputeStatus:
        """See the contract."""
        check_not_local(name)
        check_scale(scale)
        # Sending the same settings twice leaves them as they are.
        self._ask("PATCH", self._compute(name), scale_body(scale), safe=True)
        return self.get_compute(name)

    def delete_compute(self, name: str) -> None:
        """See the contract."""
        check_not_local(name)
        self.get_compute(name)
        self._ask("DELETE", self._compute(name).asking(underlyingResourceAction="Delete"))

    def _compute(self, name: str) -> Place:
        return self.endpoints.arm("computes", name)
