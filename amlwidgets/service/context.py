"""What every route's handler is given: the open workspaces and what the server allows."""

from dataclasses import dataclass, field

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ReadOnly
from amlwidgets.service.mlflow.tracking import Tracking
from amlwidgets.service.routing import Request
from amlwidgets.service.signing import Signer
from amlwidgets.service.workspaces import Opener, OpenWorkspaces


@dataclass(frozen=True)
class Context:
    """The service behind the routes."""

    open: Opener
    read_only: bool = False
    tracking: Tracking = field(default_factory=Tracking)
    signer: Signer = field(default_factory=Signer)

    def workspace(self, request: Request) -> Backend:
        """The workspace a request is for. Raises WorkspaceException when there is none."""
        return self.open(request.arm_id)

    def check_writable(self) -> None:
        """Raises ReadOnly on a server that changes nothing."""
        if self.read_only:
            raise ReadOnly("This server only shows; it changes nothing.")

    def forget(self, backend: Backend) -> None:
        """A workspace was deleted: do not answer from what was open of it."""
        self.tracking.forget(backend)
        if isinstance(self.open, OpenWorkspaces):
            self.open.forget(backend)
