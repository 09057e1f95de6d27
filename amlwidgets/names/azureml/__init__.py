"""v1's import names over amlwidgets. A real SDK that is installed goes first: this package only leads to it."""

import os
import sys

TYPE_CHECKING = False  # as typing has it, without importing it
if TYPE_CHECKING:
    from typing import Iterator, List

_OURS = os.path.dirname(os.path.abspath(__file__))


def _others() -> "Iterator[str]":
    """The folders of other `azureml` packages on the path, in its order.

    What pkgutil.extend_path does, without the 4 ms that importing it costs every job.
    """
    mine = os.path.realpath(_OURS)
    for entry in sys.path:
        # The current folder may have been removed: only asking for its name would be an error.
        folder = os.path.join(entry or os.curdir, "azureml")
        if os.path.isdir(folder) and os.path.realpath(folder) != mine:
            yield os.path.abspath(folder)


def _search_path() -> "List[str]":
    """Others first. With a real `azureml.core` among them nothing of ours is mixed in."""
    others = list(dict.fromkeys(_others()))
    if any(os.path.isfile(os.path.join(folder, "core", "__init__.py")) for folder in others):
        return others
    return [*others, _OURS]


__path__ = _search_path()
