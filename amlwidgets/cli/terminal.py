"""A session that writes to a terminal or a pipe."""

import os
import sys

from amlwidgets.magics.verbs.session import Session


def terminal_session() -> Session:
    """Colours only where a person reads: on a terminal, and not where NO_COLOR is set (no-color.org)."""
    return Session(color=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
