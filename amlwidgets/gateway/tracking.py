"""Answers that clients of MLflow understand."""

from amlwidgets.gateway.replies import Replies
from amlwidgets.service.answer import Answer
from amlwidgets.service.mlflow.errors import in_mlflow_shape, unauthenticated

ARTIFACT = r"/(?i:mlflow)/.+/(?i:mlflow-artifacts/artifacts)/.+"
TRACKING = r"/(?i:mlflow)/.+"
"""Paths below ROOT; the one that fits first counts."""


class MlflowShape(Replies):
    """Errors in MLflow's shape, and 401 for who brings no valid token."""

    @property
    def is_known(self) -> bool:
        """Whether a valid token came with the request."""
        raise NotImplementedError

    def send(self, answer: Answer) -> None:
        """Every error passes here, whoever raised it."""
        super().send(in_mlflow_shape(answer) if self.is_known else unauthenticated())
