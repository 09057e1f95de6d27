"""The beginning of a file, to be looked at: text, a table, an image, or nothing but its size."""

from amlwidgets.service.preview.kinds import preview

__all__ = ["preview"]
