"""Run: log to it, look at it, wait for it. Light to import: a job pays for logging alone."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Type, Union

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.run.files import RunFiles, is_log
from amlwidgets.sdk.run.logging import MetricLogging

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.run.offline import _OfflineRun
    from amlwidgets.sdk.workspace import Workspace
    from amlwidgets.store.metrics import MetricWriter

Texts = Mapping[str, Optional[str]]


class Run(MetricLogging, RunFiles):
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

    def _begin(
        self, run_id: str, experiment: Optional["Experiment"] = None, outputs: Optional[str] = None
    ) -> None:
        self._id = run_id
        self._experiment = experiment
        self._kept_folder = outputs

    @classmethod
    def of_record(cls, experiment: "Experiment", record: "RunRecord", outputs: Optional[str] = None) -> "Run":
        """The run of a record that was just read."""
        run = cls.__new__(cls)
        run._begin(record.run_id, experiment, outputs)
        return run

    # -- where runs come from --------------------------------------------------------------------------------

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
        from amlwidgets.sdk.run.listing import runs_of_experiment

        return runs_of_experiment(experiment, type, tags, properties, status, include_children)

    # -- what it is ------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:  # type: ignore[override]
        """Its id."""
        return self._id

    @property
    def experiment(self) -> "Experiment":
        """The experiment it belongs to."""
        if self._experiment is None:
            from amlwidgets.sdk.experiment import Experiment
            from amlwidgets.sdk.workspace import Workspace

            workspace = Workspace.from_folder(os.environ["AMLWIDGETS_WORKSPACE"])
            self._experiment = Experiment(workspace, workspace.backend.get_run(self._id).experiment)
        return self._experiment

    @property
    def _backend(self) -> "Backend":
        return self.experiment.workspace.backend

    def _record(self) -> "RunRecord":
        return self._backend.get_run(self._id)

    @property
    def number(self) -> int:
        """Its place in the order of the workspace's runs."""
        return self._record().number

    @property
    def type(self) -> str:
        """Its kind: azureml.scriptrun."""
        return self._record().type

    @property
    def status(self) -> str:
        """The state it is in now."""
        return self._record().state.value

    def get_status(self) -> str:
        """The state it is in now."""
        return self.status

    @property
    def name(self) -> str:
        """What it is shown as."""
        return self._record().name

    @property
    def display_name(self) -> str:
        """What it is shown as."""
        return self._record().name

    @display_name.setter
    def display_name(self, name: str) -> None:
        from amlwidgets.sdk import arguments

        self._backend.update_run(self._id, name=arguments.text("display_name", name))

    @property
    def description(self) -> str:
        """What is said about it."""
        return self._record().description

    @description.setter
    def description(self, description: Optional[str]) -> None:
        self._backend.update_run(self._id, description=str(description or ""))

    def get_details(self) -> Dict[str, Any]:
        """Status, times, run definition, log files, as v1's dict."""
        from amlwidgets.sdk.run.details import details, log_urls

        logs = [name for name in self.get_file_names() if is_log(name)]
        urls = log_urls(logs, self._backend.workspace, self._id, self._backend.run_folder(self._id))
        return details(self._record(), urls)

    def get_details_with_logs(self) -> Dict[str, Any]:
        """The details, with the texts of the logs in place of their addresses."""
        found = self.get_details()
        for name in found["logFiles"]:
            with self._backend.open_run_file(self._id, name) as file:
                found["logFiles"][name] = file.read().decode("utf-8", "replace")
        return found

    def get_portal_url(self) -> str:
        """Where it is shown."""
        from amlwidgets.sdk.display import run_url

        return run_url(self._id)

    def get_snapshot_id(self) -> Optional[str]:
        """The id of the copy of its source folder."""
        return self._record().spec.snapshot

    def restore_snapshot(self, snapshot_id: Optional[str] = None, path: Any = None) -> str:
        """Write the copy of its source folder as a zip file into a folder (the current one); returns its path."""
        from amlwidgets.sdk.run.snapshots import restore

        return restore(self._backend, snapshot_id or self.get_snapshot_id(), path)

    # -- metrics ---------------------------------------------------------------------------------------------

    @cached_property
    def _metrics(self) -> "MetricWriter":
        from amlwidgets.store.metrics import MetricWriter

        return MetricWriter(self._metric_folder())

    def _metric_folder(self) -> str:
        folder = os.environ.get("AMLWIDGETS_RUN_FOLDER")
        if folder and self._id == os.environ.get("AZUREML_RUN_ID"):
            return os.path.join(folder, "metrics")
        found = self._backend.metric_folder(self._id)
        if found is None:
            raise UserErrorException(f"The metrics of {self._id} are not on this machine.")
        return found

    def log(self, name: str, value: Any, description: str = "", step: Optional[int] = None) -> None:
        """Log a number or text; logged again, the metric is a series. `step` is counted by default."""
        self._metrics.log(name, value, step)

    def _log_record(self, name: str, kind: str, value: Any) -> None:
        self._metrics.record(name, kind, value)

    def _keep_image(self, name: str, path: Optional[str], plot: Any) -> str:
        from amlwidgets.sdk.run.images import keep

        return keep(self, name, path, plot)

    def get_metrics(
        self,
        name: Optional[str] = None,
        recursive: bool = False,
        run_type: Optional[str] = None,
        populate: bool = False,
    ) -> Dict[str, Any]:
        """Metrics by name: one value, or a list when logged more than once; tables are dicts of columns.

        `name` picks one. `recursive` adds what the children logged, `run_type` those of one type.
        """
        from amlwidgets.sdk.run.metrics import as_dict
        from amlwidgets.store.metrics import MetricReader

        metrics = as_dict(MetricReader(self._metric_folder()).points(), self._id)
        if recursive:
            for child in self.get_children(type=run_type):
                metrics.update(child.get_metrics(recursive=True, run_type=run_type))
        return metrics if name is None else {key: value for key, value in metrics.items() if key == name}

    def flush(self, timeout_seconds: int = 300) -> None:
        """Nothing waits: every metric is written when it is logged."""

    # -- tags and properties ---------------------------------------------------------------------------------

    @property
    def tags(self) -> Dict[str, Optional[str]]:
        """Its tags."""
        return dict(self._record().tags)

    def get_tags(self) -> Dict[str, Optional[str]]:
        """Its tags."""
        return self.tags

    def tag(self, key: str, value: Optional[str] = None) -> None:
        """Set a tag, over what it was."""
        self.set_tags({key: value})

    def set_tags(self, tags: Texts) -> None:
        """Set tags, over what they were; others stay."""
        from amlwidgets.sdk import arguments

        self._backend.update_run(self._id, tags=arguments.string_map("tags", tags))

    def remove_tags(self, tags: Union[str, Sequence[str]]) -> None:
        """Take tags away."""
        self._backend.update_run(self._id, remove_tags=[tags] if isinstance(tags, str) else list(tags))

    @property
    def properties(self) -> Dict[str, str]:
        """Its properties."""
        return dict(self._record().properties)

    def get_properties(self) -> Dict[str, str]:
        """Its properties."""
        return self.properties

    def add_properties(self, properties: Texts) -> None:
        """Add properties. They never change: a key that is there raises UserErrorException."""
        from amlwidgets.sdk import arguments

        added = {key: value or "" for key, value in arguments.string_map("properties", properties).items()}
        taken = sorted(set(added) & set(self.properties))
        if taken:
            raise UserErrorException(f"properties has {taken}, which the run has already; expected new keys.")
        self._backend.update_run(self._id, properties=added)

    # -- its course ------------------------------------------------------------------------------------------

    def wait_for_completion(
        self, show_output: bool = False, wait_post_processing: bool = False, raise_on_error: bool = True
    ) -> Dict[str, Any]:
        """Block until it has ended, with its log as it grows; returns the details.

        Raises ActivityFailedException when it has failed, unless `raise_on_error` is False.
        """
        from amlwidgets.sdk.run.following import follow, raise_if_failed

        run = follow(self._backend, self._id) if show_output else self._backend.wait_for_run(self._id)
        if raise_on_error:
            raise_if_failed(run)
        return self.get_details()

    def cancel(self) -> None:
        """Ask it to end, with all its processes."""
        if self._is_interactive():
            self._end("Canceled")
        else:
            self._backend.cancel(self._id)

    def complete(self, _set_status: bool = True) -> None:
        """End a run of `start_logging` or `child_run`. A submitted one completes when its script ends."""
        self._metrics.close()
        if self._kept_folder and os.path.isdir(self._kept_folder):
            self.upload_folder("outputs", self._kept_folder)
        self._end("Completed")

    def fail(self, error_details: Any = None, error_code: Optional[str] = None, _set_status: bool = True) -> None:
        """End a run of `start_logging` or `child_run` as failed. A submitted one fails by its exit code."""
        self._metrics.close()
        if not self._is_interactive():
            import warnings

            warnings.warn("A submitted run fails by its exit code: end the script by an exception.", stacklevel=2)
        error = {"code": str(error_code or "UserError"), "message": str(error_details or ""), "remedy": ""}
        self._end("Failed", error)

    def _end(self, state: str, error: Optional[Mapping[str, str]] = None) -> None:
        if self._is_interactive():
            self._backend.end_run(self._id, state, error)

    def _is_interactive(self) -> bool:
        """Whether a process performs it that the engine did not start."""
        return bool(self._record().usage.get("interactive"))

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: "Optional[Type[BaseException]]", error: object, trace: object) -> None:
        if kind is None:
            self.complete()
        else:
            self.fail(str(error), kind.__name__)

    # -- parents and children --------------------------------------------------------------------------------

    @property
    def parent(self) -> "Optional[Run]":
        """The run it is a child of."""
        parent = self._record().parent
        return Run.get(self.experiment.workspace, parent) if parent else None

    def child_run(
        self, name: Optional[str] = None, run_id: Optional[str] = None, outputs: Optional[str] = None
    ) -> "Run":
        """A run below this one that this process performs."""
        record = self._backend.start_interactive(
            self.experiment.name, name=name or "", parent=self._id, run_id=run_id
        )
        return Run.of_record(self.experiment, record, outputs)

    def create_children(
        self,
        count: Optional[int] = None,
        tag_key: Optional[str] = None,
        tag_values: Optional[Sequence[str]] = None,
    ) -> "List[Run]":
        """Several child runs: `count` of them, or one for each of `tag_values`."""
        from amlwidgets.sdk import arguments

        values: List[Optional[str]] = list(tag_values) if tag_values else [None] * arguments.whole("count", count)
        children = [self.child_run() for _ in values]
        if tag_key is not None:
            for child, value in zip(children, values):
                child.tag(tag_key, value)
        return children

    def submit_child(self, config: Any, tags: Optional[Texts] = None, **kwargs: Any) -> "Run":
        """As `Experiment.submit`, below this run."""
        from amlwidgets.sdk import arguments
        from amlwidgets.sdk.submission import submit

        arguments.unknown("Run.submit_child", kwargs)
        record = submit(self._backend, self.experiment.name, config, tags=tags, parent=self._id)
        return Run.of_record(self.experiment, record)

    def get_children(
        self,
        recursive: bool = False,
        tags: Any = None,
        properties: Any = None,
        type: Optional[str] = None,
        status: Optional[str] = None,
        _rehydrate_runs: bool = True,
    ) -> "Iterator[Run]":
        """Its children, newest first; with `recursive` each is followed by its own."""
        from amlwidgets.sdk.run.listing import children_of

        return children_of(self, recursive, type, tags, properties, status)

    # -- how it looks ----------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        record = self._record()
        return (
            f"Run(Experiment: {record.experiment},\nId: {record.run_id},\n"
            f"Type: {record.type},\nStatus: {record.state.value})"
        )

    def _repr_html_(self) -> str:
        from amlwidgets.sdk.display import DOCS_URL, table

        record = self._record()
        return table(
            [
                ("Experiment", record.experiment, ""),
                ("Id", record.run_id, ""),
                ("Type", record.type, ""),
                ("Status", record.state.value, ""),
                ("Details Page", "Link to the run", self.get_portal_url()),
                ("Docs Page", "Link to Documentation", DOCS_URL),
            ]
        )


_contexts: Dict[str, Run] = {}
"""The runs this process belongs to: one object each, so that steps are counted once."""


def get_run(experiment: "Experiment", run_id: str, rehydrate: bool = True, clean_up: bool = True) -> Run:
    """A run of an experiment. Raises ResourceNotFound."""
    return Run(experiment, run_id)
