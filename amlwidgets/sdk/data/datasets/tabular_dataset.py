"""TabularDataset: rows and columns, from files or from a query."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple, Union

from amlwidgets.resources.errors import DatasetTimestampMissingError, NotSupported
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
from amlwidgets.sdk.data.datasets.expression import Expression, condition

if TYPE_CHECKING:
    from amlwidgets.sdk.data.datasets.file_dataset import FileDataset


class TabularDataset(AbstractDataset):
    """A table that is read when its rows are asked for."""

    _kind = "tabular"

    # -- its rows ----------------------------------------------------------------------------------------------

    def to_pandas_dataframe(
        self, on_error: str = "null", out_of_range_datetime: str = "null", **kwargs: Any
    ) -> Any:
        """All rows as a DataFrame. Values that are not of their column's type are missing.

        Raises DatasetValidationError for data that is not there, DatasetExecutionError for files of another form.
        """
        arguments.unknown("to_pandas_dataframe", kwargs)
        arguments.one_of("on_error", on_error, ("null", "fail"))
        arguments.one_of("out_of_range_datetime", out_of_range_datetime, ("null", "fail"))
        from amlwidgets.tables.frames import frame_of

        return frame_of(self._definition, self._backend)

    def to_dask_dataframe(
        self,
        sample_size: int = 10000,
        dtypes: Any = None,
        on_error: str = "null",
        out_of_range_datetime: str = "null",
    ) -> Any:
        """All rows as a DataFrame of dask, which has to be installed."""
        from amlwidgets.resources.errors import UserErrorException

        try:
            from dask import dataframe
        except ImportError as error:
            raise UserErrorException(
                "dask is not installed here.", remedy="pip install 'dask[dataframe]'"
            ) from error
        return dataframe.from_pandas(self.to_pandas_dataframe(), npartitions=1)

    def to_spark_dataframe(self) -> Any:
        """Raises NotSupported: there is no Spark here."""
        raise NotSupported(
            "There is no Spark here.",
            remedy="spark.createDataFrame(dataset.to_pandas_dataframe()) makes one of Spark's.",
        )

    def to_csv_files(self, separator: str = ",") -> "FileDataset":
        """Its rows, as they are now, as a file dataset of CSV files."""
        from amlwidgets.sdk.data.datasets.written import as_files

        return as_files(self, "csv", separator)

    def to_parquet_files(self) -> "FileDataset":
        """Its rows, as they are now, as a file dataset of Parquet files."""
        from amlwidgets.sdk.data.datasets.written import as_files

        return as_files(self, "parquet", ",")

    def partition_by(
        self,
        partition_keys: Any,
        target: Any,
        name: Optional[str] = None,
        show_progress: bool = True,
        partition_as_file_dataset: bool = False,
    ) -> Any:
        """Its rows in Parquet files below a target, a folder for each value of these columns; `name` registers."""
        from amlwidgets.sdk.data.datasets.written import partitioned

        keys = _names("partition_keys", partition_keys)
        return partitioned(self, keys, target, name, as_files=partition_as_file_dataset)

    # -- fewer columns and rows --------------------------------------------------------------------------------

    def keep_columns(self, columns: Any, validate: bool = False) -> "TabularDataset":
        """Another one with these columns alone, in this order."""
        return self._columns("keep", columns, validate)

    def drop_columns(self, columns: Any) -> "TabularDataset":
        """Another one without these columns."""
        return self._columns("drop", columns, validate=False)

    def _columns(self, what: str, columns: Any, validate: bool) -> "TabularDataset":
        names = _names("columns", columns)
        times = {
            role: name
            for role, name in (self._definition.get("timestamp") or {}).items()
            if (name in names) == (what == "keep")
        }
        made = self._then({"do": what, "columns": names})._with_times(times)
        if validate:
            made.take(1).to_pandas_dataframe()
        return made

    def filter(self, expression: Any) -> "TabularDataset":
        """The rows for which a condition holds: `dataset.filter(dataset['age'] > 18)`."""
        return self._then({"do": "filter", "expression": condition(expression)})

    def __getitem__(self, key: Union[str, List[str]]) -> Any:
        """A column, to put a condition together; of a list of names another dataset with these columns alone."""
        return (
            Expression(["column", arguments.text("the column", key)])
            if isinstance(key, str)
            else self.keep_columns(key)
        )

    # -- times -------------------------------------------------------------------------------------------------

    @property
    def timestamp_columns(self) -> Tuple[Optional[str], Optional[str]]:
        """The columns of the time and of the partition's time."""
        times = self._definition.get("timestamp") or {}
        return times.get("timestamp"), times.get("partition")

    def with_timestamp_columns(
        self,
        timestamp: Optional[str] = None,
        partition_timestamp: Optional[str] = None,
        validate: bool = False,
        **kwargs: Any,
    ) -> "TabularDataset":
        """Another one that knows its columns of times; with None for both it knows none.

        `validate` raises DatasetValidationError for a column that is not there or holds no times.
        """
        timestamp = kwargs.pop("fine_grain_timestamp", timestamp)
        partition_timestamp = kwargs.pop("coarse_grain_timestamp", partition_timestamp)
        arguments.unknown("with_timestamp_columns", kwargs)
        given = {"timestamp": timestamp, "partition": partition_timestamp}
        times = {role: arguments.text(role, name) for role, name in given.items() if name is not None}
        made = self._with_times(times)
        if validate:
            from amlwidgets.tables.frames import check_times

            check_times(made.definition, made._backend, list(times.values()))
        return made

    def _with_times(self, times: Mapping[str, str]) -> "TabularDataset":
        return self._with(timestamp=dict(times))

    def time_before(
        self, end_time: datetime, include_boundary: bool = True, validate: bool = True
    ) -> "TabularDataset":
        """The rows before a time."""
        return self._between(None, _time("end_time", end_time), include_boundary)

    def time_after(
        self, start_time: datetime, include_boundary: bool = True, validate: bool = True
    ) -> "TabularDataset":
        """The rows after a time."""
        return self._between(_time("start_time", start_time), None, include_boundary)

    def time_between(
        self, start_time: datetime, end_time: datetime, include_boundary: bool = True, validate: bool = True
    ) -> "TabularDataset":
        """The rows between two times."""
        start, end = _time("start_time", start_time), _time("end_time", end_time)
        if start > end:
            raise arguments.wrong("end_time", end_time, f"a time that is not before start_time, {start_time}")
        return self._between(start, end, include_boundary)

    def time_recent(
        self, time_delta: timedelta, include_boundary: bool = True, validate: bool = True
    ) -> "TabularDataset":
        """The rows of the last while, counted from now."""
        from datetime import timezone

        arguments.instance("time_delta", time_delta, timedelta)
        start = datetime.now(timezone.utc).replace(tzinfo=None) - time_delta
        return self._between(start, None, include_boundary)

    def _between(self, start: Optional[datetime], end: Optional[datetime], include: bool) -> "TabularDataset":
        column, partition = self.timestamp_columns
        if column is None and partition is None:
            raise DatasetTimestampMissingError("The dataset names no column of times.")
        step: Dict[str, Any] = {"do": "time", "column": column or partition, "include": bool(include)}
        edges = {"from": start, "to": end}
        return self._then({**step, **{name: edge.isoformat() for name, edge in edges.items() if edge is not None}})

    # -- what only Azure does ----------------------------------------------------------------------------------

    def get_profile(self, workspace: Any = None) -> Any:
        """What `describe` of pandas says of every column, with how many values are missing."""
        from amlwidgets.tables.frames import profile

        return profile(self._definition, self._backend)

    def get_profile_runs(self, workspace: Any = None) -> List[Any]:
        """No runs are needed for a profile."""
        return []

    def submit_profile_run(self, compute_target: Any, experiment: Any, cache_datastore_name: Any = None) -> Any:
        """Raises NotSupported: a profile is made at once."""
        raise NotSupported("No run is needed for a profile.", remedy="dataset.get_profile() makes it at once.")

    def download(
        self, stream_column: str, target_path: Any = None, overwrite: bool = False, ignore_not_found: bool = True
    ) -> Any:
        """Raises NotSupported: columns of files are read as texts."""
        raise NotSupported(
            f"The column {stream_column!r} holds paths, whose files are not read from here.",
            remedy="Make a file dataset of them: Dataset.File.from_files([(datastore, path) for path in paths]).",
        )

    def mount(self, stream_column: str, mount_point: Any = None) -> Any:
        """Raises NotSupported: columns of files are read as texts."""
        self.download(stream_column)


def _names(argument: str, columns: Any) -> List[str]:
    given = [columns] if isinstance(columns, str) else columns
    if not isinstance(given, (list, tuple)) or not given:
        raise arguments.wrong(argument, columns, "the name of a column, or a list of them")
    return [arguments.text(f"an entry of {argument}", each) for each in given]


def _time(argument: str, value: Any) -> datetime:
    """In UTC without a zone, as columns of times are."""
    from datetime import timezone

    if not isinstance(value, datetime):
        raise arguments.wrong(argument, value, "a datetime")
    plain = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
    return plain.astimezone(timezone.utc).replace(tzinfo=None) if plain.tzinfo else plain
