"""How the processes of a run find each other: the words for it in a spec's `extra`, and its numbers."""

from typing import Any, Mapping

KIND = "distributed"
"""The key that names the way: Mpi, PyTorch or TensorFlow."""

WORKERS, SERVERS = "worker_count", "parameter_server_count"
"""The keys of TensorFlow's numbers of tasks."""

MPI, PYTORCH, TENSORFLOW = "Mpi", "PyTorch", "TensorFlow"


def tasks_per_node(workers: int, servers: int, nodes: int) -> int:
    """How many of TensorFlow's tasks the node has that has most."""
    return -(-(workers + servers) // max(nodes, 1))


def count(extra: Mapping[str, Any], key: str, default: int) -> int:
    """A number of a spec's `extra`; the default for one that is missing or odd."""
    value = extra.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else default
