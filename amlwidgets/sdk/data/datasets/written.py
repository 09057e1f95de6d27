"""Rows written to files: for runs that want files, and for datastores."""

import os
from typing import TYPE_CHECKING, Any, Dict, List, Optional

from amlwidgets.engine.inputs.assets import file_definition, stable_id
from amlwidgets.sdk.data.datasets.file_dataset import FileDataset
from amlwidgets.sdk.data.datasets.targets import target_of
from amlwidgets.store.web_cache import default_cache
from amlwidgets.tables.evaluating import table_of
from amlwidgets.tables.required import arrow

if TYPE_CHECKING:
    from amlwidgets.sdk.data.datasets.tabular_dataset import TabularDataset


def as_files(dataset: "TabularDataset", form: str, separator: str) -> FileDataset:
    """See TabularDataset.to_csv_files. What is the same is kept once, beside the web's cache."""
    table = table_of(dataset.definition, dataset._backend)
    folder = os.path.join(os.path.dirname(default_cache().root), "tables")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    part = os.path.join(folder, f"{os.urandom(8).hex()}.part")
    try:
        write(table, part, form, separator)
        place = os.path.join(folder, stable_id([dataset.definition, _digest(part)]))
        os.makedirs(place, mode=0o700, exist_ok=True)
        os.replace(part, os.path.join(place, f"part-00000.{form}"))
    finally:
        if os.path.exists(part):
            os.unlink(part)
    return FileDataset(file_definition([{"path": place}]), dataset.workspace)


def write(table: Any, target: Any, form: str, separator: str = ",", row_group_size: Optional[int] = None) -> None:
    """A table as a file of a form: csv or parquet. `target` is a path or an open file."""
    if form == "parquet":
        from pyarrow import parquet

        parquet.write_table(table, target, row_group_size=row_group_size)
        return
    from pyarrow import csv

    csv.write_csv(table, target, csv.WriteOptions(delimiter=separator))


def partitioned(
    dataset: "TabularDataset", keys: List[str], target: Any, name: Optional[str], *, as_files: bool
) -> Any:
    """See TabularDataset.partition_by."""
    from amlwidgets.sdk.data.datasets.factory import FileDatasetFactory
    from amlwidgets.sdk.data.datasets.tabular_factory import TabularDatasetFactory

    datastore, below = target_of(target)
    table = table_of(dataset.definition, dataset._backend)
    for number, (values, part) in enumerate(_groups(table, keys)):
        folders = "/".join(_folder(value) for value in values)
        path = "/".join(filter(None, [below, folders, f"part-{number:05d}.parquet"]))
        with datastore.workspace.backend.write_file(datastore.name, path) as file:
            write(part, file, "parquet")
    form = "/".join(f"{{{key}}}" for key in keys) + "/*.parquet"
    made = (FileDatasetFactory.from_files if as_files else TabularDatasetFactory.from_parquet_files)(
        (datastore, f"{below}/**/*.parquet" if below else "**/*.parquet"), partition_format=form
    )
    return made if name is None else made.register(datastore.workspace, name, create_new_version=True)


def _groups(table: Any, keys: List[str]) -> Any:
    frame = table.to_pandas(date_as_object=False)
    for values, part in frame.groupby(keys, sort=True, dropna=False):
        rest: Dict[str, Any] = part.drop(columns=keys)
        each = values if isinstance(values, tuple) else (values,)
        yield each, arrow().Table.from_pandas(rest, preserve_index=False)


def _folder(value: Any) -> str:
    """A value as the name of a folder."""
    return str(value).replace("/", "_").replace("\\", "_").strip(". ") or "_"


def _digest(path: str) -> str:
    import hashlib

    found = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()
