"""Experiment: a named group of runs."""

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_name
from amlwidgets.sdk import arguments
from amlwidgets.sdk.display import EXPERIMENT_DOCS, experiment_url, table

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace


class ViewType:
    """Which experiments a list is of."""

    ActiveOnly = "ActiveOnly"
    ArchivedOnly = "ArchivedOnly"
    All = "All"


class Experiment:
    """A named group of runs, made when the first run needs it. v1's private arguments are accepted."""

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        _skip_name_validation: bool = False,
        _id: Optional[str] = None,
        _archived_time: Any = None,
        _create_in_cloud: bool = True,
        _experiment_dto: Any = None,
        **kwargs: Any,
    ) -> None:
        from amlwidgets.sdk.workspace import Workspace

        arguments.unknown("Experiment", kwargs)
        self._workspace = arguments.instance("workspace", workspace, Workspace)
        self._name = check_name(name, "name")

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def workspace(self) -> "Workspace":
        """The workspace it belongs to."""
        return self._workspace  # type: ignore[no-any-return]

    workspace_object = workspace

    @property
    def id(self) -> str:
        """Its guid."""
        return self.workspace.backend.get_experiment(self.name, create=True).experiment_id

    @property
    def tags(self) -> Dict[str, str]:
        """Its tags."""
        return dict(self.workspace.backend.get_experiment(self.name, create=True).tags)

    @property
    def archived_time(self) -> Optional[datetime]:
        """When it was archived (or changed after that); None for one that is not."""
        record = self.workspace.backend.get_experiment(self.name, create=True)
        return datetime.fromtimestamp(record.modified, timezone.utc) if record.archived else None

    def refresh(self) -> None:
        """Nothing to do: what it says of itself is read when it is asked for."""

    # -- runs ------------------------------------------------------------------------------------------------

    def submit(self, config: Any, tags: Optional[Mapping[str, Any]] = None, **kwargs: Any) -> "Run":
        """Copy the source folder, record the run and return at once. `run_id` and `display_name` may be given.

        Raises UserErrorException for what cannot be run, ExperimentExecutionException for a target that cannot
        run it, ResourceExists for a run_id that is taken.
        """
        from amlwidgets.sdk.run import Run
        from amlwidgets.sdk.submission import submit

        run_id = kwargs.pop("run_id", None)
        name = kwargs.pop("display_name", "")
        arguments.unknown("Experiment.submit", kwargs)
        record = submit(self.workspace.backend, self.name, config, tags=tags, run_id=run_id, name=name)
        return Run.of_record(self, record)

    def start_logging(self, *args: Any, **kwargs: Any) -> "Run":
        """A run that this process performs: log to it, then `complete` it, or use it in a `with` block.

        `display_name`; `outputs`: a folder that is kept with the run when it completes; `snapshot_directory`: a
        source folder to keep a copy of, where v1 copies the current one unasked.
        """
        from amlwidgets.sdk.run import Run
        from amlwidgets.sdk.run.snapshots import SNAPSHOT, take

        if args:
            raise UserErrorException("start_logging takes keyword arguments alone.")
        name, outputs = kwargs.pop("display_name", "") or "", kwargs.pop("outputs", None)
        source = kwargs.pop("snapshot_directory", None)
        arguments.unknown("Experiment.start_logging", kwargs)
        backend = self.workspace.backend
        kept = {} if source is None else {SNAPSHOT: take(backend, source)}
        record = backend.start_interactive(self.name, name=name)
        run = Run.of_record(self, record, outputs=outputs)
        if kept:
            run.add_properties(kept)
        return run

    def get_runs(
        self, type: Optional[str] = None, tags: Any = None, properties: Any = None, include_children: bool = False
    ) -> "Iterator[Run]":
        """Its runs, newest first. `tags` and `properties`: a key, or a dict of keys and values."""
        from amlwidgets.sdk.run import Run

        return iter(Run.list(self, type, tags, properties, include_children=include_children))

    # -- experiments -----------------------------------------------------------------------------------------

    @staticmethod
    def list(
        workspace: "Workspace",
        experiment_name: Optional[str] = None,
        view_type: str = ViewType.ActiveOnly,
        tags: Any = None,
    ) -> "List[Experiment]":
        """The experiments of a workspace, newest first. `tags`: a key, or a dict of keys and values."""
        words = (ViewType.ActiveOnly, ViewType.ArchivedOnly, ViewType.All)
        view = arguments.one_of("view_type", view_type, words)
        shown = {ViewType.ActiveOnly: (False,), ViewType.ArchivedOnly: (True,), ViewType.All: (False, True)}[view]
        wanted = {tags: None} if isinstance(tags, str) else arguments.string_map("tags", tags)
        return [
            Experiment(workspace, record.name)
            for record in workspace.backend.list_experiments()
            if record.archived in shown
            and experiment_name in (None, record.name)
            and all(key in record.tags and value in (None, record.tags[key]) for key, value in wanted.items())
        ]

    def archive(self) -> None:
        """Leave it out of lists; its runs stay."""
        self._existing().update_experiment(self.name, archived=True)

    def reactivate(self, new_name: Optional[str] = None) -> None:
        """Take it back into lists. Raises UserErrorException for a new name: an experiment keeps its own."""
        if new_name not in (None, self.name):
            raise UserErrorException(f"new_name is {new_name!r}; expected None: an experiment keeps its name.")
        self._existing().update_experiment(self.name, archived=False)

    def tag(self, key: str, value: Optional[str] = None) -> None:
        """Set a tag, over what it was."""
        self.set_tags({key: value})

    def set_tags(self, tags: Mapping[str, Optional[str]]) -> None:
        """Set tags, over what they were; others stay."""
        texts = {key: value or "" for key, value in arguments.string_map("tags", tags).items()}
        self._existing().update_experiment(self.name, tags=texts)

    def remove_tags(self, tags: Union[str, Sequence[str]]) -> None:
        """Take tags away."""
        self._existing().update_experiment(self.name, remove_tags=[tags] if isinstance(tags, str) else list(tags))

    def _existing(self) -> "Backend":
        """The backend, once it has a record of this experiment."""
        self.workspace.backend.get_experiment(self.name, create=True)
        return self.workspace.backend

    @staticmethod
    def delete(workspace: "Workspace", experiment_id: str) -> None:
        """Remove the runs of an experiment with their files. Raises InvalidState while one is active."""
        from amlwidgets.resources.records import RunFilter

        backend = workspace.backend
        names = [record.name for record in backend.list_experiments() if record.experiment_id == experiment_id]
        if not names:
            raise ResourceNotFound(f"There is no experiment of id {experiment_id!r}.")
        which = RunFilter(experiment=names[0], include_children=True)
        while runs := backend.list_runs(which):
            for run in runs:
                backend.delete_run(run.run_id)

    @staticmethod
    def from_directory(path: str, auth: Any = None) -> "Experiment":
        """The experiment that a folder was attached to: its `.azureml/project.json` (or `aml_config/`) names it.

        Raises UserErrorException where there is no such file.
        """
        from amlwidgets.sdk.project_file import attached_experiment

        return attached_experiment(arguments.path("path", path), auth)

    @classmethod
    def get_docs_url(cls) -> str:
        """Where experiments are explained."""
        return EXPERIMENT_DOCS

    def get_portal_url(self) -> str:
        """Where it is shown."""
        return experiment_url(self.name)

    def __repr__(self) -> str:
        return f"Experiment(Name: {self.name},\nWorkspace: {self.workspace.name})"

    def _repr_html_(self) -> str:
        return table(
            [
                ("Name", self.name, ""),
                ("Workspace", self.workspace.name, ""),
                ("Report Page", "Link to the experiment", self.get_portal_url()),
                ("Docs Page", "Link to Documentation", EXPERIMENT_DOCS),
            ]
        )
