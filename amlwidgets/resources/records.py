"""The records a workspace keeps. Plain dataclasses: rows of the store on one side, REST answers on the other.

Times are seconds since 1970 (UTC). Every record turns to JSON-ready dicts with
`dataclasses.asdict` and back with `record`.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Dict, List, Mapping, Optional, Tuple, Type, TypeVar

from amlwidgets.resources.states import NodeState, RunState

R = TypeVar("R")


def record(kind: Type[R], values: Mapping[str, Any]) -> R:
    """A record from its dict; keys of a newer version of the product are left out, so old code reads new rows."""
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{key: value for key, value in values.items() if key in known})


@dataclass(frozen=True)
class WorkspaceRecord:
    """A workspace and where it lives. `folder` is empty for one that is not on this machine."""

    name: str
    subscription_id: str
    resource_group: str
    location: str = "local"
    workspace_id: str = ""
    folder: str = ""
    created: float = 0.0
    friendly_name: str = ""
    description: str = ""
    tags: Dict[str, str] = field(default_factory=dict)
    discovery: Dict[str, Any] = field(default_factory=dict)

    @property
    def arm_id(self) -> str:
        """The ARM id, the same shape for every kind of workspace."""
        return (
            f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}"
            f"/providers/Microsoft.MachineLearningServices/workspaces/{self.name}"
        )


@dataclass(frozen=True)
class ScaleSettings:
    """How a cluster grows and shrinks; `idle_seconds` before an idle node above the minimum leaves."""

    min_nodes: int = 0
    max_nodes: int = 1
    idle_seconds: float = 1800.0


@dataclass(frozen=True)
class ComputeRecord:
    """A compute target. `provisioning_state`: Succeeded, Creating, Deleting. `extra` keeps in ARM's words what is
    only recorded (network, schedules, the address of an attached machine), never a secret. `state` is what a
    compute instance is: Starting, Running, Stopping, Stopped, Restarting. `resource_id` is what is attached.
    """

    name: str
    type: str = "AmlCompute"
    vm_size: str = "STANDARD_D2_V2"
    vm_priority: str = "Dedicated"
    scale: ScaleSettings = field(default_factory=ScaleSettings)
    provisioning_state: str = "Succeeded"
    location: str = "local"
    description: str = ""
    tags: Dict[str, str] = field(default_factory=dict)
    created: float = 0.0
    modified: float = 0.0
    extra: Dict[str, Any] = field(default_factory=dict)
    state: str = ""
    resource_id: str = ""
    attached: bool = False
    identity: Dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ComputeRecord":
        """The record from a stored row."""
        return record(cls, {**values, "scale": record(ScaleSettings, values.get("scale") or {})})


USED_ENVIRONMENT = "environment"
"""The key of a run's usage: what it ran in, and what of its environment was replaced by what."""

TOLD_FAILURE = "failure"
"""The key of a submitted run's usage: the error with which its script said that it failed."""

LOCAL_TARGET = "local"
"""The target that needs no cluster: this machine, any number of runs at once."""


@dataclass(frozen=True)
class NodeRecord:
    """One node of a cluster. `run` is the run it works for; `since` is when it entered its state."""

    cluster: str
    node_id: str
    state: NodeState
    since: float
    run: Optional[str] = None


@dataclass(frozen=True)
class QueuedRun:
    """A run that waits for nodes."""

    run_id: str
    name: str
    node_count: int
    since: float


@dataclass(frozen=True)
class ComputeStatus:
    """A cluster at one moment: its record, its nodes, its queue. `target_nodes` is what it is moving to."""

    compute: ComputeRecord
    nodes: Tuple[NodeRecord, ...]
    queue: Tuple[QueuedRun, ...]
    target_nodes: int
    transition: float

    @property
    def allocation_state(self) -> str:
        """`Steady`, or `Resizing` while nodes come or go."""
        moving = any(n.state in (NodeState.PREPARING, NodeState.LEAVING) for n in self.nodes)
        return "Resizing" if moving or self.target_nodes != len(self.nodes) else "Steady"

    def count(self, state: NodeState) -> int:
        """How many nodes are in a state."""
        return sum(n.state is state for n in self.nodes)


