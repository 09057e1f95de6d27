"""The processes of a run: which node each is on, and what it is told of the others."""

import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Sequence

from amlwidgets.resources.distribution import KIND, MPI, PYTORCH, SERVERS, TENSORFLOW, WORKERS, count
from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.resources.records import RunSpec

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Task:
    """A process. One that `serves` others is ended when they have ended."""

    rank: int
    node: int
    local: int
    variables: Dict[str, str] = field(default_factory=dict)
    serves: bool = False


def kind_of(spec: RunSpec) -> str:
    """How the processes find each other; "" for a single one, and for those that are told their rank alone."""
    kind = spec.extra.get(KIND)
    return str(kind) if kind in (MPI, PYTORCH, TENSORFLOW) and process_count(spec) > 1 else ""


def process_count(spec: RunSpec) -> int:
    """How many processes the run has in all."""
    if spec.extra.get(KIND) == TENSORFLOW:
        return count(spec.extra, WORKERS, spec.node_count) + count(spec.extra, SERVERS, 0)
    return spec.node_count * spec.processes_per_node


def ports_needed(spec: RunSpec) -> int:
    """One to meet at, and one for each of TensorFlow's tasks; none for a single process."""
    total = process_count(spec)
    if kind_of(spec) == TENSORFLOW:
        return 1 + total
    return 1 if total > 1 else 0


def tasks(spec: RunSpec, ports: Sequence[int]) -> List[Task]:
    """The processes in the order of their ranks. Raises RunConfigurationException for numbers that are wrong."""
    if spec.processes_per_node < 1 or spec.node_count < 1:
        raise RunConfigurationException(
            f"processes_per_node is {spec.processes_per_node}, node_count is {spec.node_count}; "
            "expected whole numbers of at least 1.",
            remedy="Give process_count_per_node and node_count at least 1.",
        )
    total = process_count(spec)
    if total == 1:
        return [Task(0, 0, 0, _single(spec))]
    if kind_of(spec) == TENSORFLOW:
        return _of_tensorflow(spec, ports)
    return [_ranked(spec, rank, total, ports[0]) for rank in range(total)]


def _single(spec: RunSpec) -> Dict[str, str]:
    """Scripts that are written for several processes ask for their number before anything else."""
    kind = spec.extra.get(KIND)
    if kind == TENSORFLOW:
        return {}
    return _of_mpi(0, 0, 1, 1) if kind == MPI else {}


def _ranked(spec: RunSpec, rank: int, total: int, port: int) -> Task:
    node, local = divmod(rank, spec.processes_per_node)
    variables = {**_of_torch(rank, local, node, total, port), **_of_batch_ai(rank, port)}
    if spec.extra.get(KIND) == MPI:
        variables.update(_of_mpi(rank, local, total, spec.processes_per_node))
    variables["LOCAL_WORLD_SIZE"] = str(spec.processes_per_node)
    return Task(rank, node, local, variables)


def _of_torch(rank: int, local: int, node: int, total: int, port: int) -> Dict[str, str]:
    return {
        "MASTER_ADDR": HOST,
        "MASTER_PORT": str(port),
        "WORLD_SIZE": str(total),
        "RANK": str(rank),
        "LOCAL_RANK": str(local),
        "NODE_RANK": str(node),
    }


def _of_batch_ai(rank: int, port: int) -> Dict[str, str]:
    """What v1's notebooks name in their arguments and scripts."""
    return {
        "AZ_BATCH_MASTER_NODE": f"{HOST}:{port}",
        "AZ_BATCHAI_MPI_MASTER_NODE": HOST,
        "AZ_BATCHAI_PYTORCH_INIT_METHOD": f"tcp://{HOST}:{port}",
        "AZ_BATCHAI_TASK_INDEX": str(rank),
    }


def _of_mpi(rank: int, local: int, total: int, per_node: int) -> Dict[str, str]:
    """Open MPI's words, with the run's nodes for its hosts."""
    return {
        "OMPI_COMM_WORLD_RANK": str(rank),
        "OMPI_COMM_WORLD_SIZE": str(total),
        "OMPI_COMM_WORLD_LOCAL_RANK": str(local),
        "OMPI_COMM_WORLD_LOCAL_SIZE": str(per_node),
        "OMPI_COMM_WORLD_NODE_RANK": str(local),
    }


def _of_tensorflow(spec: RunSpec, ports: Sequence[int]) -> List[Task]:
    """Workers first, so that the first log is that of worker 0, which is the chief; then the parameter servers."""
    workers, servers = count(spec.extra, WORKERS, spec.node_count), count(spec.extra, SERVERS, 0)
    places = [f"{HOST}:{port}" for port in ports[1:]]
    cluster: Dict[str, Any] = {"worker": places[:workers]}
    if servers:
        cluster["ps"] = places[workers:]
    made: List[Task] = []
    for rank in range(workers + servers):
        kind, index = ("worker", rank) if rank < workers else ("ps", rank - workers)
        node, local = index % spec.node_count, sum(task.node == index % spec.node_count for task in made)
        config = _config(cluster, kind, index)
        variables = {**_of_torch(rank, local, node, workers + servers, ports[0]), **_of_batch_ai(rank, ports[0])}
        made.append(Task(rank, node, local, {**variables, "TF_CONFIG": config}, serves=kind == "ps"))
    return made


def _config(cluster: Mapping[str, Any], kind: str, index: int) -> str:
    return json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}, "environment": "cloud"})
