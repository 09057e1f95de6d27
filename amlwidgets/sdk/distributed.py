"""How many processes a run has, on how many nodes, and how they find each other."""

from typing import Any, Dict, Optional

from amlwidgets.resources.distribution import KIND, MPI, PYTORCH, SERVERS, TENSORFLOW, WORKERS, tasks_per_node
from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.section import Section


class DistributedConfiguration(Section):
    """What the ways to distribute a run have in common. Attributes can be set later; they are checked then too,
    when the run is submitted.
    """

    framework = ""
    node_count: Any

    @property
    def nodes(self) -> int:
        """On how many nodes the processes are."""
        return arguments.whole("node_count", self.node_count, 1)

    @property
    def processes_per_node(self) -> int:
        """How many processes a node has, at most."""
        return 1

    def recorded(self) -> Dict[str, Any]:
        """What the engine has to know beside the two numbers."""
        return {KIND: self.framework}


class MpiConfiguration(DistributedConfiguration):
    """`process_count_per_node` ranks on each of `node_count` nodes, started by mpirun."""

    framework = MPI

    def __init__(self, process_count_per_node: int = 1, node_count: int = 1) -> None:
        self.process_count_per_node = arguments.whole("process_count_per_node", process_count_per_node, 1)
        self.node_count = arguments.whole("node_count", node_count, 1)

    @property
    def processes_per_node(self) -> int:
        """Ranks a node."""
        return arguments.whole("process_count_per_node", self.process_count_per_node, 1)


class PyTorchConfiguration(DistributedConfiguration):
    """`process_count` processes in all, spread evenly over `node_count` nodes; one a node by default.

    `communication_backend` is Nccl or Gloo: recorded, the script says which one it takes.
    """

    framework = PYTORCH

    def __init__(
        self, communication_backend: str = "Nccl", process_count: Optional[int] = None, node_count: int = 1
    ) -> None:
        self.communication_backend = arguments.one_of(
            "communication_backend", communication_backend, ("Nccl", "Gloo")
        )
        self.process_count = process_count
        self.node_count = arguments.whole("node_count", node_count, 1)
        self.process_count = self.processes_per_node * self.node_count

    @property
    def processes_per_node(self) -> int:
        """Processes a node. Raises ValidationException for a count that nodes cannot share evenly."""
        nodes = self.nodes
        count = nodes if self.process_count is None else arguments.whole("process_count", self.process_count, 1)
        if count % nodes:
            raise arguments.wrong("process_count", self.process_count, f"a multiple of node_count ({nodes})")
        return count // nodes

    def recorded(self) -> Dict[str, Any]:
        """With the backend."""
        return {**super().recorded(), "communication_backend": self.communication_backend}


class TensorflowConfiguration(DistributedConfiguration):
    """A node for each of `worker_count` workers; the parameter servers are on the same nodes. `TF_CONFIG` says
    where each one is.
    """

    framework = TENSORFLOW

    def __init__(self, worker_count: int = 1, parameter_server_count: int = 1) -> None:
        self.worker_count = arguments.whole("worker_count", worker_count, 1)
        self.parameter_server_count = arguments.whole("parameter_server_count", parameter_server_count)
        self._nodes: Optional[int] = None

    @property
    def node_count(self) -> int:
        """On how many nodes the tasks are."""
        return self.worker_count if self._nodes is None else self._nodes

    @node_count.setter
    def node_count(self, count: int) -> None:
        self._nodes = arguments.whole("node_count", count, 1)

    @property
    def processes_per_node(self) -> int:
        """Tasks on the node that has most."""
        workers = arguments.whole("worker_count", self.worker_count, 1)
        servers = arguments.whole("parameter_server_count", self.parameter_server_count)
        return tasks_per_node(workers, servers, self.nodes)

    def recorded(self) -> Dict[str, Any]:
        """With the number of tasks of each kind."""
        return {
            **super().recorded(),
            WORKERS: int(self.worker_count),
            SERVERS: int(self.parameter_server_count),
        }


# -- what estimators take ------------------------------------------------------------------------------------


class DistributedTraining(Section):
    """How an estimator distributes its run."""

    def configuration(self, node_count: int) -> DistributedConfiguration:
        """The same for ScriptRunConfig, on so many nodes."""
        raise NotImplementedError


class Mpi(DistributedTraining):
    """`process_count_per_node` ranks on each node."""

    def __init__(self, process_count_per_node: int = 1) -> None:
        self.process_count_per_node = arguments.whole("process_count_per_node", process_count_per_node, 1)

    def configuration(self, node_count: int) -> DistributedConfiguration:
        """Ranks on each of the nodes."""
        return MpiConfiguration(self.process_count_per_node, node_count)


class ParameterServer(DistributedTraining):
    """TensorFlow's workers and parameter servers, spread over the nodes."""

    def __init__(self, worker_count: int = 1, parameter_server_count: int = 1) -> None:
        self.worker_count = arguments.whole("worker_count", worker_count, 1)
        self.parameter_server_count = arguments.whole("parameter_server_count", parameter_server_count)

    def configuration(self, node_count: int) -> DistributedConfiguration:
        """The tasks on these nodes; two nodes are the fewest that say more than the number of workers does."""
        made = TensorflowConfiguration(self.worker_count, self.parameter_server_count)
        made.node_count = node_count
        return made


class Gloo(DistributedTraining):
    """PyTorch's processes, one a node, over Gloo."""

    def configuration(self, node_count: int) -> DistributedConfiguration:
        """A process on each node."""
        return PyTorchConfiguration("Gloo", node_count=node_count)


class Nccl(DistributedTraining):
    """PyTorch's processes, one a node, over NCCL."""

    def configuration(self, node_count: int) -> DistributedConfiguration:
        """A process on each node."""
        return PyTorchConfiguration("Nccl", node_count=node_count)
