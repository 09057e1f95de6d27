"""The generic table: computes, datastores, experiments, the workspace itself, as JSON by kind and name."""

import json
import os
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from amlwidgets.resources.errors import PreconditionFailed, ResourceExists, ResourceNotFound

if TYPE_CHECKING:
    from amlwidgets.store.database import Database


class ResourceTable:
    """Rows of (kind, name, etag, JSON)."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def get(self, kind: str, name: str) -> Dict[str, Any]:
        """One resource's values. Raises ResourceNotFound."""
        return self.get_with_etag(kind, name)[0]

    def get_with_etag(self, kind: str, name: str) -> Tuple[Dict[str, Any], str]:
        """One resource's values and its ETag. Raises ResourceNotFound."""
        rows = self._database.read("SELECT json, etag FROM resource WHERE kind = ? AND name = ?", (kind, name))
        if not rows:
            raise ResourceNotFound(f"The {kind} {name!r} was not found in the workspace.", kind=kind, name=name)
        return json.loads(rows[0][0]), rows[0][1]

    def list(self, kind: str, after: int = -1) -> List[Dict[str, Any]]:
        """All resources of a kind by name; only those changed after a sequence number when one is given."""
        rows = self._database.read(
            "SELECT json FROM resource WHERE kind = ? AND seq > ? ORDER BY name", (kind, after)
        )
        return [json.loads(row[0]) for row in rows]

    def of_name(self, kind: str, name: str) -> List[Dict[str, Any]]:
        """A resource, or all versions of an asset: their names are `<name>:<version>`."""
        rows = self._database.read(
            "SELECT json FROM resource WHERE kind = ? AND (name = ? OR (name > ? AND name < ?)) ORDER BY name",
            (kind, name, f"{name}:", f"{name};"),  # ; comes after :
        )
        return [json.loads(row[0]) for row in rows]

    def shown(self, kind: str) -> List[Tuple[str, float]]:
        """Name and time of creation of every asset of a kind that is neither archived nor anonymous."""
        return self._database.read(
            "SELECT name, coalesce(json_extract(json, '$.created'), 0.0) FROM resource WHERE kind = ? "
            "AND NOT coalesce(json_extract(json, '$.properties.isArchived'), 0) "
            "AND NOT coalesce(json_extract(json, '$.properties.isAnonymous'), 0)",
            (kind,),
        )

    def pick(self, kind: str, names: List[str]) -> List[Dict[str, Any]]:
        """Those of a kind that have one of these names, by name."""
        rows = self._database.read(
            "SELECT json FROM resource WHERE kind = ? AND name IN (SELECT value FROM json_each(?)) ORDER BY name",
            (kind, json.dumps(names)),
        )
        return [json.loads(row[0]) for row in rows]

    def changed(self, kind: str, after: int) -> List[str]:
        """The names of a kind that were put or removed after a sequence number."""
        rows = self._database.read(
            "SELECT name FROM resource WHERE seq > ? AND +kind = ? UNION SELECT name FROM removed "
            "WHERE seq > ? AND +kind = ?",  # by the number, of which few are newer, not by the kind
            (after, kind, after, kind),
        )
        return [row[0] for row in rows]

    def put(
        self,
        kind: str,
        name: str,
        values: Dict[str, Any],
        *,
        overwrite: bool = True,
        if_match: Optional[str] = None,
    ) -> str:
        """Write a resource and return its new ETag.

        Raises ResourceExists without `overwrite`, PreconditionFailed when `if_match` is not its present ETag.
        """
        etag = os.urandom(8).hex()
        with self._database.write() as seq:
            found = self._database.read("SELECT etag FROM resource WHERE kind = ? AND name = ?", (kind, name))
            if found and not overwrite:
                raise ResourceExists(f"The {kind} {name!r} exists already.", kind=kind, name=name)
            if if_match is not None and (not found or found[0][0] != if_match):
                raise PreconditionFailed(f"The {kind} {name!r} was changed by somebody else.")
            self._database.execute(
                "INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?)",
                (kind, name, seq, etag, json.dumps(values)),
            )
        return etag

    def touch(self, kind: str, name: str) -> None:
        """Mark a resource as changed: what is shown of it (a cluster's nodes, its queue) has."""
        with self._database.write() as seq:
            self._database.execute("UPDATE resource SET seq = ? WHERE kind = ? AND name = ?", (seq, kind, name))

    def delete(self, kind: str, name: str) -> None:
        """Remove a resource. Raises ResourceNotFound."""
        with self._database.write() as seq:
            gone = self._database.execute("DELETE FROM resource WHERE kind = ? AND name = ?", (kind, name))
            if not gone:
                raise ResourceNotFound(
                    f"The {kind} {name!r} was not found in the workspace.", kind=kind, name=name
                )
            self._database.execute("INSERT INTO removed VALUES (?, ?, ?)", (seq, kind, name))

    def removed(self, after: int) -> List[Tuple[str, str]]:
        """(kind, name) of what was removed after a sequence number and is not there again."""
        rows = self._database.read(
            "SELECT DISTINCT r.kind, r.name FROM removed r WHERE r.seq > ? AND NOT EXISTS "
            "(SELECT 1 FROM resource e WHERE e.kind = r.kind AND e.name = r.name) AND NOT EXISTS "
            "(SELECT 1 FROM run WHERE r.kind = 'run' AND run_id = r.name)",
            (after,),
        )
        return [(row[0], row[1]) for row in rows]
