"""`RunDetails(run).show()`: a training run, live in the notebook."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amlwidgets import __version__
from amlwidgets.widgets.bundle import RUN_MIME, make_view, run_bundle, show, widget_part
from amlwidgets.widgets.given_runs import runs_of

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.run import Run
    from amlwidgets.widgets.view import View

_CLASSES = {
    "hyperdrive": "_HyperDriveWidget",
    "azureml.PipelineRun": "_PipelineWidget",
    "azureml.StepRun": "_StepRunWidget",
}
"""What v1's widgets of runs that are not plain scripts are called (their repr is in saved outputs)."""

_SCRIPT_CLASS = "_UserRunWidget"


class RunDetails:
    """The live view of a run, or of several compared.

    A run is one of ours, an id, a submitted job of azure-ai-ml, or a run of MLflow; the last three are looked for
    in the workspace at hand, a job in the one of its own id. Raises ValidationException for anything else and
    ResourceNotFound for a run that does not exist.
    """

    def __init__(self, run_instance: "Run | str | Sequence[Run | str] | Any") -> None:
        self._runs: list[Run] = runs_of(run_instance)
        self._settings: dict[str, Any] = {}
        self._view: View | None = None

    def show(self, render_lib: Any = None, widget_settings: dict[str, Any] | None = None) -> None:
        """Display the view and return at once; it follows the run by itself.

        `render_lib` chose a charting library in v1 and changes nothing here.
        """
        del render_lib
        self._settings.update(widget_settings or {})
        show(self._repr_mimebundle_, repr(self), self._ended)

    def get_widget_data(self, widget_settings: dict[str, Any] | None = None) -> Any:
        """What the view shows, as v1's dict; a list of them for several runs."""
        from amlwidgets.widgets.v1_data import widget_data

        settings = {**self._widget_settings(), **(widget_settings or {})}
        data = [widget_data(run, settings) for run in self._runs]
        return data[0] if len(data) == 1 else data

    def __repr__(self) -> str:
        """v1's, by the kind of run: `_UserRunWidget(widget_settings={...})`."""
        name = _CLASSES.get(self._runs[0].type, _SCRIPT_CLASS)
        return f"{name}(widget_settings={self._widget_settings()!r})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Our own type, the anywidget, static HTML and a text; front ends take the first they know."""
        del include, exclude
        from amlwidgets.widgets.picture import take_picture
        from amlwidgets.widgets.snapshot_html import snapshot_html

        backend = self._backend
        pictures = [take_picture(backend, record) for record in self._records()]
        summary = [picture.document for picture in pictures]
        saved = run_bundle(backend.workspace.arm_id, [run.id for run in self._runs], summary)
        return {
            RUN_MIME: saved,
            **widget_part(self._fresh_view(saved)),
            "text/html": snapshot_html(pictures),
            "text/plain": repr(self),
        }

    def _fresh_view(self, saved: dict[str, Any]) -> "View | None":
        """The one anywidget of all outputs of this object, with the newest summary."""
        if self._view is None:
            self._view = make_view(_kind="run", **{name: saved[name] for name in ("workspace", "runs", "summary")})
        else:
            self._view.summary = saved["summary"]
        return self._view

    def _ended(self) -> bool:
        return all(record.state.ended for record in self._records())

    @property
    def _backend(self) -> "Backend":
        return self._runs[0].experiment.workspace.backend

    def _records(self) -> "list[RunRecord]":
        return [self._backend.get_run(run.id) for run in self._runs]

    def _widget_settings(self) -> dict[str, Any]:
        defaults = {
            "childWidgetDisplay": "popup",
            "send_telemetry": False,
            "log_level": "NOTSET",
            "sdk_version": __version__,
        }
        return {**defaults, **self._settings}
