"""Run: log to it, look at it, wait for it. Light to import: a job pays for logging alone."""

import os
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, Optional, Type, Union

from amlwidgets.sdk.run.course import RunCourse

if TYPE_CHECKING:
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.compute import ComputeTarget
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.run.offline import _OfflineRun
    from amlwidgets.sdk.workspace import Workspace


class Run(RunCourse):
    """A run of an experiment: `Run.get_context()` inside a job, `experiment.submit` outside.

    What it says of itself is read when it is asked for, so it is never stale.
    """

    def __init__(
        self, experiment: "Experiment", run_id: str, outputs: Optional[str] = None, **kwargs: Any
    ) -> None:
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.experiment import Experiment

        arguments.unknown("Run", kwargs)
        arguments.instance("experiment", experiment, Experiment)
        self._begin(arguments.text("run_id", run_id), experiment, outputs)
        self._record()

    # -- where runs come from -----------------------------------------------------------------------------

    @classmethod
    def plain(cls, experiment: "Experiment", record: "RunRecord", outputs: Optional[str] = None) -> "Run":
        """The run of a record that was just read, of this class."""
        run = cls.__new__(cls)
        run._begin(record.run_id, experiment, outputs)
        return run

    @staticmethod
    def of_record(experiment: "Experiment", record: "RunRecord", outputs: Optional[str] = None) -> "Run":
        """The run of a record that was just read, of the class that its type has."""
        from amlwidgets.sdk.run.kinds import made

        return made(experiment, record, outputs)

    @staticmethod
    def add_type_provider(runtype: str, run_factory: "Callable[[Experiment, RunRecord], Run]") -> None:
        """Have the runs of a type, wherever they are listed or read, made by a function of yours."""
        from amlwidgets.sdk.run.kinds import add_provider

        add_provider(runtype, run_factory)

    @classmethod
    def get_context(
        cls, allow_offline: bool = True, used_for_context_manager: bool = False, **kwargs: Any
    ) -> "Union[Run, _OfflineRun]":
        """The run that this process belongs to; outside of any, one that prints what is logged.

        With `allow_offline=False` that raises RunEnvironmentException instead.
        """
        run_id = os.environ.get("AZUREML_RUN_ID")
        if run_id and os.environ.get("AMLWIDGETS_WORKSPACE"):
            run = _contexts.get(run_id)
            if run is None:
                run = _contexts[run_id] = cls.__new__(cls)
                run._begin(run_id)
            return run
        if not allow_offline:
            from amlwidgets.sdk.exceptions import RunEnvironmentException

            raise RunEnvironmentException
        from amlwidgets.sdk.run.offline import _OfflineRun

        return _OfflineRun()

    @classmethod
    def get_submitted_run(cls, **kwargs: Any) -> "Union[Run, _OfflineRun]":
        """As `get_context`."""
        return cls.get_context(**kwargs)

    @staticmethod
    def get(workspace: "Workspace", run_id: str) -> "Run":
        """A run by its id. Raises ResourceNotFound."""
        from amlwidgets.sdk.experiment import Experiment

        record = workspace.backend.get_run(run_id)
        return Run.of_record(Experiment(workspace, record.experiment), record)

    @staticmethod
    def list(
        experiment: "Experiment",
        type: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        status: Optional[str] = None,
        include_children: bool = False,
        _rehydrate_runs: bool = True,
    ) -> "Iterator[Run]":
        """The runs of an experiment, newest first, that have these tags, properties and status."""
        from amlwidgets.sdk.run import listing

        which = listing.run_filter(type, tags, properties, status)
        return listing.runs_of_experiment(experiment, which, include_children, listing.maker(_rehydrate_runs))

    @staticmethod
    def list_by_compute(
        compute: "ComputeTarget",
        type: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        status: Optional[str] = None,
    ) -> "Iterator[Run]":
        """The runs of a compute target, newest first, that have these tags, properties and status."""
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.compute import ComputeTarget
        from amlwidgets.sdk.run import listing

        target = arguments.instance("compute", compute, ComputeTarget)
        which = listing.run_filter(type, tags, properties, status)
        return listing.runs_of_target(target.workspace, target.name, which)

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: "Optional[Type[BaseException]]", error: object, trace: object) -> None:
        if kind is None or (isinstance(error, SystemExit) and not error.code):
            self.complete()
        else:
            self.fail(str(error), kind.__name__)

    # -- how it looks -------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        record = self._record()
        return (
            f"Run(Experiment: {record.experiment},\nId: {record.run_id},\n"
            f"Type: {record.type},\nStatus: {record.state.value})"
        )

    def _repr_html_(self) -> str:
        from amlwidgets.sdk.display import RUN_DOCS, table

        record = self._record()
        return table(
            [
                ("Experiment", record.experiment, ""),
                ("Id", record.run_id, ""),
                ("Type", record.type, ""),
                ("Status", record.state.value, ""),
                ("Details Page", "Link to the run", self.get_portal_url()),
                ("Docs Page", "Link to Documentation", RUN_DOCS),
            ]
        )


_contexts: Dict[str, Run] = {}
"""The runs this process belongs to: one object each, so that steps are counted once."""


def get_run(experiment: "Experiment", run_id: str, rehydrate: bool = True, clean_up: bool = True) -> Run:
    """A run of an experiment, of the class that its type has; without `rehydrate` a plain Run.

    Raises ResourceNotFound.
    """
    run = Run(experiment, run_id)
    return Run.of_record(experiment, run._record()) if rehydrate else run
