"""Runs of another server: records as they are kept there."""

import time
from typing import Any, Dict, List, Mapping, Optional, Sequence

from amlwidgets.backend.checks import check_nodes
from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.job import read_job
from amlwidgets.faces.record import filter_values, read_run
from amlwidgets.resources.errors import ResourceNotFound, ServiceUnavailable
from amlwidgets.resources.ids import check_name, check_run_id, new_run_id
from amlwidgets.resources.records import RunFilter, RunRecord, RunSpec

_PAGE = 1000
_FIRST_LOOK, _LONGEST_LOOK = 0.1, 2.0


class Runs(Part):
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
        """See the contract."""
        from dataclasses import asdict

        check_nodes(spec)
        body = {"spec": asdict(spec), "name": name, "parent": parent, "tags": dict(tags or {})}
        return self._put_run(experiment, run_id, {**body, "properties": dict(properties or {})})

    def start_interactive(
        self,
        experiment: str,
        *,
        name: str = "",
        parent: Optional[str] = None,
        run_id: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        owned: bool = True,  # noqa: ARG002 - nobody there sees this process
        started: Optional[float] = None,
    ) -> RunRecord:
        """See the contract. Every run is out of the server's sight: it lasts until it is ended or canceled."""
        body = {"name": name, "parent": parent, "tags": dict(tags or {}), "started": started}
        return self._put_run(experiment, run_id, body)

    def _put_run(self, experiment: str, run_id: Optional[str], body: Dict[str, Any]) -> RunRecord:
        check_name(experiment, "experiment_name")
        place = self._run(check_run_id(new_run_id(experiment) if run_id is None else run_id))
        # Sent again, it would find its own first try there.
        return _read(self._ask("PUT", place, {**body, "experiment": experiment}, safe=False).json())

    def end_run(
        self, run_id: str, state: str, error: Optional[Mapping[str, str]] = None, *, ended: Optional[float] = None
    ) -> RunRecord:
        """See the contract."""
        body = {"state": state, "error": dict(error) if error else None, "ended": ended}
        # A run that has ended stays as it is: saying so twice changes nothing.
        return _read(self._post(self._run(run_id).below("end"), body, safe=True))

    def resubmit(self, run_id: str) -> RunRecord:
        """See the contract."""
        made = read_job(self._post(self._job(run_id).below("resubmit"), {}))
        return self.get_run(made.run_id)

    def get_run(self, run_id: str) -> RunRecord:
        """See the contract."""
        return _read(self._get(self._run(run_id)))

    def list_runs(self, which: RunFilter = RunFilter(), *, top: int = 100, skip: int = 0) -> List[RunRecord]:
        """See the contract."""
        found: List[RunRecord] = []
        place, values = self.endpoints.arm("queryRuns"), filter_values(which)
        while len(found) < top:
            wanted = min(top - len(found), _PAGE)
            body = {"filter": values, "top": wanted, "skip": skip + len(found)}
            page = [_read(item) for item in self._post(place, body, safe=True).get("value") or ()]
            found += page
            if len(page) < wanted:
                break
        return found

    def count_runs(self) -> Dict[str, int]:
        """See the contract."""
        return {state: int(count) for state, count in self._get(self.endpoints.arm("runCounts")).items()}

    def cancel(self, run_id: str) -> RunRecord:
        """See the contract."""
        self._ask("POST", self._job(run_id).below("cancel"), {}, safe=True)
        return self.get_run(run_id)

    def delete_run(self, run_id: str) -> None:
        """See the contract."""
        self._ask("DELETE", self._job(run_id))

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
        body = {
            "name": name,
            "description": description,
            "tags": dict(tags or {}),
            "removeTags": list(remove_tags),
            "properties": dict(properties or {}),
            "parameters": dict(parameters or {}),
            "archived": archived,
        }
        return _read(self._ask("PATCH", self._run(run_id), body, safe=True).json())

    def wait_for_run(self, run_id: str, timeout: Optional[float] = None) -> RunRecord:
        """See the contract. It is looked at in growing intervals, of 2 s at most."""
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_LOOK
        while True:
            run = self.get_run(run_id)
            left = pause if deadline is None else min(pause, deadline - time.monotonic())
            if run.state.ended or left <= 0:
                return run
            time.sleep(left)
            pause = min(pause * 1.5, _LONGEST_LOOK)

    def _run(self, run_id: str) -> Place:
        if not run_id:
            raise ResourceNotFound("A run without an id is none.")
        return self.endpoints.arm("runs", run_id)

    def _job(self, run_id: str) -> Place:
        return self.endpoints.arm("jobs", run_id)


def _read(values: Any) -> RunRecord:
    try:
        return read_run(values)
    except (KeyError, TypeError, ValueError) as error:
        raise ServiceUnavailable(
            "The server tells of a run in a way that is not known here.",
            remedy="Use the same version of amlwidgets on both sides.",
        ) from error
