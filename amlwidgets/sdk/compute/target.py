"""ComputeTarget: a named place where runs go."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Mapping, Optional, Type, TypeVar

from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import AzureMLException, ComputeTargetException, ResourceNotFound
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, ComputeStatus
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.configuration import (
    ComputeConfiguration,
    ComputeTargetAttachConfiguration,
    ComputeTargetProvisioningConfiguration,
)
from amlwidgets.sdk.exceptions import WrongComputeValue

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

T = TypeVar("T", bound="ComputeTarget")
_LOOK_SECONDS = 1.0
_HOMES = {
    "AKS": "aks.AksCompute",
    "AmlCompute": "amlcompute.AmlCompute",
    "Batch": "resources.BatchCompute",
    "ComputeInstance": "instance.ComputeInstance",
    "DataFactory": "resources.DataFactoryCompute",
    "DataLakeAnalytics": "resources.AdlaCompute",
    "Databricks": "databricks.DatabricksCompute",
    "HDInsight": "hdinsight.HDInsightCompute",
    "Kubernetes": "kubernetes.KubernetesCompute",
    "Kusto": "databricks.KustoCompute",
    "SynapseSpark": "synapse.SynapseCompute",
    "VirtualMachine": "remote.RemoteCompute",
}
"""The class of each type: imported for the types that a workspace has."""


class AbstractComputeTarget:
    """A place that needs no workspace: a type and a name."""

    def __init__(self, compute_target_type: str, name: str) -> None:
        self._type = compute_target_type
        self._name = name

    @property
    def name(self) -> str:
        """What runs call it."""
        return self._name

    @property
    def type(self) -> str:
        """Its kind."""
        return self._type

    @staticmethod
    def deserialize_from_dict(
        compute_target_name: str, compute_target_dict: Mapping[str, Any]
    ) -> "AbstractComputeTarget":
        """From a name and a dict with its `type`."""
        return AbstractComputeTarget(str(compute_target_dict.get("type", "")), compute_target_name)


class LocalTarget(AbstractComputeTarget):
    """What the name `local` stands for: this machine."""

    def __init__(self) -> None:
        super().__init__("local", LOCAL_TARGET)

    def __repr__(self) -> str:
        return "LocalTarget()"


class ComputeTarget:
    """A compute target of a workspace: `ComputeTarget(workspace, name)` is one of the class of its type.

    Raises ComputeTargetException when there is none of that name. What it says of itself is what it was when it
    was made, got or refreshed; `get_status` looks anew.
    """

    def __new__(cls, workspace: "Workspace", name: str) -> "ComputeTarget":
        """The target, of the class of its type."""
        return cls._of_status(workspace, _find(workspace, name))

    @classmethod
    def _of_status(cls, workspace: "Workspace", status: ComputeStatus) -> "ComputeTarget":
        target = object.__new__(_class_of(status.compute))
        target._take(workspace, status)
        return target

    def __init__(self, workspace: "Workspace", name: str) -> None:
        """All is done by `__new__`, which knows the type."""

    def _take(self, workspace: "Workspace", status: ComputeStatus) -> None:
        compute = status.compute
        self.workspace = workspace
        self.name = compute.name
        self.type = compute.type
        self.id = f"{workspace.backend.workspace.arm_id}/computes/{compute.name}"
        self.location = compute.location
        self.description = compute.description
        self.tags: Optional[Dict[str, str]] = dict(compute.tags) or None
        self.provisioning_state = compute.provisioning_state
        self.provisioning_errors: Any = None
        self.cluster_resource_id = compute.resource_id or None
        self.is_attached = compute.attached
        self._describe(compute.extra)

    def _describe(self, extra: Mapping[str, Any]) -> None:
        """What its type tells of itself, from what is recorded of it in ARM's words."""
        account = extra.get("administratorAccount")
        self.address = extra.get("address")
        self.ssh_port = extra.get("sshPort")
        self.username = account.get("username") if isinstance(account, Mapping) else None

    def refresh_state(self) -> None:
        """Read anew what it says of itself. Raises ComputeTargetException when it is gone."""
        self._take(self.workspace, self._look())

    def get(self: T) -> T:
        """Itself, read anew."""
        self.refresh_state()
        return self

    def get_status(self) -> Any:
        """The state it is in: Succeeded, Creating, Deleting."""
        return self._look().compute.provisioning_state

    def _look(self) -> ComputeStatus:
        return _find(self.workspace, self.name)

    def wait_for_completion(
        self,
        show_output: bool = False,
        is_delete_operation: bool = False,
        *,
        min_node_count: Optional[int] = None,
        timeout_in_minutes: float = 25,
    ) -> None:
        """Block until it is there, or gone."""
        deadline = now() + 60 * float(timeout_in_minutes)
        if is_delete_operation:
            reached = self._wait(self._is_gone, deadline)
            state = "Succeeded" if reached else self.provisioning_state
        else:
            self._wait(self._is_settled, deadline)
            self.refresh_state()
            state = self.provisioning_state
        if show_output:
            print(f'{state}\nProvisioning operation finished, operation "{state}"')

    def _is_settled(self) -> bool:
        return self._look().compute.provisioning_state in ("Succeeded", "Failed")

    def _is_gone(self) -> bool:
        try:
            self._look()
        except ComputeTargetException:
            return True
        return False

    def _wait(self, done: Callable[[], bool], deadline: float) -> bool:
        """Look at every change of the workspace until done; False when the time is up."""
        from amlwidgets.store.watch import Watch

        with Watch() as watch:
            watch.add(self.workspace.backend.change_file() or "")
            while not done():
                left = deadline - now()
                if left <= 0:
                    return False
                watch.wait(min(left, _LOOK_SECONDS))
        return True

    def delete(self) -> None:
        """Cancel its runs and remove it; returns at once."""
        with self._gone_is_told():
            self.workspace.backend.delete_compute(self.name)
        self.provisioning_state = "Deleting"

    def detach(self) -> None:
        """Raises ComputeTargetException: only what was attached is detached."""
        raise ComputeTargetException(
            f"{self.name!r} of type {self.type} was made with the workspace, not attached: it cannot be detached.",
            remedy="Use delete().",
        )

    @contextmanager
    def _gone_is_told(self) -> Iterator[None]:
        try:
            yield
        except ResourceNotFound as error:
            raise ComputeTargetException(f"The compute target {self.name!r} is gone already.", error) from error

    def serialize(self) -> Dict[str, Any]:
        """It as a dict in ARM's words, without secrets; `deserialize` takes it."""
        from amlwidgets.faces.compute import arm_compute

        face = arm_compute(self.workspace.backend.workspace, self._look(), {})
        for moment in ("nodes", "queue"):
            face["properties"]["properties"].pop(moment, None)
        return face

    @classmethod
    def deserialize(cls: Type[T], workspace: "Workspace", object_dict: Mapping[str, Any]) -> T:
        """A compute target from the dict of `serialize`; nothing is asked of the workspace.

        Raises ComputeTargetException for a dict that is of another type, or none.
        """
        from amlwidgets.faces.client.compute import read_compute

        outer = object_dict.get("properties") if isinstance(object_dict, Mapping) else None
        if not isinstance(outer, Mapping) or "computeType" not in outer:
            raise ComputeTargetException(
                f"object_dict is {object_dict!r}; expected the dict of a compute target's serialize()."
            )
        made = ComputeTarget._of_status(workspace, read_compute(object_dict))
        if not isinstance(made, cls):
            raise ComputeTargetException(
                f"object_dict is of type {made.type}; expected one of {cls.__name__}.",
                remedy="ComputeTarget.deserialize takes any type.",
            )
        return made

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(workspace={self.workspace!r}, name={self.name}, id={self.id}, "
            f"type={self.type}, "
            f"provisioning_state={self.provisioning_state}, location={self.location}, tags={self.tags})"
        )

    @staticmethod
    @arguments.raised_as(WrongComputeValue)
    def create(
        workspace: "Workspace", name: str, provisioning_configuration: ComputeTargetProvisioningConfiguration
    ) -> "ComputeTarget":
        """Make a compute target, or give the one of that name these settings; returns at once."""
        arguments.instance(
            "provisioning_configuration", provisioning_configuration, ComputeTargetProvisioningConfiguration
        )
        return _put(workspace, name, provisioning_configuration)

    @staticmethod
    def list(workspace: "Workspace") -> "List[ComputeTarget]":
        """The compute targets of a workspace by name. `local` is always there and not listed."""
        clusters = (s for s in workspace.backend.list_computes() if s.compute.name != LOCAL_TARGET)
        return [ComputeTarget._of_status(workspace, status) for status in clusters]

    @staticmethod
    @arguments.raised_as(WrongComputeValue)
    def attach(
        workspace: "Workspace", name: str, attach_configuration: ComputeTargetAttachConfiguration
    ) -> "ComputeTarget":
        """Attach what is there already, as the `attach_configuration` of its class describes it."""
        arguments.instance("attach_configuration", attach_configuration, ComputeTargetAttachConfiguration)
        return _put(workspace, name, attach_configuration)