@dataclass(frozen=True)
class DatastoreRecord:
    """A datastore. `type` is v1's word for its kind (`storage/kinds.py`), `path` the folder of this machine it is,
    empty for one elsewhere. The two on local disk that a workspace begins with are AzureBlob and AzureFile, and
    `protected`. `settings` is what else its kind needs, never a secret: endpoint, tenantId, serverName, …
    `secret_fields` names the secrets that are kept of it, without a value of any.
    """

    name: str
    type: str
    path: str
    account_name: str = ""
    container_name: str = ""
    description: str = ""
    is_default: bool = False
    protected: bool = False
    tags: Dict[str, str] = field(default_factory=dict)
    created: float = 0.0
    settings: Dict[str, Any] = field(default_factory=dict)
    secret_fields: List[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExperimentRecord:
    """A named group of runs."""

    name: str
    experiment_id: str = ""
    created: float = 0.0
    modified: float = 0.0
    archived: bool = False
    tags: Dict[str, str] = field(default_factory=dict)


SCRIPT_RUN = "azureml.scriptrun"
SWEEP_RUN = "hyperdrive"
PIPELINE_RUN = "azureml.PipelineRun"
"""The types of runs, in v1's words."""


@dataclass(frozen=True)
class RunSpec:
    """What a run is to do. Written once, at submission.

    `script` with `arguments`, or `command` (a list is executed as it is, a string by the shell). Paths are
    relative to the snapshot. `environment` is the serialised Environment; empty means the interpreter that runs
    the engine. `extra` keeps what was passed and is only recorded. `type` is the type of its run.
    """

    script: Optional[str] = None
    arguments: List[str] = field(default_factory=list)
    command: Any = None
    snapshot: Optional[str] = None
    target: str = LOCAL_TARGET
    node_count: int = 1
    processes_per_node: int = 1
    environment: Dict[str, Any] = field(default_factory=dict)
    environment_variables: Dict[str, str] = field(default_factory=dict)
    max_run_duration_seconds: Optional[float] = None
    extra: Dict[str, Any] = field(default_factory=dict)
    type: str = SCRIPT_RUN


@dataclass(frozen=True)
class RunRecord:
    """A run. `times` maps each state it entered to the moment. `seq` grows with every change of any record of
    the workspace: it is the cursor that viewers keep. `parameters` are what the script was tuned with (MLflow's
    params); one that is `archived` was put aside by its user and keeps everything.
    """

    run_id: str
    experiment: str
    number: int = 0
    name: str = ""
    type: str = SCRIPT_RUN
    state: RunState = RunState.NOT_STARTED
    cancel_requested: bool = False
    spec: RunSpec = field(default_factory=RunSpec)
    times: Dict[str, float] = field(default_factory=dict)
    created: float = 0.0
    started: Optional[float] = None
    ended: Optional[float] = None
    error: Optional[Dict[str, str]] = None
    parent: Optional[str] = None
    description: str = ""
    submitted_by: str = ""
    tags: Dict[str, Optional[str]] = field(default_factory=dict)
    properties: Dict[str, str] = field(default_factory=dict)
    parameters: Dict[str, str] = field(default_factory=dict)
    archived: bool = False
    usage: Dict[str, Any] = field(default_factory=dict)
    seq: int = 0

    @property
    def title(self) -> str:
        """What people call it: its display name; `<experiment> #<number>` for a run that was given none."""
        return self.name if self.name not in ("", self.run_id) else f"{self.experiment} #{self.number}"


@dataclass(frozen=True)
class RunFilter:
    """Which runs a list is of; None does not filter. `tags`/`properties`: a key, or key to value.
    `search` matches id, name, experiment and target.
    """

    experiment: Optional[str] = None
    states: Optional[Tuple[RunState, ...]] = None
    target: Optional[str] = None
    type: Optional[str] = None
    parent: Optional[str] = None
    include_children: bool = False
    tags: Any = None
    properties: Any = None
    search: Optional[str] = None
    archived: Optional[bool] = None


@dataclass(frozen=True)
class FileEntry:
    """A file of a run or datastore; `size` in bytes, `modified` in seconds since 1970. Folders end no path.
    `etag` changes with the content; empty where the place has no such thing.
    """

    path: str
    size: int
    modified: float
    is_folder: bool = False
    etag: str = ""


@dataclass(frozen=True)
class Changes:
    """What changed in a workspace after a cursor; `removed` is (kind, name). `datasets` are the names of those of
    which a version was registered, changed or removed, where the workspace can tell.
    """

    cursor: int
    computes: Tuple[ComputeStatus, ...] = ()
    datastores: Tuple[DatastoreRecord, ...] = ()
    runs: Tuple[RunRecord, ...] = ()
    removed: Tuple[Tuple[str, str], ...] = ()
    datasets: Tuple[str, ...] = ()
