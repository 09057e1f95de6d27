"""A workspace of another amlwidgets server: its contract, whole, over HTTP."""

from amlwidgets.backend.rest.server.backend import ServerBackend

__all__ = ["ServerBackend"]
