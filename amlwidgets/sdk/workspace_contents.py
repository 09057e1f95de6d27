"""What else a workspace has: assets by name, its keyvault, default clusters, and v1's empty collections."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from amlwidgets.resources.errors import NotSupported
from amlwidgets.sdk import arguments
from amlwidgets.sdk.collection import Collection

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.resources.assets import AssetRecord
    from amlwidgets.sdk.compute import ComputeTarget
    from amlwidgets.sdk.environment import Environment
    from amlwidgets.sdk.keyvault import Keyvault
    from amlwidgets.sdk.model import Model
    from amlwidgets.sdk.workspace import Workspace


@dataclass(frozen=True)
class ServiceContext:
    """The parts of a workspace's address, as v1's services want them."""

    subscription_id: str
    resource_group_name: str
    workspace_name: str
    workspace_id: str
    workspace_discovery_url: str


class WorkspaceContents:
    """Collections are dicts that are read anew with every look."""

    _backend: "Backend"

    @property
    def environments(self) -> "Mapping[str, Environment]":
        """The environments by name, at their newest version: the registered and the curated."""
        from amlwidgets.sdk.environment import Environment

        return Collection(lambda: Environment.list(self._as_workspace()))

    @property
    def models(self) -> "Mapping[str, Model]":
        """The registered models by name, each in its highest version."""
        from amlwidgets.sdk.model import Model

        workspace = self._as_workspace()
        return Collection(lambda: {model.name: model for model in Model.list(workspace, latest=True)})

    @property
    def datasets(self) -> "Mapping[str, Any]":
        """The registered datasets by name, each in its newest version."""
        from amlwidgets.sdk.dataset import Dataset

        return Dataset.get_all(self._as_workspace())

    @property
    def webservices(self) -> "Mapping[str, AssetRecord]":
        """The online endpoints by name."""
        return self._newest("onlineEndpoints")

    @property
    def images(self) -> Dict[str, Any]:
        """Nothing: services here are no container images."""
        return {}

    @property
    def linked_services(self) -> Dict[str, Any]:
        """Nothing is linked."""
        return {}

    @property
    def private_endpoints(self) -> Dict[str, Any]:
        """Nothing is behind a private endpoint."""
        return {}

    @property
    def service_context(self) -> ServiceContext:
        """The parts of its address."""
        record = self._backend.workspace
        return ServiceContext(
            record.subscription_id, record.resource_group, record.name, record.workspace_id, record.arm_id
        )

    def get_default_keyvault(self) -> "Keyvault":
        """Its secrets. `run.get_secret(name)` reads them inside a job."""
        from amlwidgets.sdk.keyvault import Keyvault

        return Keyvault(self._as_workspace())

    def get_default_compute_target(self, type: str) -> "Optional[ComputeTarget]":
        """The cluster called `cpu-cluster` or `gpu-cluster`, for the type `CPU` or `GPU`; None without one."""
        names = {"CPU": "cpu-cluster", "GPU": "gpu-cluster"}
        return self._as_workspace().compute_targets.get(names[arguments.one_of("type", type, tuple(names))])

    # -- what only Azure has -----------------------------------------------------------------------------------

    def list_connections(self, category: Optional[str] = None, target: Optional[str] = None) -> "list[Any]":
        """Nothing: there are no connections."""
        return []

    def get_connection(self, name: str) -> Any:
        """Raises NotSupported."""
        raise _azure_only("Connections")

    def set_connection(self, name: str, category: str, target: str, authType: str, value: str) -> Any:
        """Raises NotSupported."""
        raise _azure_only("Connections")

    def delete_connection(self, name: str) -> Any:
        """Raises NotSupported."""
        raise _azure_only("Connections")

    def add_private_endpoint(
        self,
        private_endpoint_config: Any,
        private_endpoint_auto_approval: bool = True,
        location: Optional[str] = None,
        show_output: bool = True,
        tags: Any = None,
    ) -> Any:
        """Raises NotSupported."""
        raise _azure_only("Private endpoints")

    def delete_private_endpoint_connection(self, private_endpoint_connection_name: str) -> None:
        """Raises NotSupported."""
        raise _azure_only("Private endpoints")

    def _newest(self, kind: str) -> "Mapping[str, AssetRecord]":
        def read() -> "Dict[str, AssetRecord]":
            # The newest comes first: it is put last, and stays.
            return {asset.name: asset for asset in reversed(self._backend.list_assets(kind))}

        return Collection(read)

    def _as_workspace(self) -> "Workspace":
        raise NotImplementedError


def _azure_only(what: str) -> NotSupported:
    return NotSupported(
        f"{what} of a workspace are not managed from here.",
        remedy="In Azure use the portal or azure-ai-ml. A datastore or a secret does the same for a job here.",
    )
