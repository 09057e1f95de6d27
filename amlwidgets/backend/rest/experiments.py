"""Experiments: those of the tracking server, the only ones that both kinds of service speak of."""

from contextlib import suppress
from typing import Any, Dict, List, Mapping, Optional, Sequence

from amlwidgets.backend.rest.part import Part
from amlwidgets.faces.client.mlflow import read_experiment
from amlwidgets.faces.client.values import inner, items
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound
from amlwidgets.resources.ids import check_name
from amlwidgets.resources.records import ExperimentRecord

_PAGE = 1000


class Experiments(Part):
    """See the contract for what each method does."""

    def list_experiments(self) -> List[ExperimentRecord]:
        """See the contract."""
        found: List[ExperimentRecord] = []
        query: Dict[str, Any] = {"max_results": _PAGE, "view_type": "ALL"}
        while True:
            page = self._call("experiments/search", query, safe=True)
            found += [read_experiment(item) for item in items(page, "experiments")]
            token = page.get("next_page_token")
            if not token:
                return sorted(found, key=lambda experiment: -experiment.created)
            query = {**query, "page_token": token}

    def get_experiment(self, name: str, *, create: bool = False) -> ExperimentRecord:
        """See the contract."""
        try:
            return self._experiment(name)
        except ResourceNotFound:
            if not create:
                raise
        with suppress(ResourceExists):  # somebody else was faster
            self._call("experiments/create", {"name": check_name(name, "name")})
        return self._experiment(name)

    def _experiment(self, name: str) -> ExperimentRecord:
        place = self.endpoints.mlflow("experiments/get-by-name").asking(experiment_name=name)
        return read_experiment(inner(self._get(place), "experiment"))

    def update_experiment(
        self,
        name: str,
        *,
        archived: Optional[bool] = None,
        tags: Optional[Mapping[str, str]] = None,
        remove_tags: Sequence[str] = (),
    ) -> ExperimentRecord:
        """See the contract."""
        present = self._experiment(name)
        own = {"experiment_id": present.experiment_id}
        if archived is False and present.archived:
            self._call("experiments/restore", own)
        for key, value in (tags or {}).items():
            self._call("experiments/set-experiment-tag", {**own, "key": key, "value": value}, safe=True)
        for key in remove_tags:
            if key in present.tags:
                self._call("experiments/delete-experiment-tag", {**own, "key": key})
        # Last: what is put aside takes no tags.
        if archived and not present.archived:
            self._call("experiments/delete", own)
        return self._experiment(name)

    def _call(self, name: str, body: Any, *, safe: bool = False) -> Dict[str, Any]:
        return self._post(self.endpoints.mlflow(name), body, safe=safe)
