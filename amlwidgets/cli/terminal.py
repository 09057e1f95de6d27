"""A session that writes to a terminal or a pipe."""

import io
import os
import sys

from amlwidgets.magics.verbs.session import Session


def terminal_session() -> Session:
    """Colours only where a person reads: on a terminal, and not where NO_COLOR is set (no-color.org).

    What a log or a name holds and the terminal's encoding does not is shown as '?': a listing must not fail on it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Session(color=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
