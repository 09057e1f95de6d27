"""SqlDataReference: a table, a query or a procedure of a database, as the input of a pipeline's step."""

from typing import Any, Dict, Optional, Sequence

from amlwidgets.resources.errors import NotSupported
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.reference import DataReference


class SqlDataReference(DataReference):
    """One of a table, a query and a stored procedure of a datastore that is a database."""

    def __init__(
        self,
        datastore: Any,
        data_reference_name: Optional[str] = None,
        sql_table: Optional[str] = None,
        sql_query: Optional[str] = None,
        sql_stored_procedure: Optional[str] = None,
        sql_stored_procedure_params: Optional[Sequence[Any]] = None,
    ) -> None:
        given = [name for name in (sql_table, sql_query, sql_stored_procedure) if name is not None]
        if len(given) != 1:
            expected = "one of sql_table, sql_query and sql_stored_procedure"
            raise arguments.wrong("sql_table", sql_table, expected)
        super().__init__(datastore, data_reference_name)
        self.sql_table = sql_table
        self.sql_query = sql_query
        self.sql_stored_procedure = sql_stored_procedure
        self.sql_stored_procedure_params = list(sql_stored_procedure_params or [])

    def _query(self) -> str:
        """It as a text of SQL. Raises NotSupported for a procedure: what it does is not known to be reading."""
        if self.sql_stored_procedure is not None:
            raise NotSupported(
                f"The stored procedure {self.sql_stored_procedure!r} is recorded and not called.",
                remedy="Give sql_query or sql_table.",
            )
        return str(self.sql_query or f"SELECT * FROM {self.sql_table}")

    def to_json(self) -> Dict[str, Any]:
        """What is asked of which datastore."""
        kept = {name: value for name, value in vars(self).items() if name.startswith("sql_") and value}
        return {"datastore": self.datastore.name, "name": self.data_reference_name, **kept}
