"""The nodes of clusters: written by the engine, read by everybody."""

from typing import TYPE_CHECKING, List, Optional

from amlwidgets.resources.clock import now
from amlwidgets.resources.records import NodeRecord
from amlwidgets.resources.states import NodeState

if TYPE_CHECKING:
    from amlwidgets.store.database import Database


class NodeTable:
    """Rows of NodeRecord. Every change also marks the cluster as changed."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def list(self, cluster: Optional[str] = None) -> List[NodeRecord]:
        """The nodes of one cluster, or of all, by cluster and node id."""
        where, values = ("WHERE cluster = ?", (cluster,)) if cluster is not None else ("", ())
        rows = self._database.read(
            f"SELECT cluster, node_id, state, since, run FROM node {where} "
            "ORDER BY cluster, length(node_id), node_id",
            values,
        )
        return [NodeRecord(row[0], row[1], NodeState(row[2]), row[3], row[4]) for row in rows]

    def put(self, cluster: str, node_id: str, state: NodeState, run: Optional[str] = None) -> NodeRecord:
        """Record a node's state from this moment on."""
        node = NodeRecord(cluster, node_id, state, now(), run)
        with self._database.write():
            self._database.execute(
                "INSERT OR REPLACE INTO node VALUES (?, ?, ?, ?, ?)",
                (cluster, node_id, state.value, node.since, run),
            )
            self._database.resources.touch("compute", cluster)
        return node

    def remove(self, cluster: str, node_id: str) -> None:
        """A node that has left."""
        with self._database.write():
            self._database.execute("DELETE FROM node WHERE cluster = ? AND node_id = ?", (cluster, node_id))
            self._database.resources.touch("compute", cluster)
