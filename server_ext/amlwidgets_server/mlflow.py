"""The tracking routes behind Jupyter's doors."""

from typing import Any

from amlwidgets.gateway.tracking import MlflowShape
from amlwidgets_server.arm import ArmHandler
from amlwidgets_server.base import BaseHandler
from amlwidgets_server.content import ContentHandler


class JupyterShape(MlflowShape, BaseHandler):
    """Who is known is Jupyter's to say."""

    @property
    def is_known(self) -> bool:
        """Whether a valid token or cookie came with the request."""
        return getattr(self, "_jupyter_current_user", None) is not None

    def set_secure_cookie(self, *_args: Any, **_options: Any) -> None:
        """Jupyter gives who brings its token a cookie to log in by; a program brings the token each time."""


class TrackingHandler(JupyterShape, ArmHandler):
    """Experiments, runs and what is logged to them."""


class ArtifactHandler(JupyterShape, ContentHandler):
    """The bytes of artifacts."""
