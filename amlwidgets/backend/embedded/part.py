"""What the parts of the embedded backend share."""

from amlwidgets.backend.base import Backend
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout


class Part(Backend):
    """A part of the contract over a folder and its database."""

    _layout: Layout
    _database: Database
