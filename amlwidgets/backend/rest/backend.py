"""What both kinds of backend over HTTP are put together of: ARM's resources are the same in both."""

from amlwidgets.backend.rest.assets import Assets
from amlwidgets.backend.rest.computes import Computes
from amlwidgets.backend.rest.experiments import Experiments
from amlwidgets.backend.rest.snapshots import Snapshots
from amlwidgets.backend.rest.workspace import Workspace


class RestBackend(Workspace, Computes, Assets, Experiments, Snapshots):
    """A workspace that is elsewhere. `transport` and `endpoints` are there for who forwards requests to it."""
