"""`Dataset.Tabular`: the ways to tabular datasets."""

from typing import Any, Dict, Optional

from amlwidgets.resources.errors import NotSupported
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datasets import readers
from amlwidgets.sdk.data.datasets.factory import check_partition
from amlwidgets.sdk.data.datasets.sources import sources_of
from amlwidgets.sdk.data.datasets.tabular_dataset import TabularDataset
from amlwidgets.sdk.data.datasets.targets import target_of


class TabularDatasetFactory:
    """Makes tabular datasets."""

    @staticmethod
    def from_delimited_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        infer_column_types: Any = True,
        set_column_types: Any = None,
        separator: str = ",",
        header: Any = True,
        partition_format: Optional[str] = None,
        support_multi_line: bool = False,
        empty_as_string: bool = False,
        encoding: Any = "utf8",
        **others: Any,
    ) -> TabularDataset:
        """The rows of CSV files and their kin; the first line names the columns, types are found out.

        `validate` looks whether the files are there, those of the web apart. Raises DatasetValidationError.
        """
        arguments.unknown("Dataset.Tabular.from_delimited_files", others)
        reader = readers.delimited(
            include_path,
            infer_column_types,
            set_column_types,
            separator,
            header,
            support_multi_line,
            empty_as_string,
            encoding,
        )
        return _made(path, reader, partition_format, validate)

    @staticmethod
    def from_json_lines_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        set_column_types: Any = None,
        partition_format: Optional[str] = None,
        invalid_lines: str = "error",
        encoding: Any = "utf8",
        **others: Any,
    ) -> TabularDataset:
        """The rows of files that hold a JSON object a line. `invalid_lines`: error, or drop them."""
        arguments.unknown("Dataset.Tabular.from_json_lines_files", others)
        reader = readers.json_lines(include_path, set_column_types, invalid_lines, encoding)
        return _made(path, reader, partition_format, validate)

    @staticmethod
    def from_parquet_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        set_column_types: Any = None,
        partition_format: Optional[str] = None,
        **others: Any,
    ) -> TabularDataset:
        """The rows of Parquet files."""
        arguments.unknown("Dataset.Tabular.from_parquet_files", others)
        return _made(path, readers.parquet(include_path, set_column_types), partition_format, validate)

    @staticmethod
    def from_sql_query(
        query: Any, validate: bool = True, set_column_types: Any = None, query_timeout: int = 30
    ) -> TabularDataset:
        """The rows of a query: a pair of a datastore and the query, a DataPath of them, or a list of these.

        `query_timeout`: for how many seconds the database may bring no rows. `validate` asks for the first row.
        Raises DatasetValidationError for a query that the database does not take, ServiceUnavailable without it.
        """
        from amlwidgets.sdk.data.datasets.queries import queries_of

        sources, workspace = queries_of(query)
        reader = readers.sql(set_column_types, query_timeout)
        made = TabularDataset({**_definition(reader, None), "sources": sources}, workspace)
        if validate:
            made.take(1).to_pandas_dataframe()
        return made

    @staticmethod
    def register_pandas_dataframe(
        dataframe: Any,
        target: Any,
        name: str,
        description: Optional[str] = None,
        tags: Any = None,
        show_progress: bool = True,
        row_group_size: Optional[int] = None,
        make_target_path_unique: bool = True,
    ) -> TabularDataset:
        """Write a DataFrame as Parquet below a target and register it, as a new version of a name that is there.

        `target` is a datastore, a pair of one and a path, or a DataPath.
        """
        from amlwidgets.sdk.data.datasets.written import write
        from amlwidgets.tables.required import arrow, pandas

        tell = print if show_progress else _silent
        tell("Validating arguments.")
        arguments.text("name", name)
        arguments.instance("dataframe", dataframe, pandas().DataFrame)
        datastore, below = target_of(target)
        tell("Arguments validated.")
        folder = _folder(below, make_target_path_unique)
        tell(f"Successfully obtained datastore reference and path.\nUploading file to {folder}/")
        table = arrow().Table.from_pandas(dataframe, preserve_index=False)
        backend = datastore.workspace.backend
        with backend.write_file(datastore.name, f"{folder}/part-00000.parquet") as file:
            write(table, file, "parquet", row_group_size=row_group_size)
        tell("Successfully uploaded file to datastore.\nCreating and registering a new dataset.")
        made = TabularDatasetFactory.from_parquet_files((datastore, f"{folder}/part-00000.parquet"))
        found = made.register(datastore.workspace, name, description, tags, create_new_version=True)
        tell("Successfully created and registered a new dataset.")
        return found

    @staticmethod
    def register_dask_dataframe(
        dataframe: Any,
        target: Any,
        name: str,
        description: Optional[str] = None,
        tags: Any = None,
        show_progress: bool = True,
    ) -> TabularDataset:
        """The same of a DataFrame of dask, which is computed for it."""
        return TabularDatasetFactory.register_pandas_dataframe(
            dataframe.compute(), target, name, description, tags, show_progress
        )

    @staticmethod
    def register_spark_dataframe(
        dataframe: Any,
        target: Any,
        name: str,
        description: Optional[str] = None,
        tags: Any = None,
        show_progress: bool = True,
    ) -> TabularDataset:
        """The same of a DataFrame of Spark, which is collected for it."""
        if not hasattr(dataframe, "toPandas"):
            raise NotSupported(
                "The DataFrame is none of Spark's.",
                remedy="Dataset.Tabular.register_pandas_dataframe takes pandas'.",
            )
        return TabularDatasetFactory.register_pandas_dataframe(
            dataframe.toPandas(), target, name, description, tags, show_progress
        )


def _made(path: Any, reader: Dict[str, Any], partition_format: Optional[str], validate: bool) -> TabularDataset:
    sources, workspace = sources_of(path)
    check_partition(partition_format)
    made = TabularDataset({**_definition(reader, partition_format), "sources": sources}, workspace)
    if validate:
        made._files()
    return made


def _definition(reader: Dict[str, Any], partition_format: Optional[str]) -> Dict[str, Any]:
    return {
        "kind": "tabular",
        "sources": [],
        "partition": partition_format,
        "is_file": False,
        "reader": reader,
        "steps": [],
    }


def _folder(below: str, unique: bool) -> str:
    from amlwidgets.resources.ids import new_guid

    parts = [below, new_guid() if unique or not below else ""]
    return "/".join(part for part in parts if part) if below else f"managed-dataset/{parts[1]}"


def _silent(_: str) -> None:
    """What is told when no progress is asked for."""
