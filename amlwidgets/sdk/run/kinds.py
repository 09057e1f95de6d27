"""Which class a run is of: its type says so, as v1's type providers do."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Type

from amlwidgets.resources.records import PIPELINE_RUN, SCRIPT_RUN, SWEEP_RUN

if TYPE_CHECKING:
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.run.run import Run

Factory = Callable[["Experiment", "RunRecord"], "Run"]
_factories: Dict[str, Factory] = {}
_HOMES = {
    SCRIPT_RUN: "amlwidgets.sdk.run.script_run:ScriptRun",
    SWEEP_RUN: "amlwidgets.sdk.hyperdrive.run:HyperDriveRun",
    PIPELINE_RUN: "amlwidgets.sdk.pipeline.run:PipelineRun",
}
"""Module and class by the type of a run; loaded when the first one is met."""


def add_provider(runtype: Any, run_factory: Any) -> None:
    """Have runs of a type made by a factory. Raises ValidationException for one that cannot be called."""
    from amlwidgets.sdk import arguments

    if not callable(run_factory):
        raise arguments.wrong("run_factory", run_factory, "a function of an experiment and a run's record")
    _factories[arguments.text("runtype", runtype)] = run_factory


def made(experiment: "Experiment", record: "RunRecord", outputs: Optional[str] = None) -> "Run":
    """The run of a record, of the class that its type has; one that a notebook performs is a plain Run."""
    from amlwidgets.sdk.run.run import Run

    if record.type in _factories:
        return _factories[record.type](experiment, record)
    home = "" if record.usage.get("interactive") else _HOMES.get(record.type, "")
    module, _, name = home.partition(":")
    kind: Type[Run] = getattr(import_module(module), name) if home else Run
    return kind.plain(experiment, record, outputs)
