"""The query argument of v1's factory: everything it may be, as sources."""

from typing import TYPE_CHECKING, Any, Dict, List, Tuple

from amlwidgets.resources.errors import ValidationException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datapath import DataPath
from amlwidgets.sdk.data.datastore import AbstractDatastore
from amlwidgets.sdk.data.sql_data_reference import SqlDataReference
from amlwidgets.storage.kinds import KINDS

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

_EXPECTED = "a pair of a datastore and the text of a query, a DataPath of them, or a list of these"


def queries_of(query: Any) -> "Tuple[List[Dict[str, str]], Workspace]":
    """The sources, and the workspace of their datastores. Raises ValidationException for anything else."""
    given = [query] if _is_pair(query) or not isinstance(query, list) else query
    found = [_parts(query, each) for each in given]
    if not found:
        raise arguments.wrong("query", query, _EXPECTED)
    return [_source(datastore, text) for datastore, text in found], found[0][0].workspace


def _is_pair(query: Any) -> bool:
    return isinstance(query, (tuple, list)) and len(query) == 2 and isinstance(query[1], str)


def _parts(query: Any, each: Any) -> Tuple[AbstractDatastore, Any]:
    datastore: Any
    text: Any
    if isinstance(each, SqlDataReference):
        datastore, text = each.datastore, each._query()
    elif isinstance(each, DataPath):
        datastore, text = each.datastore, each.path_on_datastore
    elif _is_pair(each):
        datastore, text = each
    else:
        raise arguments.wrong("query", query, _EXPECTED)
    if not isinstance(datastore, AbstractDatastore):
        raise arguments.wrong("query", query, _EXPECTED)
    return datastore, text


def _source(datastore: AbstractDatastore, text: Any) -> Dict[str, str]:
    """`server` says what a run has to have installed; where it is and its secrets stay with the datastore."""
    kind = KINDS.get(datastore.datastore_type)
    if kind is None or not kind.sql:
        raise ValidationException(
            f"The datastore {datastore.name!r} of query is of the type {datastore.datastore_type}; expected a "
            "database.",
            remedy="Files are read with from_delimited_files, from_parquet_files and from_json_lines_files.",
        )
    return {"datastore": datastore.name, "query": arguments.text("query", text), "server": kind.sql}
