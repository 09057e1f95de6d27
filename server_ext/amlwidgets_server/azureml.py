"""The door of azureml-mlflow, at the root of the Jupyter server.

It keeps of a tracking URI the host alone and asks there for `/mlflow/...` and `/history/...`. Answers are those of
the same paths below `amlwidgets`, but for the URIs of artifacts: it knows only those of its own scheme.
"""

from amlwidgets.service.answer import Answer
from amlwidgets.service.mlflow.azureml_uris import for_azureml
from amlwidgets_server.arm import ArmHandler
from amlwidgets_server.mlflow import TrackingHandler

TRACKING = r"/(?i:mlflow)/v[\d.]+/(?i:subscriptions)/.+"
HISTORY = r"/(?i:history)/v[\d.]+/(?i:subscriptions)/.+/(?i:artifacts)(?:/.*)?"
"""Paths below the server's base URL."""


class AzureMLHistoryHandler(ArmHandler):
    """The artifacts of runs."""

    @property
    def service_path(self) -> str:
        """The path below the server's base URL, percent-encoded as it came."""
        path: str = self.request.path
        return "/" + path[len(self.base_url) :].lstrip("/")


class AzureMLTrackingHandler(TrackingHandler, AzureMLHistoryHandler):
    """Experiments, runs and what is logged to them."""

    def send(self, answer: Answer) -> None:
        """Artifacts are where azureml-mlflow looks for them."""
        workspace = self.request.path.partition("/api/")[0]
        super().send(for_azureml(answer, f"azureml://{self.request.host}{workspace}"))
