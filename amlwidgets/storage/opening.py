"""From a datastore's record to its files."""

from importlib import import_module
from typing import Dict, Tuple

from amlwidgets.resources.errors import NotSupported
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.base import Storage
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.kinds import Kind, check_complete, kind_of


def open_storage(record: DatastoreRecord, secrets: Secrets) -> Storage:
    """The files of a datastore; nothing is asked of a service yet.

    Raises NotSupported for a database, for a kind that is not read here, and where its client is not installed.
    """
    from amlwidgets.storage.local import LocalStorage

    if record.path:
        return LocalStorage(record, secrets)
    kind = kind_of(record.type)
    if not kind.client:
        raise NotSupported(
            f"{record.name!r} is a database: it has no files.",
            remedy="Read its tables with Dataset.Tabular.from_sql_query.",
        )
    module, _, name = kind.client.partition(":")
    try:
        opened: Storage = getattr(import_module(f"amlwidgets.storage.{module}"), name)(record, secrets)
    except ImportError as error:
        from amlwidgets.storage.asking import AskedStorage, can_ask

        if not can_ask():
            raise not_installed(kind, error) from error
        return AskedStorage(record, secrets)
    return opened


def check(record: DatastoreRecord, secrets: Secrets, *, make: bool = False) -> None:
    """Whether a datastore, or database, can be reached, known within 5 seconds. Raises what says why not.

    `make` makes its container first, if there is none.
    """
    if not record.path:
        check_complete(record, secrets)
        if kind_of(record.type).sql:
            from amlwidgets.storage.sql import reading

            reading.check(record, secrets)
            return
    storage = open_storage(record, secrets)
    if make:
        storage.make()
    storage.check()


class OpenStorages:
    """Those that are in use: their connections are kept while record and secrets stay the same."""

    def __init__(self) -> None:
        self._opened: Dict[str, Tuple[DatastoreRecord, Dict[str, str], Storage]] = {}

    def of(self, record: DatastoreRecord, secrets: Secrets) -> Storage:
        """As `open_storage`."""
        known = self._opened.get(record.name)
        if known is not None and known[:2] == (record, secrets):
            return known[2]
        opened = open_storage(record, secrets)
        self._opened[record.name] = (record, dict(secrets), opened)
        return opened


def not_installed(kind: Kind, error: ImportError) -> NotSupported:
    """The error for a kind whose client is missing."""
    return NotSupported(
        f"Datastores of the type {kind.type} need a package that is not installed: {error.name}.",
        error,
        remedy=f'Install it: pip install "amlwidgets[{kind.extra}]"',
    )
