"""ModelDataCollector: takes what a scoring script collects, for a service that keeps it; none does yet."""

from typing import Any, Optional, Sequence

from amlwidgets.sdk import arguments

_told = False


class ModelDataCollector:
    """Takes what a scoring script collects. Nothing is kept outside of a service that collects, as in v1."""

    def __init__(
        self,
        model_name: str,
        designation: str = "default",
        feature_names: Optional[Sequence[str]] = None,
        identifier: str = "default",
        **kwargs: Any,
    ) -> None:
        arguments.unknown("ModelDataCollector", kwargs)
        self.model_name = arguments.text("model_name", model_name)
        self.designation = arguments.text("designation", designation)
        self.identifier = arguments.text("identifier", identifier)
        self.feature_names = feature_names

    def collect(self, input_data: Any, user_correlation_id: str = "") -> None:
        """Say once that nothing collects."""
        global _told
        if not _told:
            _told = True
            print("Data collection is not enabled: no web service collects what is given to ModelDataCollector.")
