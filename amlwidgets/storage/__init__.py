"""Where datastores keep their files: a module each; its client is imported with the first use."""

from amlwidgets.storage.base import Moved, Storage
from amlwidgets.storage.opening import OpenStorages, open_storage

__all__ = ["Moved", "OpenStorages", "Storage", "open_storage"]
