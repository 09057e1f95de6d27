"""Workspace: where everything else is found."""

import os
import urllib.request  # noqa: F401 - notebooks `import urllib` alone: v1 had loaded the rest of it
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from amlwidgets.resources.errors import ResourceExists, WorkspaceException
from amlwidgets.resources.ids import LOCAL_SUBSCRIPTION
from amlwidgets.sdk import arguments
from amlwidgets.sdk.collection import Collection
from amlwidgets.sdk.default_clusters import DefaultCluster, make_defaults
from amlwidgets.sdk.workspace_contents import WorkspaceContents
from amlwidgets.sdk.workspace_upkeep import WorkspaceUpkeep

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.compute import ComputeTarget
    from amlwidgets.sdk.data.datastore import AbstractDatastore
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.run import Run


class Workspace(WorkspaceContents, WorkspaceUpkeep):
    """A workspace that exists. `Workspace.create` makes one, `Workspace.from_config` opens the usual one.

    One that is not on this machine is in Azure, where `auth` signs in (else what azure-identity finds), or at
    another server (`%aml workspace use`). An embedded workspace needs no `auth`. Raises WorkspaceException when
    there is none, or it cannot be reached.
    """

    DEFAULT_CPU_CLUSTER_NAME = "cpu-cluster"
    DEFAULT_GPU_CLUSTER_NAME = "gpu-cluster"
    DEFAULT_CPU_CLUSTER_CONFIGURATION = DefaultCluster("STANDARD_DS2_V2")
    DEFAULT_GPU_CLUSTER_CONFIGURATION = DefaultCluster("STANDARD_NC6")

    def __init__(
        self,
        subscription_id: str,
        resource_group: str,
        workspace_name: str,
        auth: Any = None,
        _location: Optional[str] = None,
        _disable_service_check: bool = False,
        _workspace_id: Optional[str] = None,
        sku: str = "basic",
        tags: Optional[Mapping[str, str]] = None,
        _cloud: str = "AzureCloud",
    ) -> None:
        from amlwidgets.sdk import workspace_choice

        wanted = workspace_choice.arm_id(
            arguments.text("subscription_id", subscription_id),
            arguments.text("resource_group", resource_group),
            arguments.text("workspace_name", workspace_name),
        )
        self._backend = workspace_choice.open_by_ids(wanted, auth)
        self._auth = auth

    @classmethod
    def _of(cls, backend: "Backend", auth: Any = None) -> "Workspace":
        workspace = cls.__new__(cls)
        workspace._backend = backend
        workspace._auth = auth
        return workspace

    def _as_workspace(self) -> "Workspace":
        return self

    @property
    def _workspace_id(self) -> str:
        return self._backend.workspace.workspace_id

    @property
    def _auth_object(self) -> Any:
        """How it was signed in to; notebooks hand it on."""
        from amlwidgets.sdk.authentication import InteractiveLoginAuthentication

        return self._auth or InteractiveLoginAuthentication()

    @classmethod
    def from_folder(cls, folder: str) -> "Workspace":
        """The workspace in a folder. Raises WorkspaceException when there is none."""
        from amlwidgets.backend import open_folder

        return cls._of(open_folder(folder))

    # -- opening and making ----------------------------------------------------------------------------------

    @staticmethod
    def from_config(
        path: Optional[str] = None, auth: Any = None, _logger: Any = None, _file_name: Optional[str] = None
    ) -> "Workspace":
        """The workspace that the nearest config.json names; where there is no such file the one in use.

        That is the one chosen by `%aml workspace use`, else the default embedded one; inside a job the job's own.
        The file is looked for in `path` (or the current folder), its `.azureml` and `aml_config`, then in the
        parents. Where an embedded workspace was chosen, or AMLWIDGETS_EMBEDDED_DEFAULT=1 is set, a file that
        names a workspace elsewhere opens the embedded one. Raises WorkspaceException for a workspace that cannot
        be opened; with AMLWIDGETS_EMBEDDED_DEFAULT=0 a missing file raises UserErrorException.
        """
        from amlwidgets.sdk import workspace_choice

        folder = None if path is None else arguments.path("path", path)
        return Workspace._of(workspace_choice.from_config(folder, _file_name, auth), auth)

    @staticmethod
    def setup() -> "Workspace":
        """The workspace that `from_config` opens."""
        return Workspace.from_config()

    @staticmethod
    def create(
        name: str,
        auth: Any = None,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        location: Optional[str] = None,
        create_resource_group: bool = True,
        sku: str = "basic",
        tags: Optional[Mapping[str, str]] = None,
        friendly_name: Optional[str] = None,
        storage_account: Optional[str] = None,
        key_vault: Optional[str] = None,
        app_insights: Optional[str] = None,
        container_registry: Optional[str] = None,
        adb_workspace: Optional[str] = None,
        primary_user_assigned_identity: Optional[str] = None,
        cmk_keyvault: Optional[str] = None,
        resource_cmk_uri: Optional[str] = None,
        hbi_workspace: bool = False,
        default_cpu_compute_target: Any = None,
        default_gpu_compute_target: Any = None,
        private_endpoint_config: Any = None,
        private_endpoint_auto_approval: bool = True,
        exist_ok: bool = False,
        show_output: bool = True,
        user_assigned_identity_for_cmk_encryption: Optional[str] = None,
        system_datastores_auth_mode: str = "accessKey",
        v1_legacy_mode: Optional[bool] = None,
        **others: Any,
    ) -> "Workspace":
        """Make an embedded workspace. Raises WorkspaceException when it exists, unless `exist_ok`.

        With `create_resource_group=False` the group must already hold a workspace.
        """
        from amlwidgets.backend import create_workspace

        arguments.unknown("Workspace.create", others)
        if not create_resource_group:
            _check_group(subscription_id, resource_group)
        try:
            backend = create_workspace(
                arguments.text("name", name),
                subscription_id,
                resource_group,
                location,
                tags={key: value or "" for key, value in arguments.string_map("tags", tags).items()},
                friendly_name=friendly_name or "",
                exist_ok=exist_ok,
            )
        except ResourceExists as error:
            raise WorkspaceException(error.message, error, remedy=error.remedy) from error
        workspace = Workspace._of(backend, auth)
        make_defaults(workspace, default_cpu_compute_target, default_gpu_compute_target)
        return workspace

    @staticmethod
    def get(
        name: str,
        auth: Any = None,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        location: Optional[str] = None,
        cloud: str = "AzureCloud",
        id: Optional[str] = None,
    ) -> "Workspace":
        """A workspace by its name; group and subscription are needed only where the name is not unique.

        With all three it may also be one in Azure that is not known yet. Raises WorkspaceException when there is
        none, or several.
        """
        from amlwidgets.sdk import workspace_choice

        arguments.text("name", name)
        found = workspace_choice.named(name, subscription_id, resource_group)
        if len(found) == 1:
            return Workspace._of(workspace_choice.opened(found[0], auth), auth)
        if not found and subscription_id and resource_group:
            return Workspace(subscription_id, resource_group, name, auth)
        many = "several workspaces are" if found else "no workspace is"
        remedy = "Give subscription_id and resource_group too." if found else "Workspace.list shows all."
        raise WorkspaceException(f"name is {name!r}: {many} of that name.", remedy=remedy)

    @staticmethod
    def list(
        subscription_id: str = LOCAL_SUBSCRIPTION, auth: Any = None, resource_group: Optional[str] = None
    ) -> "Dict[str, List[Workspace]]":
        """The workspaces of a subscription that are here or known, by name: a list each.

        Resource groups may repeat a name. One that is elsewhere is asked for nothing before it is used.
        """
        from amlwidgets.sdk import workspace_choice

        found: Dict[str, List[Workspace]] = {}
        for known in workspace_choice.named(None, subscription_id, resource_group):
            workspace = Workspace._of(workspace_choice.signed_in(known, auth), auth)
            found.setdefault(known.name, []).append(workspace)
        return found

    def write_config(self, path: Optional[str] = None, file_name: Optional[str] = None) -> None:
        """Write `.azureml/config.json` in a folder (the current one), for `from_config`."""
        from amlwidgets.sdk import workspace_config

        values = {
            "subscription_id": self.subscription_id,
            "resource_group": self.resource_group,
            "workspace_name": self.name,
        }
        workspace_config.write(None if path is None else arguments.path("path", path), file_name, values)

    def delete(self, delete_dependent_resources: bool = False, no_wait: bool = False) -> None:
        """Cancel what runs and remove the workspace with everything in it."""
        self._backend.delete_workspace()

    # -- what it is ------------------------------------------------------------------------------------------

    @property
    def backend(self) -> "Backend":
        """The contract that views and magics work against."""
        return self._backend

    @property
    def name(self) -> str:
        """The workspace's name."""
        return self._backend.workspace.name

    @property
    def resource_group(self) -> str:
        """The group it belongs to."""
        return self._backend.workspace.resource_group

    @property
    def location(self) -> str:
        """Where it is: `local`, or what was given when it was made."""
        return self._backend.workspace.location

    @property
    def subscription_id(self) -> str:
        """The subscription it belongs to."""
        return self._backend.workspace.subscription_id

    @property
    def sku(self) -> str:
        """The edition: there is one."""
        return "basic"

    @property
    def tags(self) -> Dict[str, str]:
        """Its tags."""
        return dict(self._backend.workspace.tags)

    @property
    def discovery_url(self) -> str:
        """Where it is found: its ARM id."""
        return self._backend.workspace.arm_id

    def get_details(self) -> Dict[str, Any]:
        """What the workspace is and where it keeps things, as a dict."""
        from amlwidgets.resources.clock import iso

        record = self._backend.workspace
        return {
            "id": record.arm_id,
            "name": record.name,
            "location": record.location,
            "type": "Microsoft.MachineLearningServices/workspaces",
            "tags": dict(record.tags),
            "sku": {"name": self.sku, "tier": self.sku},
            "workspaceid": record.workspace_id,
            "description": record.description,
            "friendlyName": record.friendly_name,
            "creationTime": iso(record.created),
            "storageAccount": os.path.join(record.folder, "datastores") if record.folder else None,
            "keyVault": os.path.join(record.folder, "secrets") if record.folder else None,
            "applicationInsights": None,
            "containerRegistry": None,
            "discoveryUrl": self.discovery_url,
        }

    def __repr__(self) -> str:
        return (
            f"Workspace.create(name={self.name!r}, subscription_id={self.subscription_id!r}, "
            f"resource_group={self.resource_group!r})"
        )

    # -- what it has -----------------------------------------------------------------------------------------

    @property
    def compute_targets(self) -> "Mapping[str, ComputeTarget]":
        """The clusters by name."""
        from amlwidgets.sdk.compute import ComputeTarget

        return Collection(lambda: {target.name: target for target in ComputeTarget.list(self)})

    @property
    def datastores(self) -> "Mapping[str, AbstractDatastore]":
        """The datastores by name."""
        from amlwidgets.sdk.data.datastore_kinds import from_record

        return Collection(lambda: {r.name: from_record(self, r) for r in self._backend.list_datastores()})

    @property
    def experiments(self) -> "Mapping[str, Experiment]":
        """The experiments by name, newest first."""
        from amlwidgets.sdk.experiment import Experiment

        return Collection(lambda: {experiment.name: experiment for experiment in Experiment.list(self)})

    def get_default_datastore(self) -> "AbstractDatastore":
        """The datastore that is used where none is named."""
        from amlwidgets.sdk.data.datastore_kinds import from_record

        return next(from_record(self, record) for record in self._backend.list_datastores() if record.is_default)

    def set_default_datastore(self, name: str) -> None:
        """Make a datastore the default one."""
        from amlwidgets.sdk.data.registering import Datastore

        Datastore.get(self, name).set_as_default()

    def get_mlflow_tracking_uri(self, _with_auth: bool = False) -> str:
        """What `mlflow.set_tracking_uri` takes to log to this workspace; served while this process lives.

        It holds no token: that is put into MLFLOW_TRACKING_TOKEN of this process, unless one for another server is
        there, which raises a warning.
        """
        from amlwidgets.sdk.tracking import tracking_uri

        return tracking_uri(self._backend)

    def get_run(self, run_id: str) -> "Run":
        """A run of whatever experiment."""
        from amlwidgets.sdk.run import Run

        return Run.get(self, run_id)


def _check_group(subscription_id: Optional[str], resource_group: Optional[str]) -> None:
    from amlwidgets.backend import list_workspaces

    wanted = (subscription_id or LOCAL_SUBSCRIPTION, resource_group)
    known = {(record.subscription_id, record.resource_group) for record in list_workspaces()}
    if resource_group is not None and wanted not in known:
        raise WorkspaceException(
            f"resource_group is {resource_group!r}; expected a group that exists.",
            remedy="Give create_resource_group=True to have it made.",
        )
