"""Where a factory writes: a datastore and a path in it."""

from typing import Any, Tuple

from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datapath import DataPath
from amlwidgets.sdk.data.datastore import AbstractDatastore
from amlwidgets.sdk.data.reference import DataReference


def target_of(target: Any) -> Tuple[AbstractDatastore, str]:
    """A datastore and a path in it, from a datastore, a pair of the two, a DataPath or a DataReference."""
    if isinstance(target, AbstractDatastore):
        return target, ""
    if isinstance(target, (DataPath, DataReference)) and isinstance(target.datastore, AbstractDatastore):
        return target.datastore, check_relative((target.path_on_datastore or "").lstrip("/"))
    if isinstance(target, tuple) and len(target) == 2 and isinstance(target[0], AbstractDatastore):
        return target[0], check_relative(str(target[1] or "").lstrip("/"))
    raise arguments.wrong("target", target, "a datastore, or a pair of one and a path in it")
