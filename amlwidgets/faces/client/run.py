"""The words of run history and ARM for a run's state."""

from amlwidgets.resources.states import RunState

_KNOWN = {state.value: state for state in RunState}
_OTHERS = {
    "Provisioning": RunState.PREPARING,
    "Unapproved": RunState.NOT_STARTED,
    "Finished": RunState.COMPLETED,
}


def run_state(word: str) -> RunState:
    """The state of a word; one that is new to us (Paused, NotResponding, Unknown) is still before its end."""
    return _KNOWN.get(word) or _OTHERS.get(word, RunState.RUNNING)
