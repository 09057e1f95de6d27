"""The MIME bundle an output carries, and how it is displayed."""

import json
from collections.abc import Callable
from typing import Any

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


def widget_part(**state: Any) -> dict[str, Any]:
    """The anywidget's part of a bundle; empty where the view was not built or no front end can be reached."""
    make = _view_maker()
    if make is None:
        return {}
    view = make(**json.loads(json.dumps(state)))
    return {WIDGET_MIME: {"version_major": 2, "version_minor": 0, "model_id": view.model_id}}


def show(bundle: Callable[[], dict[str, Any]], text: str) -> None:
    """Display a bundle in a notebook; anywhere else print its text."""
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        print(text)
    else:
        display(bundle(), raw=True)


def _view_maker() -> Callable[..., Any] | None:
    """The view's class. None in a source tree whose front end was never built, and where there is no kernel: a
    terminal's IPython has no comm."""
    from IPython import get_ipython

    from amlwidgets.widgets.static_files import VIEW_SCRIPT

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel") or not VIEW_SCRIPT.exists():
        return None
    from amlwidgets.widgets.view import View

    return View
