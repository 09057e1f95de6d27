"""Experiments and runs of an embedded workspace: recorded here, performed by the engine."""

import os
from dataclasses import asdict, replace
from typing import Dict, List, Mapping, Optional, Sequence

from amlwidgets.backend.checks import check_executes, check_nodes
from amlwidgets.backend.embedded.part import Part
from amlwidgets.backend.embedded.refused import refused
from amlwidgets.backend.embedded.run_secrets import (
    forget_secrets,
    keep_secrets,
    spec_shown,
    spec_with_secrets,
)
from amlwidgets.resources.clock import now
from amlwidgets.resources.compute_types import CLUSTER
from amlwidgets.resources.errors import ExperimentExecutionException, InvalidState, ResourceNotFound
from amlwidgets.resources.ids import check_name, check_run_id, new_guid, new_run_id
from amlwidgets.resources.records import (
    LOCAL_TARGET,
    SCRIPT_RUN,
    TOLD_FAILURE,
    ExperimentRecord,
    RunFilter,
    RunRecord,
    RunSpec,
    record,
)
from amlwidgets.resources.states import RunState


class Runs(Part):
    """See the contract for what each method does."""

    def list_experiments(self) -> List[ExperimentRecord]:
        """See the contract."""
        found = [record(ExperimentRecord, row) for row in self._database.resources.list("experiment")]
        return sorted(found, key=lambda experiment: -experiment.created)

    def get_experiment(self, name: str, *, create: bool = False) -> ExperimentRecord:
        """See the contract."""
        try:
            return record(ExperimentRecord, self._database.resources.get("experiment", name))
        except ResourceNotFound:
            if not create:
                raise
        experiment = ExperimentRecord(check_name(name, "name"), new_guid(), now())
        self._database.resources.put("experiment", name, asdict(experiment))
        return experiment

    def update_experiment(
        self,
        name: str,
        *,
        archived: Optional[bool] = None,
        tags: Optional[Mapping[str, str]] = None,
        remove_tags: Sequence[str] = (),
    ) -> ExperimentRecord:
        """See the contract."""
        with self._database.write():
            present = self.get_experiment(name)
            kept = {key: value for key, value in present.tags.items() if key not in remove_tags}
            changed = replace(
                present,
                archived=present.archived if archived is None else archived,
                tags={**kept, **(tags or {})},
                modified=now(),
            )
            self._database.resources.put("experiment", name, asdict(changed))
        return changed

    def take_snapshot(self, source_directory: str) -> str:
        """See the contract."""
        from amlwidgets.store.snapshots import take

        return take(self._layout, source_directory)

    def submit(
        self,
        experiment: str,
        spec: RunSpec,
        *,
        run_id: Optional[str] = None,
        name: str = "",
        parent: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        properties: Optional[Mapping[str, str]] = None,
    ) -> RunRecord:
        """See the contract."""
        from amlwidgets.engine.start import ensure_engine

        self._check_target(spec)
        run = self._new(experiment, run_id, name, parent, tags)
        if spec.type != SCRIPT_RUN:
            return self._insert_apart(refused(replace(run, spec=spec, properties=dict(properties or {}))))
        # Once recorded it is sure to be started, by this engine or the next: v1 shows Starting from here on.
        times = {**run.times, RunState.STARTING.value: run.created}
        run = replace(run, spec=spec, state=RunState.STARTING, times=times, properties=dict(properties or {}))
        run = self._insert_apart(run)
        ensure_engine(self._layout)
        return run

    def start_interactive(
        self,
        experiment: str,
        *,
        name: str = "",
        parent: Optional[str] = None,
        run_id: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        owned: bool = True,
        started: Optional[float] = None,
    ) -> RunRecord:
        """See the contract."""
        from amlwidgets.engine.start import ensure_engine
        from amlwidgets.store import processes

        run = self._new(experiment, run_id, name, parent, tags)
        began = run.created if started is None else started
        times = {**run.times, RunState.RUNNING.value: began}
        owner = {"pid": os.getpid(), "started": processes.started(os.getpid())} if owned else {}
        usage = {"interactive": True, **owner}
        run = self._insert(replace(run, state=RunState.RUNNING, started=began, times=times, usage=usage))
        os.makedirs(self._layout.run(run.run_id).root, exist_ok=True)
        if owned:
            # Somebody must notice when this process vanishes without having ended its run.
            ensure_engine(self._layout)
        return run

    def end_run(
        self, run_id: str, state: str, error: Optional[Mapping[str, str]] = None, *, ended: Optional[float] = None
    ) -> RunRecord:
        """See the contract."""
        wanted = RunState(state)
        with self._database.write():
            run = self._database.runs.get(run_id)
            if run.state.ended:
                return run
            if run.usage.get("interactive"):
                return self._database.runs.advance(run_id, wanted, when=ended, error=error)
            if wanted is RunState.FAILED and TOLD_FAILURE not in run.usage:
                return self._database.runs.update(run_id, usage={TOLD_FAILURE: dict(error or {})})
        return self.cancel(run_id) if wanted is RunState.CANCELED else run

    def resubmit(self, run_id: str) -> RunRecord:
        """See the contract."""
        run = self.get_run(run_id)
        if run.usage.get("interactive"):
            raise InvalidState(
                f"The run {run_id!r} was performed by a notebook or script: it cannot be resubmitted."
            )
        name = "" if run.name == run.run_id else run.name
        return self.submit(run.experiment, spec_with_secrets(self._layout, run), name=name, tags=run.tags)

    def get_run(self, run_id: str) -> RunRecord:
        """See the contract."""
        return self._database.runs.get(run_id)

    def list_runs(self, which: RunFilter = RunFilter(), *, top: int = 100, skip: int = 0) -> List[RunRecord]:
        """See the contract."""
        return self._database.runs.list(which, top=top, skip=skip)

    def count_runs(self) -> Dict[str, int]:
        """See the contract."""
        return self._database.runs.counts()

    def cancel(self, run_id: str) -> RunRecord:
        """See the contract."""
        from amlwidgets.engine.start import ensure_engine

        run = self._database.runs.request_cancel(run_id)
        if not run.state.ended:
            ensure_engine(self._layout)
        return run

    def delete_run(self, run_id: str) -> None:
        """See the contract."""
        import shutil

        self._database.runs.delete(run_id)
        forget_secrets(self._layout, run_id)
        shutil.rmtree(self._layout.run(run_id).root, ignore_errors=True)

    def update_run(
        self,
        run_id: str,
        *,
        name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        remove_tags: Sequence[str] = (),
        properties: Optional[Mapping[str, str]] = None,
        parameters: Optional[Mapping[str, str]] = None,
        archived: Optional[bool] = None,
    ) -> RunRecord:
        """See the contract."""
        return self._database.runs.update(
            run_id,
            name=name,
            description=description,
            tags=tags,
            remove_tags=remove_tags,
            properties=properties,
            parameters=parameters,
            archived=archived,
        )

    def wait_for_run(self, run_id: str, timeout: Optional[float] = None) -> RunRecord:
        """See the contract."""
        from amlwidgets.engine.start import ensure_engine
        from amlwidgets.store.watch import Watch

        deadline = None if timeout is None else now() + timeout
        with Watch() as watch:
            watch.add(self._layout.changed)
            while True:
                run = self.get_run(run_id)
                left = 5.0 if deadline is None else min(5.0, deadline - now())
                if run.state.ended or left <= 0:
                    return run
                # The engine may have been killed: somebody who waits is somebody who needs it.
                ensure_engine(self._layout)
                watch.wait(left)

    def _new(
        self,
        experiment: str,
        run_id: Optional[str],
        name: str,
        parent: Optional[str],
        tags: Optional[Mapping[str, Optional[str]]],
    ) -> RunRecord:
        import getpass

        check_name(experiment, "experiment_name")
        moment = now()
        return RunRecord(
            run_id=check_run_id(new_run_id(experiment) if run_id is None else run_id),
            experiment=experiment,
            name=name,
            parent=parent,
            created=moment,
            times={RunState.NOT_STARTED.value: moment},
            submitted_by=getpass.getuser(),
            tags=dict(tags or {}),
        )

    def _insert(self, run: RunRecord) -> RunRecord:
        """The record, and its experiment with it."""
        with self._database.write():
            self.get_experiment(run.experiment, create=True)
            return self._database.runs.insert(run)

    def _insert_apart(self, run: RunRecord) -> RunRecord:
        """The record without what is secret. Nobody sees it before its secrets are where they belong."""
        with self._database.write():
            inserted = self._insert(replace(run, spec=spec_shown(run.spec)))
            keep_secrets(self._layout, run)
        return inserted

    def _check_target(self, spec: RunSpec) -> None:
        check_nodes(spec)
        if spec.target == LOCAL_TARGET:
            return
        try:
            compute = self.get_compute(spec.target).compute
        except ResourceNotFound as error:
            raise ExperimentExecutionException(
                f"The compute target {spec.target!r} was not found in the workspace.",
                remedy="Create it with ComputeTarget.create, or submit to 'local'.",
            ) from error
        if compute.provisioning_state == "Deleting":
            raise ExperimentExecutionException(f"The compute target {spec.target!r} is being deleted.")
        check_executes(compute)
        if spec.node_count > compute.scale.max_nodes:
            raise ExperimentExecutionException(
                f"The run needs {spec.node_count} nodes; {spec.target!r} has at most {compute.scale.max_nodes}.",
                remedy=f"Raise the cluster's maximum: update(max_nodes={spec.node_count})."
                if compute.type == CLUSTER
                else "Submit it to a cluster (AmlCompute) with as many nodes.",
            )
