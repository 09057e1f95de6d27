"""The rows of a query."""

from typing import TYPE_CHECKING, Any, Mapping, NoReturn, Optional

from amlwidgets.resources.errors import DatasetExecutionError

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


def rows_of(definition: Mapping[str, Any], backend: "Optional[Backend]") -> NoReturn:
    """Raises DatasetExecutionError: no datastore of this workspace is a database."""
    source = definition["sources"][0]
    kind = backend.get_datastore(source["datastore"]).type if backend is not None else "unknown"
    raise DatasetExecutionError(
        f"The datastore {source['datastore']!r} is of type {kind}; expected a database for a query.",
        remedy="Read the query with pandas.read_sql and keep it: Dataset.Tabular.register_pandas_dataframe(...).",
    )
