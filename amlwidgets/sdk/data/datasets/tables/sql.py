"""The rows of a query."""

from typing import TYPE_CHECKING, Any, Mapping, NoReturn, Optional

from amlwidgets.resources.errors import DatasetExecutionError

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


def rows_of(definition: Mapping[str, Any], workspace: "Optional[Workspace]") -> NoReturn:
    """Raises DatasetExecutionError: no datastore of this workspace is a database."""
    source = definition["sources"][0]
    kind = workspace.backend.get_datastore(source["datastore"]).type if workspace is not None else "unknown"
    raise DatasetExecutionError(
        f"The datastore {source['datastore']!r} is of type {kind}; expected a database for a query.",
        remedy="Read the query with pandas.read_sql and keep it: Dataset.Tabular.register_pandas_dataframe(...).",
    )