def _put(workspace: "Workspace", name: str, configuration: ComputeConfiguration) -> ComputeTarget:
    configuration.validate_configuration()
    record = configuration.to_record(workspace, name)
    status = workspace.backend.put_compute(record, configuration.credentials() or None)
    return ComputeTarget._of_status(workspace, status)


def _class_of(compute: ComputeRecord) -> Type[ComputeTarget]:
    from importlib import import_module

    home = _HOMES.get(compute.type)
    if home is None:
        return ComputeTarget
    if compute.type == "VirtualMachine" and "virtualMachineSize" in compute.extra and not compute.attached:
        home = "dsvm.DsvmCompute"
    module, _, name = home.partition(".")
    found: Type[ComputeTarget] = getattr(import_module(f"amlwidgets.sdk.compute.{module}"), name)
    return found


def _find(workspace: "Workspace", name: str) -> ComputeStatus:
    from amlwidgets.sdk.workspace import Workspace

    arguments.instance("workspace", workspace, Workspace)
    try:
        return workspace.backend.get_compute(arguments.text("name", name))
    except ResourceNotFound as error:
        message = f"ComputeTargetNotFound: Compute Target with name {name} not found in provided workspace"
        raise ComputeTargetException(message, error) from error


def only_in_azure(what: str) -> AzureMLException:
    """The error for what only Azure's own service knows."""
    return ComputeTargetException(
        f"{what} are Azure's: a workspace on this machine has none.", remedy="See them in Azure's portal."
    )
