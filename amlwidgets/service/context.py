"""What every route's handler is given: the open workspaces and what the server allows."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ReadOnly
from amlwidgets.service.mlflow.tracking import Tracking
from amlwidgets.service.routing import Request
from amlwidgets.service.signing import Signer
from amlwidgets.service.workspaces import Opener, OpenWorkspaces

if TYPE_CHECKING:
    from amlwidgets.service.remote.elsewhere import Elsewhere


@dataclass(frozen=True)
class Context:
    """The service behind the routes. `elsewhere` holds the sign-ins of a server that reaches other services."""

    open: Opener
    read_only: bool = False
    elsewhere: "Optional[Elsewhere]" = None
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
