"""What is taken out of a run before anything of it is saved in a notebook, which people share and publish."""

from typing import Any

from amlwidgets.resources.redaction import redact_all

UNSAVED = ("arguments", "command", "environment", "properties")
"""Fields of the run document that never go into a notebook: passwords are passed as arguments every day."""


def summary(document: dict[str, Any]) -> dict[str, Any]:
    """A run document as a notebook may keep it."""
    kept: dict[str, Any] = redact_all({key: value for key, value in document.items() if key not in UNSAVED})
    return kept
