"""The tracking routes: errors in MLflow's shape, and 401 for who brings no valid token."""

from amlwidgets.service.answer import Answer
from amlwidgets.service.mlflow.errors import in_mlflow_shape, unauthenticated
from amlwidgets_server.arm import ArmHandler
from amlwidgets_server.base import BaseHandler
from amlwidgets_server.content import ContentHandler


class MlflowShape(BaseHandler):
    """Sends what clients of MLflow understand."""

    def send(self, answer: Answer) -> None:
        """Every error passes here, whoever raised it."""
        known = getattr(self, "_jupyter_current_user", None) is not None
        super().send(in_mlflow_shape(answer) if known else unauthenticated())


class TrackingHandler(MlflowShape, ArmHandler):
    """Experiments, runs and what is logged to them."""


class ArtifactHandler(MlflowShape, ContentHandler):
    """The bytes of artifacts."""
