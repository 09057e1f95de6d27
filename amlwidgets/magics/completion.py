"""What the tab key offers after `%aml`: verbs, options, and the names of what the workspace holds."""

import glob
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from IPython.core.completer import SimpleCompletion, context_matcher

from amlwidgets.magics.verbs.choosing import offered
from amlwidgets.magics.verbs.find import LATEST
from amlwidgets.magics.verbs.grammar import VERBS, Option, Verb
from amlwidgets.magics.verbs.parsing import option_names
from amlwidgets.magics.verbs.session import Session
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.states import RunState

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult

    from amlwidgets.backend.base import Backend

_ROOT = Verb("aml", "", verbs=VERBS)


@context_matcher(identifier="amlwidgets.magics")  # type: ignore[untyped-decorator]
def complete(context: "CompletionContext") -> "SimpleMatcherResult":
    """IPython's matcher. On a line of ours it silences the others, which would offer Python's words."""
    words = context.text_until_cursor.split()
    if not words or words[0] not in ("%aml", "%%aml") or context.text_until_cursor == words[0]:
        return {"completions": []}
    begun = "" if context.text_until_cursor[-1].isspace() else words.pop()
    found = [SimpleCompletion(word) for word in offers(words[1:], begun) if word.startswith(begun)]
    return {"completions": found, "matched_fragment": begun, "suppress": True, "ordered": True}


def offers(words: list[str], begun: str) -> Iterable[str]:
    """The words that may follow `words`, given the beginning of the next one."""
    verb, rest = _ROOT, list(words)
    while rest and (below := verb.find(rest[0])):
        verb, rest = below, rest[1:]
    if verb.verbs:
        return [] if rest else [v.name for v in verb.verbs]
    asked = _value_of(verb, rest)
    if asked is not None:
        return _values(asked, begun)
    if begun.startswith("-"):
        return option_names(verb)
    positional = _next_positional(verb, rest)
    return [*(_values(positional, begun) if positional else ()), *option_names(verb)]


def _value_of(verb: Verb, words: list[str]) -> Option | None:
    """The option whose value comes next, if one does."""
    last = words[-1] if words else ""
    return next((o for o in verb.options if last in o.names and not o.flag and not o.positional), None)


def _next_positional(verb: Verb, words: list[str]) -> Option | None:
    """The positional argument that comes next."""
    takes_value = {name for o in verb.options if not o.flag and not o.positional for name in o.names}
    given = sum(
        not word.startswith("-") and (i == 0 or words[i - 1] not in takes_value) for i, word in enumerate(words)
    )
    positionals = [option for option in verb.options if option.positional]
    return positionals[given] if given < len(positionals) else None


def _values(option: Option, begun: str) -> list[str]:
    if option.completes == "files":
        return [path + os.sep if os.path.isdir(path) else path for path in sorted(glob.glob(f"{begun}*"))]
    if option.completes == "states":
        return [state.value for state in RunState]
    names = _NAMES.get(option.completes)
    try:
        if option.completes == "workspaces":
            return offered()
        return names(Session().backend) if names else []
    except AzureMLException:
        # A tab key must not raise; the verb itself will say what is wrong with the workspace.
        return []


_NAMES: dict[str, "Callable[[Backend], list[str]]"] = {
    "computes": lambda backend: [status.compute.name for status in backend.list_computes()],
    "datastores": lambda backend: [store.name for store in backend.list_datastores()],
    "experiments": lambda backend: [experiment.name for experiment in backend.list_experiments()],
    "runs": lambda backend: [LATEST, *(run.run_id for run in backend.list_runs(top=50))],
    "sizes": lambda backend: [str(size["name"]) for size in backend.vm_sizes()],
}
