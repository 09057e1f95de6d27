"""`%aml` and `%%aml` in an interactive shell."""

import os
import shlex
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class

from amlwidgets.magics.completion import complete
from amlwidgets.magics.verbs.grammar import SUBMIT, VERBS, Verb
from amlwidgets.magics.verbs.parsing import HelpAsked, choose, overview, parse, perform
from amlwidgets.magics.verbs.session import Session
from amlwidgets.magics.verbs.workspace import show_workspace
from amlwidgets.resources.errors import AzureMLException, UserErrorException

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from amlwidgets.sdk.run import Run

ROOT = Verb("%aml", "the workspace, from a notebook", verbs=VERBS)

_CELL_SCRIPT = "cell.py"


class NotebookSession(Session):
    """A session whose runs are shown by the live view."""

    def present_submitted(self, run: "Run") -> None:
        """The live view of the new run."""
        self.present_run(run)

    def present_run(self, run: "Run") -> None:
        """The live view of a run."""
        from amlwidgets.widgets.run_details import RunDetails

        RunDetails(run).show()


@magics_class
class AmlMagics(Magics):  # type: ignore[misc]
    """The magics of one shell."""

    @line_cell_magic  # type: ignore[untyped-decorator]
    def aml(self, line: str, cell: str | None = None) -> Any:
        """See, start and follow training runs. `%aml` alone shows the workspace and what there is to say."""
        try:
            return self._perform(_words(line), cell)
        except HelpAsked as help_asked:
            print(help_asked.text)
        except AzureMLException as error:
            # A UsageError is shown as one message; the traceback would be of ours, not of the user's code.
            raise UsageError(str(error)) from error

    def _perform(self, words: Sequence[str], cell: str | None) -> Any:
        session = NotebookSession()
        if not words and cell is None:
            show_workspace(session, parse(ROOT, ROOT.name, []))
            print(f"\n{overview(ROOT, ROOT.name)}")
            return None
        if cell is not None:
            return _submit_cell(session, words, cell)
        return _run_words(session, words)


def _run_words(session: Session, words: Sequence[str]) -> Any:
    verb, path, rest = choose(ROOT, words)
    return perform(verb, session, parse(verb, path, rest))


def _submit_cell(session: Session, words: Sequence[str], cell: str) -> Any:
    """`%%aml submit`: the cell is the script, alone in its source folder."""
    if list(words[:1]) != [SUBMIT.name]:
        raise UserErrorException(
            "%%aml takes a cell as a training script.", remedy="Begin the cell with: %%aml submit [options]"
        )
    with tempfile.TemporaryDirectory(prefix="amlwidgets-") as folder:
        script = os.path.join(folder, _CELL_SCRIPT)
        with open(script, "w", encoding="utf-8") as file:
            file.write(cell)
        return _run_words(session, [SUBMIT.name, script, *words[1:]])


def _words(line: str) -> list[str]:
    """A line as a shell splits it. Raises UserErrorException for a quote that is never closed."""
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UserErrorException(f"%aml {line}: {error}.", remedy="Close the quote.") from error


def install(ipython: "InteractiveShell") -> None:
    """Register the magics and their completion with a shell; a second time changes nothing."""
    ipython.register_magics(AmlMagics)
    if complete not in ipython.Completer.custom_matchers:
        ipython.Completer.custom_matchers.append(complete)
