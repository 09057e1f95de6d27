"""The embedded workspace: a folder on this machine, its engine a local process."""

from amlwidgets.backend.embedded.workspace import EmbeddedBackend

__all__ = ["EmbeddedBackend"]
