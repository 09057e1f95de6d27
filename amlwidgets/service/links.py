"""Absolute URLs in answers: where things of a workspace are for whom asks."""

from urllib.parse import quote

from amlwidgets.faces.history import run_prefix
from amlwidgets.resources.records import WorkspaceRecord
from amlwidgets.service.context import Context
from amlwidgets.service.routing import Request
from amlwidgets.service.signing import CONTAINER, EXACT, Signer

ACCOUNT = "storage"
"""The segment of blob paths that clients lengthen to `storage.blob.<their cloud's suffix>`."""

_STORAGE_HOST = f"{ACCOUNT}.blob.core.windows.net"
"""The same segment for a client that reads no blob unless its URL looks like one of Azure's storage."""

RUNS_CONTAINER = "azureml"
"""The container that shows the files of all runs, as Azure ML names it."""


class Links:
    """The URLs of one workspace, as the asker of one request sees them."""

    def __init__(self, base: str, workspace: WorkspaceRecord, signer: Signer) -> None:
        self._base = base
        self._signer = signer
        self._arm = quote(workspace.arm_id)

    @classmethod
    def of(cls, context: Context, request: Request, workspace: WorkspaceRecord) -> "Links":
        """For the asker of a request."""
        return cls(request.base, workspace, context.signer)

    @property
    def base(self) -> str:
        """Where the routes are."""
        return self._base

    @property
    def account(self) -> str:
        """The name of the storage account.

        Official clients make `https://{account}.blob.{suffix}/{container}` of it; with the server's address and
        path in it they come here, below any prefix and without a name server that would know a host of ours.
        """
        return f"{self._base.partition('://')[2]}/blob{self._arm}/{ACCOUNT}"

    @property
    def tracking(self) -> str:
        """MLflow's tracking URI in the scheme of azureml-mlflow, whose door is beside `amlwidgets`."""
        return f"azureml://{self._base.partition('://')[2].rpartition('/')[0]}/mlflow/v2.0{self._arm}"

    @property
    def studio(self) -> str:
        """Where runs are looked at: JupyterLab, with our panel in it."""
        return f"{self._base.rpartition('/')[0]}/lab"

    def discovery(self) -> str:
        """The discovery document; clients ask for it without a token."""
        return self._signed(f"/discovery{self._arm}", "r", EXACT, minutes=60)

    def container(self, name: str) -> str:
        """A container, unsigned."""
        return f"{self._base}/blob{self._arm}/{ACCOUNT}/{quote(name, safe='')}"

    def signed_container(self, name: str, permission: str) -> str:
        """A container and all in it, for 60 minutes: an upload may take its time."""
        path = f"/blob{self._arm}/{ACCOUNT}/{quote(name, safe='')}"
        return self._signed(path, permission, CONTAINER, minutes=60)

    def run_file(self, run_id: str, path: str) -> str:
        """A file of a run, to be read for 10 minutes."""
        place = f"{ACCOUNT}/{RUNS_CONTAINER}/{quote(run_prefix(run_id) + path)}"
        return self._signed(f"/blob{self._arm}/{place}", "r", EXACT, minutes=10)

    def run_blob(self, run_id: str, path: str, permission: str) -> str:
        """A file of a run for azureml-mlflow, to be read or written for 60 minutes."""
        place = f"{_STORAGE_HOST}/{RUNS_CONTAINER}/{quote(run_prefix(run_id) + path)}"
        return self._signed(f"/blob{self._arm}/{place}", permission, EXACT, minutes=60)

    def operation(self, kind: str, name: str, goal: str) -> str:
        """Where a long operation is asked about."""
        return f"{self._base}{self._arm}/operations/{kind}/{quote(name, safe='')}/{goal}?api-version=2023-04-01"

    def _signed(self, path: str, permission: str, scope: str, *, minutes: float) -> str:
        query = self._signer.sign(path, permission, below=scope == CONTAINER, minutes=minutes)
        return f"{self._base}{path}?{query}"
