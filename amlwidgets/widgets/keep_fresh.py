"""Bringing a displayed output up to date when its runs have ended, so that what is saved is how they ended.

A view in our own front end follows a run by itself; this is for what stays in the file: nbconvert --execute,
GitHub, a notebook reopened where no server of ours is. It costs one look at the store after each cell, until the
runs have ended.
"""

from collections.abc import Callable
from typing import Any

from amlwidgets.resources.errors import AzureMLException


class FreshOutput:
    """One displayed output. `ended` says whether its runs have; `bundle` makes its MIME bundle anew."""

    def __init__(
        self, shell: Any, handle: Any, ended: Callable[[], bool], bundle: Callable[[], dict[str, Any]]
    ) -> None:
        self._shell = shell
        self._handle = handle
        self._ended = ended
        self._bundle = bundle

    def watch(self) -> None:
        """Look after each cell from now on."""
        self._shell.events.register("post_run_cell", self.look)

    def look(self, _result: object = None) -> None:
        """Update the output once its runs have ended, and look no more."""
        try:
            if not self._ended():
                return
            self._handle.update(self._bundle(), raw=True)
        except AzureMLException:
            # The run or its workspace is gone: the output stays as it was.
            pass
        self._shell.events.unregister("post_run_cell", self.look)
