"""Compute targets of an embedded workspace."""

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional

from amlwidgets.backend.checks import check_cluster, check_instance, check_not_local, check_scale
from amlwidgets.backend.embedded.part import Part
from amlwidgets.resources.clock import now
from amlwidgets.resources.compute_types import (
    INSTANCE,
    POWER,
    RUNNING,
    STARTING,
    STOPPED,
    has_nodes,
    scale_now,
)
from amlwidgets.resources.errors import ComputeTargetException, ResourceNotFound
from amlwidgets.resources.ids import check_compute_name
from amlwidgets.resources.records import (
    LOCAL_TARGET,
    ComputeRecord,
    ComputeStatus,
    QueuedRun,
    RunFilter,
    RunRecord,
    ScaleSettings,
)
from amlwidgets.resources.states import RunState
from amlwidgets.resources.vm_sizes import check_vm_size

if TYPE_CHECKING:
    from amlwidgets.store.secrets import SecretStore

DELETING = "Deleting"
_SCOPE = "compute"
_REACHED = {"start": RUNNING, "stop": STOPPED}
"""Where an action leads: who is there stays there."""

_LOCAL = ComputeRecord(name=LOCAL_TARGET, type="Local", vm_size="", description="this machine")


class Computes(Part):
    """See the contract for what each method does."""

    def list_computes(self) -> List[ComputeStatus]:
        """See the contract."""
        with self._database.snapshot():
            return list(self._computes_after(-1))

    def get_compute(self, name: str) -> ComputeStatus:
        """See the contract."""
        with self._database.snapshot():
            if name == LOCAL_TARGET:
                return self._status(_LOCAL)
            return self._status(ComputeRecord.from_dict(self._database.resources.get("compute", name)))

    def put_compute(
        self, compute: ComputeRecord, credentials: Optional[Mapping[str, Any]] = None
    ) -> ComputeStatus:
        """See the contract."""
        check_compute_name(compute.name)
        check_not_local(compute.name)
        if has_nodes(compute):
            compute = replace(compute, vm_size=check_vm_size(compute.vm_size))
        check_scale(compute.scale)
        with self._database.write():
            self._write_compute(self._begun(compute))
        if credentials and not has_nodes(compute):
            self._secrets.set(_SCOPE, compute.name, json.dumps(dict(credentials)))
        self._wake_engine()
        return self.get_compute(compute.name)

    def _begun(self, compute: ComputeRecord) -> ComputeRecord:
        """With what the one of that name has already: when it was made, and whether it is on."""
        try:
            known = self._changeable(compute.name)
        except ResourceNotFound:
            return replace(compute, created=now(), state=STARTING if compute.type == INSTANCE else "")
        if known.type != compute.type:
            raise ComputeTargetException(
                f"There is a compute target {compute.name!r} of type {known.type} already.",
                remedy="Choose another name, or delete that one first.",
            )
        return replace(compute, created=known.created, state=known.state)

    def scale_compute(self, name: str, scale: ScaleSettings) -> ComputeStatus:
        """See the contract."""
        check_not_local(name)
        check_scale(scale)
        with self._database.write():
            known = self._changeable(name)
            check_cluster(known)
            self._write_compute(replace(known, scale=scale))
        self._wake_engine()
        return self.get_compute(name)

    def power_compute(self, name: str, action: str) -> ComputeStatus:
        """See the contract."""
        check_instance(self.get_compute(name).compute)
        with self._database.write():
            known = self._changeable(name)
            if known.state != _REACHED.get(action):
                self._write_compute(replace(known, state=POWER[action]))
        self._wake_engine()
        return self.get_compute(name)

    def list_nodes(self, name: str) -> List[Dict[str, Any]]:
        """See the contract."""
        from amlwidgets.faces.compute import arm_nodes

        return arm_nodes(self.get_compute(name))

    def compute_credentials(self, name: str) -> Dict[str, Any]:
        """See the contract."""
        self.get_compute(name)
        try:
            found: Dict[str, Any] = json.loads(self._secrets.get(_SCOPE, name))
        except ResourceNotFound:
            return {}
        return found

    def delete_compute(self, name: str, *, detach: bool = False) -> None:  # noqa: ARG002 (nothing lies below)
        """See the contract."""
        check_not_local(name)
        with self._database.write():
            compute = ComputeRecord.from_dict(self._database.resources.get("compute", name))
            self._write_compute(replace(compute, provisioning_state=DELETING))
        self._wake_engine()

    @property
    def _secrets(self) -> "SecretStore":
        from amlwidgets.store.secrets import SecretStore

        return SecretStore(self._layout)

    def _changeable(self, name: str) -> ComputeRecord:
        compute = ComputeRecord.from_dict(self._database.resources.get("compute", name))
        if compute.provisioning_state == DELETING:
            raise ComputeTargetException(
                f"The compute target {name!r} is being deleted.",
                remedy="Wait until it is gone, then create it again.",
            )
        return compute

    def _write_compute(self, compute: ComputeRecord) -> None:
        self._database.resources.put("compute", compute.name, asdict(replace(compute, modified=now())))

    def _computes_after(self, seq: int) -> Iterator[ComputeStatus]:
        if seq < 0:
            yield self._status(_LOCAL)
        for row in self._database.resources.list("compute", seq):
            yield self._status(ComputeRecord.from_dict(row))

    def _status(self, compute: ComputeRecord) -> ComputeStatus:
        nodes = tuple(self._database.nodes.list(compute.name))
        queue = tuple(_queued(run) for run in self._waiting(compute.name))
        wanted = sum(run.node_count for run in queue) + sum(node.run is not None for node in nodes)
        scale = scale_now(compute)
        deleting = compute.provisioning_state == DELETING
        leaving = sum(node.state.value == "leaving" for node in nodes)
        target = min(max(wanted, scale.min_nodes, len(nodes) - leaving), scale.max_nodes)
        return ComputeStatus(
            compute=compute,
            nodes=nodes,
            queue=queue,
            target_nodes=target if has_nodes(compute) and not deleting else 0,
            transition=max([node.since for node in nodes], default=compute.modified),
        )

    def _waiting(self, name: str) -> List[RunRecord]:
        if name == LOCAL_TARGET:
            return []
        which = RunFilter(target=name, states=(RunState.QUEUED,), include_children=True)
        return self._database.runs.list(which, top=1000)[::-1]

    def _wake_engine(self) -> None:
        """An engine must be there to bring nodes up and down."""
        from amlwidgets.engine.start import ensure_engine

        ensure_engine(self._layout)


def _queued(run: RunRecord) -> QueuedRun:
    since = run.times.get(RunState.QUEUED.value, run.created)
    return QueuedRun(run.run_id, run.title, run.spec.node_count, since)
