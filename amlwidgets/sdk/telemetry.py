"""v1's switch for telemetry. There is none: nothing is collected, whatever is asked."""

from typing import Any


def set_diagnostics_collection(send_diagnostics: bool = True, verbosity: Any = None, **kwargs: Any) -> None:
    """Accept the setting and say that nothing is sent."""
    from amlwidgets.sdk import arguments

    arguments.unknown("set_diagnostics_collection", kwargs)
    print("Nothing is collected or sent: amlwidgets has no telemetry.")
