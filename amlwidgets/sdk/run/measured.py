"""The metrics of a run: logged by any process, read by any."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Optional, Union

from amlwidgets.sdk.run.family import RunFamily
from amlwidgets.sdk.run.logging import MetricLogging

if TYPE_CHECKING:
    from amlwidgets.sdk.run.elsewhere import RemoteMetrics
    from amlwidgets.store.metrics import MetricBatch, MetricWriter


class RunMeasured(MetricLogging, RunFamily):
    """Logs into the run's metric log and reads from it."""

    @cached_property
    def _metrics(self) -> "Union[MetricWriter, RemoteMetrics]":
        folder = self._metric_folder()
        if folder is None:
            from amlwidgets.sdk.run.elsewhere import RemoteMetrics

            return RemoteMetrics(self._backend, self._id)
        from amlwidgets.store.metrics import MetricWriter

        return MetricWriter(folder)

    def _metric_folder(self) -> Optional[str]:
        """Where the metrics are; None for a run of a workspace that is elsewhere."""
        folder = os.environ.get("AMLWIDGETS_RUN_FOLDER")
        if folder and self._id == os.environ.get("AZUREML_RUN_ID"):
            return os.path.join(folder, "metrics")
        return self._backend.metric_folder(self._id)

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

        `name` picks one. `recursive` adds what all runs below it logged, or those of one `run_type`.
        """
        from amlwidgets.sdk.run.metrics import add, as_dict

        metrics = as_dict(self._logged(), self._id)
        for child in self.get_children(recursive=True, type=run_type) if recursive else ():
            add(metrics, as_dict(child._logged(), child.id))
        return metrics if name is None else {key: value for key, value in metrics.items() if key == name}

    def _logged(self) -> "MetricBatch":
        folder = self._metric_folder()
        if folder is None:
            return self._backend.read_metrics(self._id)
        from amlwidgets.store.metrics import MetricReader

        return MetricReader(folder).points()

    def flush(self, timeout_seconds: int = 300) -> None:
        """Nothing waits: every metric is written when it is logged."""
