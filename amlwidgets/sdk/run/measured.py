"""The metrics of a run: logged by any process, read by any."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.run.family import RunFamily
from amlwidgets.sdk.run.logging import MetricLogging

if TYPE_CHECKING:
    from amlwidgets.store.metrics import MetricWriter


class RunMeasured(MetricLogging, RunFamily):
    """Logs into the run's metric log and reads from it."""

    @cached_property
    def _metrics(self) -> "MetricWriter":
        from amlwidgets.store.metrics import MetricWriter

        return MetricWriter(self._metric_folder())

    def _metric_folder(self) -> str:
        folder = os.environ.get("AMLWIDGETS_RUN_FOLDER")
        if folder and self._id == os.environ.get("AZUREML_RUN_ID"):
            return os.path.join(folder, "metrics")
        found = self._backend.metric_folder(self._id)
        if found is None:
            raise UserErrorException(f"The metrics of {self._id} are not on this machine.")
        return found

    def log(self, name: str, value: Any, description: str = "", step: Optional[int] = None) -> None:
        """Log a number or text; logged again, the metric is a series. `step` is counted by default."""
        self._metrics.log(name, value, step)

    def _log_record(self, name: str, kind: str, value: Any) -> None:
        self._metrics.record(name, kind, value)

    def _keep_image(self, name: str, path: Optional[str], plot: Any) -> str:
        from amlwidgets.sdk.run.images import keep

        return keep(self, name, path, plot)

    def get_metrics(
        self,
        name: Optional[str] = None,
        recursive: bool = False,
        run_type: Optional[str] = None,
        populate: bool = False,
    ) -> Dict[str, Any]:
        """Metrics by name: one value, or a list when logged more than once; tables are dicts of columns.

        `name` picks one. `recursive` adds what the children logged, `run_type` those of one type.
        """
        from amlwidgets.sdk.run.metrics import as_dict
        from amlwidgets.store.metrics import MetricReader

        metrics = as_dict(MetricReader(self._metric_folder()).points(), self._id)
        if recursive:
            for child in self.get_children(type=run_type):
                metrics.update(child.get_metrics(recursive=True, run_type=run_type))
        return metrics if name is None else {key: value for key, value in metrics.items() if key == name}

    def flush(self, timeout_seconds: int = 300) -> None:
        """Nothing waits: every metric is written when it is logged."""
