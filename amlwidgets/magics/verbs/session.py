"""What a verb works with: the workspace, and where its words go."""

import contextlib
import io
import sys
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from amlwidgets.magics.verbs.table import fields, no_paint, paint_state, printable, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlwidgets.backend.base import Backend
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace


class Session:
    """One shell's use of a workspace. The notebook's overrides how a run is presented."""

    def __init__(self, out: TextIO | None = None, *, color: bool = False) -> None:
        self._out = out
        self._paint = paint_state if color else no_paint

    @cached_property
    def workspace(self) -> "Workspace":
        """The workspace of config.json here or above, else the default one.

        The line that says which one was opened is left out: it would stand before every answer. The verb
        `workspace` tells.
        """
        from amlwidgets.sdk.workspace import Workspace

        with contextlib.redirect_stdout(io.StringIO()):
            return Workspace.from_config()

    @property
    def backend(self) -> "Backend":
        """The workspace's backend."""
        return self.workspace.backend

    @property
    def out(self) -> TextIO:
        """Where output goes; looked up each time, because notebooks and tests replace sys.stdout."""
        return self._out if self._out is not None else sys.stdout

    def say(self, text: str) -> None:
        """One line or several."""
        print(text, file=self.out, flush=True)

    def table(self, headers: "Sequence[str]", rows: "Sequence[Sequence[object]]") -> None:
        """A table."""
        self.say(table(headers, rows, self._paint))

    def fields(self, values: "Sequence[tuple[str, object]]") -> None:
        """Names and values."""
        self.say(fields(values, self._paint))

    def run(self, record: "RunRecord") -> "Run":
        """The SDK's Run of a record."""
        return self.workspace.get_run(record.run_id)

    def present_submitted(self, run: "Run") -> None:
        """Tell of a run that was just submitted."""
        self.say(f"Submitted {printable(run.id)}")

    def present_run(self, run: "Run") -> None:
        """Show one run, beyond the words a verb says of it; a terminal has no more to show."""
