"""The MIME bundle an output carries, and how it is displayed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amlwidgets.widgets.keep_fresh import FreshOutput

if TYPE_CHECKING:
    from amlwidgets.widgets.view import View

RUN_MIME = "application/vnd.amlwidgets.run+json"
CLUSTER_MIME = "application/vnd.amlwidgets.cluster+json"
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"

VERSION = 1


def run_bundle(workspace: str, runs: list[str], summary: list[dict[str, Any]]) -> dict[str, Any]:
    """Our own MIME type of runs (docs/developers/protocol.md, Saved in the notebook)."""
    return {"version": VERSION, "workspace": workspace, "runs": runs, "summary": summary, "settings": {}}


def cluster_bundle(workspace: str, compute: str | None) -> dict[str, Any]:
    """Our own MIME type of a cluster; None is all clusters of the workspace."""
    return {"version": VERSION, "workspace": workspace, "compute": compute}


def make_view(**state: Any) -> "View | None":
    """The anywidget of an output.

    None in a source tree whose front end was never built, and where there is no kernel: a terminal's IPython has
    no comm.
    """
    from IPython import get_ipython

    from amlwidgets.widgets.static_files import VIEW_SCRIPT

    if not _has_kernel(get_ipython()) or not VIEW_SCRIPT.exists():
        return None
    from amlwidgets.widgets.view import View

    return View(**state)


def widget_part(view: "View | None") -> dict[str, Any]:
    """The anywidget's part of a bundle; empty where there is none."""
    if view is None:
        return {}
    return {WIDGET_MIME: {"version_major": 2, "version_minor": 0, "model_id": view.model_id}}


def show(bundle: Callable[[], dict[str, Any]], text: str, ended: Callable[[], bool] | None = None) -> None:
    """Display a bundle in a notebook; anywhere else print its text.

    With `ended` a notebook's output is made anew once, when that has become true.
    """
    from IPython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if shell is None:
        print(text)
        return
    handle = display(bundle(), raw=True, display_id=True)
    if ended is not None and _has_kernel(shell) and not ended():
        FreshOutput(shell, handle, ended, bundle).watch()


def _has_kernel(shell: Any) -> bool:
    """A terminal's IPython has none: no comm, and what it has printed cannot be changed."""
    return hasattr(shell, "kernel")
