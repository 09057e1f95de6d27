"""The rows of a query."""

from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional, Sequence

from amlwidgets.resources.errors import WorkspaceException
from amlwidgets.tables.places import found

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

_BY_VALUE = ("filter", "sample", "time")


def rows_of(definition: Mapping[str, Any], backend: "Optional[Backend]") -> Iterator[Any]:
    """The rows of one query after another, as tables; not many more of each than the steps can use.

    Raises DatasetValidationError for a query or secrets that a database does not take and for a datastore that is
    none, ServiceUnavailable for one that does not answer, and DatasetExecutionError for what goes wrong later.
    """
    from amlwidgets.storage.sql.reading import read

    if backend is None:
        raise WorkspaceException("The datastore of a query belongs to a workspace; the dataset has none.")
    seconds, rows = definition["reader"]["timeout"], rows_needed(definition["steps"])
    for source in definition["sources"]:
        name = source["datastore"]
        with found():
            record, secrets = backend.get_datastore(name), backend.datastore_secrets(name)
            yield from read(record, secrets, source["query"], seconds, rows)


def rows_needed(steps: Sequence[Mapping[str, Any]]) -> Optional[int]:
    """How many rows are enough, whatever they hold; None when that cannot be said, or all are wanted."""
    skipped = 0
    for step in steps:
        if step["do"] in _BY_VALUE:
            return None
        if step["do"] == "skip":
            skipped += step["count"]
        if step["do"] == "take":
            return int(skipped + step["count"])
    return None
