"""Azure Data Lake Storage Gen1, which Microsoft has switched off: its datastores are recorded."""

from typing import Any, NoReturn

from amlwidgets.resources.errors import NotSupported
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.base import Storage
from amlwidgets.storage.credentials import Secrets


class RecordedStorage(Storage):
    """See Storage: whatever is asked of it raises NotSupported."""

    def __init__(self, record: DatastoreRecord, _: Secrets) -> None:
        self._store = record.settings.get("storeName") or record.account_name or record.name

    def _retired(self, *_: Any, **__: Any) -> NoReturn:
        raise NotSupported(
            f"The Data Lake Store {self._store!r} is of Gen1, which Microsoft switched off on 29 February 2024.",
            remedy="Its data was to be moved to Gen2: Datastore.register_azure_data_lake_gen2.",
        )

    check = list_folder = walk = stat = open = write = delete = upload = download = _retired
