"""The extension's settings, and where its routes hang."""

import os
from typing import Any, List, Tuple

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import Bool, Unicode

from amlwidgets.gateway.replies import ROOT, ROUTER
from amlwidgets.gateway.tracking import ARTIFACT, TRACKING
from amlwidgets.service.remote.elsewhere import Elsewhere
from amlwidgets.service.router import Router
from amlwidgets_server.arm import ArmHandler
from amlwidgets_server.azureml import HISTORY as AZUREML_HISTORY
from amlwidgets_server.azureml import TRACKING as AZUREML_TRACKING
from amlwidgets_server.azureml import AzureMLHistoryHandler, AzureMLTrackingHandler
from amlwidgets_server.content import ContentHandler
from amlwidgets_server.feed import Feed
from amlwidgets_server.forward import ELSEWHERE
from amlwidgets_server.live import LiveHandler
from amlwidgets_server.mlflow import ArtifactHandler, TrackingHandler
from amlwidgets_server.signed import BlobHandler, DiscoveryHandler

_CONTENT = r"/subscriptions/.+/(?i:content)/.+"
_SCRUBBED = "extra_log_scrub_param_keys"
_BLOB = r"/(?i:blob)/.+"
_DISCOVERY = r"/(?i:discovery)/.+"


class AmlWidgets(ExtensionApp):
    """Serves the workspaces of this user to the views."""

    name = "amlwidgets"
    extension_url = "/amlwidgets/capabilities"
    load_other_extensions = True

    home = Unicode(
        "", help="The folder of all embedded workspaces; empty: AMLWIDGETS_HOME, else the user's data folder."
    ).tag(config=True)
    read_only = Bool(False, help="Show everything, change nothing.").tag(config=True)

    def initialize_settings(self) -> None:
        """What the handlers share."""
        if self.home:
            # Kernels and engines that this server starts must look for workspaces at the same place.
            os.environ["AMLWIDGETS_HOME"] = os.path.abspath(os.path.expanduser(self.home))
        elsewhere = Elsewhere()
        router = Router(elsewhere.opener(), read_only=self.read_only, elsewhere=elsewhere)
        self.settings[ELSEWHERE] = elsewhere
        self.settings[ROUTER] = router
        self.settings["amlwidgets_feed"] = Feed(router.context.open, elsewhere.executor)
        # A signature in a URL opens a door for some minutes: it is no text for a log.
        scrubbed = self.serverapp.web_app.settings.get(_SCRUBBED, [])
        self.settings[_SCRUBBED] = [*scrubbed, "sig"]

    def initialize_handlers(self) -> None:
        """The socket, files' contents, MLflow's routes, and everything else."""
        self.handlers.extend(_routes())

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """The port is known now: kernels of this server make links to their runs' pages of it, without a token."""
        url = serverapp.custom_display_url or serverapp.connection_url
        os.environ["AMLWIDGETS_SERVER_URL"] = url.rstrip("/") + "/"

    async def stop_extension(self) -> None:
        """Let go of what is watched."""
        self.settings["amlwidgets_feed"].close()
        self.settings[ELSEWHERE].close()


def _routes() -> List[Tuple[str, Any]]:
    root = url_path_join("/", ROOT)
    return [
        (f"{root}/live", LiveHandler),
        (f"{root}{_BLOB}", BlobHandler),
        (f"{root}{_DISCOVERY}", DiscoveryHandler),
        (f"{root}{_CONTENT}", ContentHandler),
        (f"{root}{ARTIFACT}", ArtifactHandler),
        (f"{root}{TRACKING}", TrackingHandler),
        (f"{root}(?:/.*)?", ArmHandler),
        (AZUREML_TRACKING, AzureMLTrackingHandler),
        (AZUREML_HISTORY, AzureMLHistoryHandler),
    ]
