"""The `aml` command: the verbs of `%aml` for a terminal, and `lab` and `doctor`."""

import sys
from collections.abc import Sequence

from amlwidgets.cli.grammar import ROOT
from amlwidgets.magics.verbs.parsing import HelpAsked, choose, parse, perform
from amlwidgets.resources.errors import AzureMLException

FAILED = 1
INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Errors of the product are one message on stderr, no traceback."""
    words = sys.argv[1:] if words is None else words
    try:
        return _perform(list(words))
    except HelpAsked as asked:
        print(asked.text)
        return 0
    except AzureMLException as error:
        print(f"aml: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader (`aml logs ID | head`) has left; Python would complain again when it flushes at the end.
        sys.stderr.close()
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _perform(words: list[str]) -> int:
    from amlwidgets.cli.terminal import terminal_session

    if words in (["--version"], ["-V"]):
        from amlwidgets import __version__

        print(f"amlwidgets {__version__}")
        return 0
    verb, path, rest = choose(ROOT, words)
    outcome = perform(verb, terminal_session(), parse(verb, path, rest))
    return outcome if isinstance(outcome, int) else 0
