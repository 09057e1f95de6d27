"""How many processes a run has, on how many nodes."""

from typing import Optional

from amlwidgets.sdk import arguments


class DistributedConfiguration:
    """What the ways to distribute a run have in common: nodes, and processes on each."""

    framework = ""

    def __init__(self, node_count: int, processes_per_node: int) -> None:
        self.node_count = arguments.whole("node_count", node_count, 1)
        self.processes_per_node = arguments.whole("process_count_per_node", processes_per_node, 1)


class MpiConfiguration(DistributedConfiguration):
    """`process_count_per_node` ranks on each of `node_count` nodes."""

    framework = "Mpi"

    def __init__(self, process_count_per_node: int = 1, node_count: int = 1) -> None:
        super().__init__(node_count, process_count_per_node)

    @property
    def process_count_per_node(self) -> int:
        """Ranks a node."""
        return self.processes_per_node


class PyTorchConfiguration(DistributedConfiguration):
    """`process_count` processes in all, spread evenly over `node_count` nodes; one a node by default."""

    framework = "PyTorch"

    def __init__(
        self, communication_backend: str = "Nccl", process_count: Optional[int] = None, node_count: int = 1
    ) -> None:
        nodes = arguments.whole("node_count", node_count, 1)
        self.process_count = nodes if process_count is None else arguments.whole("process_count", process_count, 1)
        if self.process_count % nodes:
            raise arguments.wrong("process_count", process_count, f"a multiple of node_count ({nodes})")
        super().__init__(nodes, self.process_count // nodes)
        self.communication_backend = arguments.one_of(
            "communication_backend", communication_backend, ("Nccl", "Gloo")
        )


class TensorflowConfiguration(DistributedConfiguration):
    """A node for each worker and parameter server."""

    framework = "TensorFlow"

    def __init__(self, worker_count: int = 1, parameter_server_count: int = 1) -> None:
        self.worker_count = arguments.whole("worker_count", worker_count, 1)
        self.parameter_server_count = arguments.whole("parameter_server_count", parameter_server_count)
        super().__init__(self.worker_count + self.parameter_server_count, 1)
