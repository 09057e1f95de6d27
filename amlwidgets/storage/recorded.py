"""File systems that are only reached from within their own clusters: their datastores are recorded."""

from typing import Any, NoReturn

from amlwidgets.resources.errors import NotSupported
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.base import Storage
from amlwidgets.storage.credentials import Secrets


class UnreachableStorage(Storage):
    """See Storage: whatever is asked of it raises NotSupported."""

    def __init__(self, record: DatastoreRecord, _: Secrets) -> None:
        self._record = record

    def _unread(self, *_: Any, **__: Any) -> NoReturn:
        raise NotSupported(
            f"The datastore {self._record.name!r} is of the type {self._record.type}: it is not read here.",
            remedy="Copy its files to a folder or container, and register that.",
        )

    check = list_folder = walk = stat = open = write = delete = upload = download = _unread
