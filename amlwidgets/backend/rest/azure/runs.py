"""Runs of Azure ML: submitted as jobs, described by run history, measured by MLflow."""

import time
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence

from amlwidgets.backend.checks import check_nodes
from amlwidgets.backend.rest.azure.environments import Environments
from amlwidgets.backend.rest.azure.matching import fits
from amlwidgets.faces.client.history import read_history, with_details
from amlwidgets.faces.client.job import command_job, read_job
from amlwidgets.faces.client.mlflow import STATES, pairs_body, read_mlflow_run
from amlwidgets.faces.client.values import inner, items
from amlwidgets.resources.errors import (
    ExperimentExecutionException,
    InvalidState,
    NotSupported,
    ResourceExists,
    ResourceNotFound,
    UserErrorException,
)
from amlwidgets.resources.ids import check_name, check_run_id, new_run_id
from amlwidgets.resources.records import LOCAL_TARGET, RunFilter, RunRecord, RunSpec
from amlwidgets.resources.states import RunState

_PAGE = 100
_FIRST_LOOK, _LONGEST_LOOK = 2.0, 60.0
_CODE_VERSION = "1"
_ENDS = {state: word for word, state in STATES.items()}


class Runs(Environments):
    """See the contract for what each method does."""

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
        """See the contract. A tag without a value has an empty one."""
        check_nodes(spec)
        self._check_target(spec)
        check_name(experiment, "experiment_name")
        wanted = check_run_id(new_run_id(experiment) if run_id is None else run_id)
        if run_id is not None and self._is_there(run_id):
            raise ResourceExists(f"The run {run_id!r} exists already.", kind="run", name=run_id)
        body = command_job(
            spec,
            experiment,
            self.endpoints.arm_id,
            code=self._code_id(spec),
            environment=self._environment_id(spec.environment),
            name=name,
            tags=tags,
            properties=properties,
        )
        if parent is not None:
            body["properties"]["parentJobName"] = parent
        return read_job(self._ask("PUT", self.endpoints.arm("jobs", wanted), body).json() or {})

    def _check_target(self, spec: RunSpec) -> None:
        if spec.target == LOCAL_TARGET:
            raise ExperimentExecutionException(
                "Azure ML runs nothing on this machine.",
                remedy="Name one of the workspace's compute targets: compute_target='cpu-cluster'.",
            )
        try:
            scale = self.get_compute(spec.target).compute.scale
        except ResourceNotFound as error:
            raise ExperimentExecutionException(
                f"The compute target {spec.target!r} was not found in the workspace.",
                remedy="Create it with ComputeTarget.create.",
            ) from error
        if spec.node_count > scale.max_nodes:
            raise ExperimentExecutionException(
                f"The run needs {spec.node_count} nodes; {spec.target!r} has at most {scale.max_nodes}.",
                remedy=f"Raise the cluster's maximum: update(max_nodes={spec.node_count}).",
            )

    def _code_id(self, spec: RunSpec) -> Optional[str]:
        if not spec.snapshot:
            return None
        return f"{self.endpoints.arm_id}/codes/{spec.snapshot}/versions/{_CODE_VERSION}"

    def start_interactive(
        self,
        experiment: str,
        *,
        name: str = "",
        parent: Optional[str] = None,
        run_id: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        owned: bool = True,  # noqa: ARG002 - Azure ML sees no process of this machine
        started: Optional[float] = None,
    ) -> RunRecord:
        """See the contract. Azure ML makes the ids of such runs, and they last until they are ended."""
        if run_id is not None:
            check_run_id(run_id)
            raise NotSupported("Azure ML makes the ids of interactive runs itself.", remedy="Leave run_id out.")
        check_name(experiment, "experiment_name")
        parents = {"mlflow.parentRunId": parent} if parent else {}
        body = {
            "experiment_id": self.get_experiment(experiment, create=True).experiment_id,
            "run_name": name,
            "start_time": round((time.time() if started is None else started) * 1000),
            "tags": pairs_body({**(tags or {}), **parents}),
        }
        made = inner(self._call("runs/create", body), "run")
        return self.get_run(read_mlflow_run(made, experiment).run_id)

    def end_run(
        self, run_id: str, state: str, error: Optional[Mapping[str, str]] = None, *, ended: Optional[float] = None
    ) -> RunRecord:
        """See the contract. Azure ML keeps no error of such a run: it becomes tags."""
        if self.get_run(run_id).state.ended:
            return self.get_run(run_id)
        if error:
            self.update_run(run_id, tags={f"error.{key}": value for key, value in error.items()})
        moment = round((time.time() if ended is None else ended) * 1000)
        self._call(
            "runs/update", {"run_id": run_id, "status": _ENDS[RunState(state)], "end_time": moment}, safe=True
        )
        return self.get_run(run_id)

    def resubmit(self, run_id: str) -> RunRecord:
        """See the contract."""
        try:
            said = dict(inner(self._get(self.endpoints.arm("jobs", run_id)), "properties"))
        except ResourceNotFound:
            self.get_run(run_id)
            said = {}
        if said.get("jobType") != "Command" or not said.get("command"):
            raise InvalidState(f"The run {run_id!r} is no command job: it cannot be resubmitted.")
        made = new_run_id(str(said.get("experimentName") or "run"))
        kept = {key: said[key] for key in _RESUBMITTED if said.get(key)}
        return read_job(self._ask("PUT", self.endpoints.arm("jobs", made), {"properties": kept}).json() or {})

    def get_run(self, run_id: str) -> RunRecord:
        """See the contract. Two questions: run history knows its course, ARM what it executes."""
        if not run_id:
            raise ResourceNotFound("A run without an id is none.")
        history = self._get(self.endpoints.history("runs", run_id))
        try:
            job = read_job(self._get(self.endpoints.arm("jobs", run_id)))
        except ResourceNotFound:  # an interactive run is no job
            job = None
        run = read_history(history, job)
        if job is None:
            run = replace(run, experiment=self._experiment_name(str(history.get("experimentId") or "")))
        if run.state is RunState.FAILED and not run.error:
            run = with_details(run, self._get(self.endpoints.history("runs", run_id, "details")))
        return run

    def _experiment_name(self, experiment_id: str) -> str:
        known = self._known_experiments.get(experiment_id)
        if known is None:
            place = self.endpoints.mlflow("experiments/get").asking(experiment_id=experiment_id)
            known = str(inner(self._get(place), "experiment").get("name") or experiment_id)
            self._known_experiments[experiment_id] = known
        return known

    @property
    def _known_experiments(self) -> Dict[str, str]:
        """The names of experiments by id; names do not change."""
        raise NotImplementedError

    def list_runs(self, which: RunFilter = RunFilter(), *, top: int = 100, skip: int = 0) -> List[RunRecord]:
        """See the contract. Of one experiment by MLflow, which shows interactive runs too; else ARM's jobs."""
        found = self._of_experiment(which.experiment) if which.experiment else self._jobs(which)
        return list(islice((run for run in found if fits(run, which)), skip, skip + top))

    def _jobs(self, which: RunFilter) -> Iterator[RunRecord]:
        view = {None: "All", True: "ArchivedOnly", False: "ActiveOnly"}[which.archived]
        place = self.endpoints.arm("jobs").asking(listViewType=view)
        return map(read_job, self._pages(place))

    def _of_experiment(self, name: str) -> Iterator[RunRecord]:
        try:
            experiment = self.get_experiment(name)
        except ResourceNotFound:
            return
        body: Dict[str, Any] = {
            "experiment_ids": [experiment.experiment_id],
            "max_results": _PAGE,
            "run_view_type": "ALL",
            "order_by": ["attributes.start_time DESC"],
        }
        while True:
            page = self._call("runs/search", body, safe=True)
            for item in items(page, "runs"):
                yield read_mlflow_run(item, name)
            if not page.get("next_page_token"):
                return
            body = {**body, "page_token": page["next_page_token"]}

    def count_runs(self) -> Dict[str, int]:
        """See the contract. Azure ML counts nothing: every page of its jobs is read."""
        return dict(Counter(run.state.value for run in self._jobs(RunFilter())))

    def cancel(self, run_id: str) -> RunRecord:
        """See the contract."""
        run = self.get_run(run_id)
        if run.state.ended:
            return run
        if run.usage.get("interactive"):
            return self.end_run(run_id, RunState.CANCELED.value)
        self._ask("POST", self.endpoints.arm("jobs", run_id).below("cancel"), {}, safe=True)
        return self.get_run(run_id)

    def delete_run(self, run_id: str) -> None:
        """See the contract. Azure ML deletes jobs; an interactive run can only be archived."""
        run = self.get_run(run_id)
        if not run.state.ended:
            raise InvalidState(f"The run {run_id!r} is {run.state.value}.", remedy="Cancel it first.")
        if run.usage.get("interactive"):
            raise NotSupported(
                f"Azure ML does not delete the interactive run {run_id!r}.", remedy="Archive it instead."
            )
        place = self.endpoints.arm("jobs", run_id)
        self._finished(place, self._ask("DELETE", place))

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
        run = self.get_run(run_id)
        _check_kept("properties", run.properties, properties or {})
        _check_kept("parameters", run.parameters, parameters or {})
        said = {
            "displayName": name,
            "description": description,
            "tags": {key: value or "" for key, value in tags.items()} if tags else None,
            "properties": dict(properties) if properties else None,
            "hidden": archived,
        }
        body = {key: value for key, value in said.items() if value is not None}
        if parameters:
            self._call("runs/log-batch", {"run_id": run_id, "params": pairs_body(parameters)}, safe=True)
        for key in remove_tags:
            if key in run.tags:
                self._call("runs/delete-tag", {"run_id": run_id, "key": key})
        if body:
            place = self.endpoints.history("experiments", run.experiment, "runs", run_id)
            self._ask("PATCH", place, body, safe=True)
        return self.get_run(run_id)

    def wait_for_run(self, run_id: str, timeout: Optional[float] = None) -> RunRecord:
        """See the contract. It is looked at after 2 s, and ever more seldom down to once a minute."""
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_LOOK
        while True:
            state = read_history(self._get(self.endpoints.history("runs", run_id))).state
            left = pause if deadline is None else min(pause, deadline - time.monotonic())
            if state.ended or left <= 0:
                return self.get_run(run_id)
            time.sleep(left)
            pause = min(pause * 1.5, _LONGEST_LOOK)

    def _is_there(self, run_id: str) -> bool:
        try:
            self._get(self.endpoints.history("runs", run_id))
        except ResourceNotFound:
            return False
        return True

    def _call(self, name: str, body: Any, *, safe: bool = False) -> Dict[str, Any]:
        return self._post(self.endpoints.mlflow(name), body, safe=safe)


_RESUBMITTED = (
    "jobType",
    "experimentName",
    "displayName",
    "description",
    "tags",
    "command",
    "codeId",
    "environmentId",
    "computeId",
    "distribution",
    "resources",
    "limits",
    "environmentVariables",
    "inputs",
    "identity",
    "queueSettings",
)


def _check_kept(what: str, present: Mapping[str, str], more: Mapping[str, str]) -> None:
    """Raises UserErrorException for what would change and never may."""
    for key, value in more.items():
        if present.get(key, value) != value:
            raise UserErrorException(f"The run's {what} {key!r} is {present[key]!r} and cannot be changed.")
