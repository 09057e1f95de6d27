"""The `log_*` family: what may be logged, whoever keeps it."""

from typing import Any, Dict, Optional


class MetricLogging:
    """Logs metrics by three methods that its heirs implement."""

    def log(self, name: str, value: Any, description: str = "", step: Optional[int] = None) -> None:
        """Log a number or text; logged again, the metric is a series. `step` is counted by default."""
        raise NotImplementedError

    def _log_record(self, name: str, kind: str, value: Any) -> None:
        raise NotImplementedError

    def _keep_image(self, name: str, path: Optional[str], plot: Any) -> str:
        """Keep an image file, or a figure as one; returns the path it has in the run."""
        raise NotImplementedError

    def log_list(self, name: str, value: Any, description: str = "") -> None:
        """Log a list of numbers or texts."""
        self._log_record(name, "list", _list(value))

    def log_row(self, name: str, description: Optional[str] = None, **kwargs: Any) -> None:
        """Log one row of a table: a keyword argument for each column."""
        from amlwidgets.sdk.arguments import wrong

        if not kwargs:
            raise wrong("log_row", kwargs, "a keyword argument for each column")
        self._log_record(name, "row", kwargs)

    def log_table(self, name: str, value: Any, description: str = "") -> None:
        """Log a table: a dict of columns, each a list or one value."""
        from amlwidgets.sdk.arguments import wrong

        if not isinstance(value, dict):
            raise wrong("value", value, "a dict of columns")
        self._log_record(name, "table", {str(column): values for column, values in value.items()})

    def log_image(self, name: str, path: Any = None, plot: Any = None, description: str = "") -> None:
        """Log an image: a file's `path`, or a matplotlib `plot` (a figure or pyplot itself)."""
        from amlwidgets.sdk import arguments

        if (path is None) == (plot is None):
            raise arguments.wrong("log_image", {"path": path, "plot": plot}, "one of path and plot")
        if plot is not None and not hasattr(plot, "savefig"):
            raise arguments.wrong("plot", plot, "a matplotlib figure or pyplot")
        kept = self._keep_image(name, None if path is None else arguments.path("path", path), plot)
        self._log_record(name, "image", {"path": kept})

    def log_confusion_matrix(self, name: str, value: Any, description: str = "") -> None:
        """Log a confusion matrix: v1's dict, or its JSON."""
        self._log_record(name, "confusion_matrix", _document(value))

    def log_accuracy_table(self, name: str, value: Any, description: str = "") -> None:
        """Log an accuracy table: v1's dict, or its JSON."""
        self._log_record(name, "accuracy_table", _document(value))

    def log_residuals(self, name: str, value: Any, description: str = "") -> None:
        """Log residuals: v1's dict, or its JSON."""
        self._log_record(name, "residuals", _document(value))

    def log_predictions(self, name: str, value: Any, description: str = "") -> None:
        """Log predictions: v1's dict, or its JSON."""
        self._log_record(name, "predictions", _document(value))


def _list(value: Any) -> Any:
    """A list of what is one, of whatever library."""
    from amlwidgets.sdk.arguments import wrong

    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (str, bytes, dict)) or not hasattr(value, "__iter__"):
        raise wrong("value", value, "a list of numbers or texts")
    return list(value)


def _document(value: Any) -> Dict[str, Any]:
    import json

    from amlwidgets.sdk.arguments import wrong

    try:
        document = json.loads(value) if isinstance(value, (str, bytes)) else value
    except ValueError:
        document = None
    if not isinstance(document, dict) or "data" not in document:
        raise wrong("value", value, "a dict with schema_type, schema_version and data")
    return document
