"""HyperDriveRun: a sweep as its children tell of it."""

import json
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Optional, Tuple

from amlwidgets.sdk.hyperdrive.config import HyperDriveConfig, PrimaryMetricGoal
from amlwidgets.sdk.hyperdrive.exceptions import HyperDriveRehydrateException
from amlwidgets.sdk.run import Run

if TYPE_CHECKING:
    from amlwidgets.sdk.experiment import Experiment

METRIC_PROPERTY = "primary_metric_config"
"""The property of a sweep that says which metric is compared: `{"name": ..., "goal": ...}`."""

_WITHOUT = {"Failed": "include_failed", "Canceled": "include_canceled"}


class HyperDriveRun(Run):
    """A sweep by its id. Its metric is the run's property `primary_metric_config`."""

    RUN_TYPE = "hyperdrive"
    HYPER_DRIVE_RUN_USER_AGENT = "sdk_run_hyper_drive"
    _config: Optional[HyperDriveConfig] = None

    def __init__(
        self,
        experiment: "Experiment",
        run_id: str,
        hyperdrive_config: Optional[HyperDriveConfig] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(experiment, run_id, **kwargs)
        self._config = hyperdrive_config

    @property
    def hyperdrive_config(self) -> Optional[HyperDriveConfig]:
        """The sweep as it was described in this process."""
        return self._config

    def get_best_run_by_primary_metric(
        self, include_failed: bool = True, include_canceled: bool = True, include_resume_from_runs: bool = True
    ) -> Optional[Run]:
        """The child with the best value of the primary metric; None while there is none."""
        included = {"include_failed": include_failed, "include_canceled": include_canceled}
        for child, _ in self._ranked():
            if included.get(_WITHOUT.get(child.get_status(), ""), True):
                return child
        return None

    def get_children_sorted_by_primary_metric(
        self, top: int = 0, reverse: bool = False, discard_no_metric: bool = False
    ) -> List[Dict[str, Any]]:
        """A dict for each child, best first: run_id, hyperparameters, best_primary_metric, status."""
        ranked: List[Tuple[Run, Optional[float]]] = [*self._ranked()]
        if not discard_no_metric:
            known = {child.id for child, _ in ranked}
            ranked = [*ranked, *((child, None) for child in self.get_children() if child.id not in known)]
        values = self.get_hyperparameters()
        rows = [
            {
                "run_id": child.id,
                "hyperparameters": values.get(child.id),
                "best_primary_metric": metric,
                "status": child.get_status(),
            }
            for child, metric in (reversed(ranked) if reverse else ranked)
        ]
        return rows[:top] if top else rows

    def get_hyperparameters(self) -> Dict[str, str]:
        """The values of each child by its id, as JSON, from the tags of the sweep."""
        ids = {child.id for child in self.get_children()}
        return {name: value or "" for name, value in self.get_tags().items() if name in ids}

    def get_diagnostics(self) -> None:
        """Print how many children ended how."""
        counts: Dict[str, int] = {}
        for child in self.get_children():
            status = child.get_status()
            counts[status] = counts.get(status, 0) + 1
        told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no children"
        print(f"{self.id}: {self.get_status()}; {told}")

    def get_metrics(
        self,
        name: Optional[str] = None,
        recursive: bool = False,
        run_type: Optional[str] = None,
        populate: bool = False,
    ) -> Dict[str, Any]:
        """The metrics of each child by its id."""
        return {child.id: child.get_metrics(name, recursive, run_type, populate) for child in self.get_children()}

    def _ranked(self) -> List[Tuple[Run, float]]:
        """The children that logged the metric, best first."""
        name, best, sign = self._metric()
        measured = [(child, best(values)) for child, values in self._values(name) if values]
        return sorted(measured, key=lambda pair: sign * pair[1])

    def _values(self, name: str) -> Iterator[Tuple[Run, List[float]]]:
        for child in self.get_children():
            value = child.get_metrics(name).get(name)
            listed = value if isinstance(value, list) else [value]
            yield child, [each for each in listed if isinstance(each, (int, float)) and each == each]  # noqa: PLR0124

    def _metric(self) -> Tuple[str, Any, int]:
        """The metric's name, what its best value is, and the sign that sorts it."""
        if self._config is not None:
            name, goal = self._config.primary_metric_name, self._config.primary_metric_goal
        else:
            name, goal = _recorded_metric(self.id, self.get_properties().get(METRIC_PROPERTY))
        return (name, max, -1) if goal is PrimaryMetricGoal.MAXIMIZE else (name, min, 1)


def _recorded_metric(run_id: str, text: Optional[str]) -> Tuple[str, PrimaryMetricGoal]:
    try:
        recorded = json.loads(text or "")
        return str(recorded["name"]), PrimaryMetricGoal.from_str(recorded["goal"])
    except (ValueError, KeyError, TypeError) as error:
        raise HyperDriveRehydrateException(
            f"The run {run_id} has {METRIC_PROPERTY} {text!r}; expected a metric's name and goal as JSON.",
            remedy="Give the id of a sweep, or the HyperDriveConfig it was submitted with.",
        ) from error
