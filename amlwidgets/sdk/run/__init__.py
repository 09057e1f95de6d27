"""Run: from inside a job, from the notebook that submitted it, and outside of any."""

from typing import TYPE_CHECKING

from amlwidgets.sdk.run.run import Run, get_run

if TYPE_CHECKING:
    from amlwidgets.sdk.run.offline import _OfflineRun

__all__ = ["Run", "_OfflineRun", "get_run"]


def __getattr__(name: str) -> object:
    """The offline run is loaded where it is named (PEP 562): a job has no use for it."""
    if name != "_OfflineRun":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from amlwidgets.sdk.run.offline import _OfflineRun

    return _OfflineRun
