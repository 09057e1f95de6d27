"""The contract of a workspace. Its docstrings are the specification; tests/backend/contract.py checks them.

Every method may raise StoreException; one of a workspace that is elsewhere also ServiceUnavailable,
AuthenticationException, and NotSupported for what its service has no way to do. A name that does not exist raises
ResourceNotFound unless said otherwise.
Methods are safe to call from any thread and any process; every change is durable when the method returns.
"""

import os
from abc import ABC, abstractmethod
from functools import partial
from typing import (
    TYPE_CHECKING,
    Any,
    BinaryIO,
    ContextManager,
    Dict,
    Iterable,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
)

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import NotSupported
from amlwidgets.resources.records import (
    Changes,
    ComputeRecord,
    ComputeStatus,
    DatastoreRecord,
    ExperimentRecord,
    FileEntry,
    RunFilter,
    RunRecord,
    RunSpec,
    ScaleSettings,
    WorkspaceRecord,
)
from amlwidgets.storage.base import Moved, copy, silent
from amlwidgets.store import files

if TYPE_CHECKING:
    from amlwidgets.storage.transfers import Place
    from amlwidgets.store.metrics import MetricBatch


MetricPoint = Tuple[str, float, int, float]
"""Name, value, step and seconds since 1970 of one logged number."""

MetricEntry = Tuple[str, str, Any]
"""Name, kind (list, row, table, text, …) and value of a metric that is no number."""


class Backend(ABC):
    """One workspace."""

    # -- the workspace ---------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def workspace(self) -> WorkspaceRecord:
        """The workspace's own record, as it was when the backend was opened."""

    def update_workspace(
        self,
        *,
        friendly_name: Optional[str] = None,  # noqa: ARG002
        description: Optional[str] = None,  # noqa: ARG002
        tags: Optional[Mapping[str, str]] = None,  # noqa: ARG002
    ) -> WorkspaceRecord:
        """Change what is said of the workspace; `tags` replace all there were. Returns the new record, which
        `workspace` is from now on."""
        raise NotSupported(
            "This workspace cannot be changed from here.",
            remedy="Change it where it is, for example in Azure's portal.",
        )

    @abstractmethod
    def delete_workspace(self) -> None:
        """Cancel what runs, end the engine and remove the workspace with everything in it."""

    # -- compute targets -------------------------------------------------------------------------------------

    @abstractmethod
    def list_computes(self) -> List[ComputeStatus]:
        """All compute targets by name, `local` first."""

    @abstractmethod
    def get_compute(self, name: str) -> ComputeStatus:
        """One compute target with its nodes and queue at this moment."""

    @abstractmethod
    def put_compute(
        self, compute: ComputeRecord, credentials: Optional[Mapping[str, Any]] = None
    ) -> ComputeStatus:
        """Create or attach a compute target, or replace the settings of the one of that name; nodes follow in the
        background. `credentials`: its secrets in the shape of ARM's properties; None leaves those there are.

        Raises ValidationException for a bad name or size and ComputeTargetException for `local`, or a name that a
        target of another type has.
        """

    @abstractmethod
    def scale_compute(self, name: str, scale: ScaleSettings) -> ComputeStatus:
        """Change minimum, maximum and idle time. Raises ComputeTargetException on a cluster being deleted, and on
        what is no cluster."""

    @abstractmethod
    def power_compute(self, name: str, action: str) -> ComputeStatus:
        """`start`, `stop` or `restart` a compute instance; it gets there in the background. Stopping cancels the
        run on it; those that wait for it go on waiting. Raises ComputeTargetException on what is no instance."""

    @abstractmethod
    def list_nodes(self, name: str) -> List[Dict[str, Any]]:
        """Its nodes in ARM's words: nodeId, nodeState, runId, port, publicIpAddress, privateIpAddress."""

    @abstractmethod
    def compute_credentials(self, name: str) -> Dict[str, Any]:
        """The secrets it was attached with, as ARM's `listKeys` tells them; empty when there are none."""

    @abstractmethod
    def delete_compute(self, name: str, *, detach: bool = False) -> None:
        """Cancel its runs, let its nodes leave, and remove it. `detach` leaves what was attached as it is.

        Returns at once; it is gone when it is no longer listed.
        """

    # -- datastores ------------------------------------------------------------------------------------------

    @abstractmethod
    def list_datastores(self) -> List[DatastoreRecord]:
        """All datastores by name."""

    @abstractmethod
    def get_datastore(self, name: str) -> DatastoreRecord:
        """One datastore."""

    @abstractmethod
    def put_datastore(
        self,
        datastore: DatastoreRecord,
        secrets: Optional[Mapping[str, str]] = None,
        *,
        overwrite: bool = True,
    ) -> DatastoreRecord:
        """Register a datastore, or change it. `is_default=True` makes it the default one and no other.

        `secrets` by field (`storage/kinds.py`) replace those there are; None leaves them.

        Raises ResourceExists without `overwrite`, ValidationException for a folder that is not there.
        """

    @abstractmethod
    def datastore_secrets(self, name: str) -> Dict[str, str]:
        """Its secrets by field, as ARM's `listSecrets` tells them; empty when there are none."""

    @abstractmethod
    def check_datastore(self, name: str) -> None:
        """Whether it can be reached and read, known within 5 seconds. Raises what says why not."""

    def try_datastore(
        self, datastore: DatastoreRecord, secrets: Optional[Mapping[str, str]] = None, *, make: bool = False
    ) -> None:
        """As `check_datastore`, of one that is not registered; nothing is kept. Without `secrets` those are used
        that are kept under its name. `make` makes its container first, if there is none.
        """
        from amlwidgets.storage import credentials
        from amlwidgets.storage.opening import check

        if secrets is None:
            secrets = self.datastore_secrets(datastore.name) if datastore.secret_fields else {}
        check(datastore, credentials.resolved(datastore.name, secrets), make=make)

    @abstractmethod
    def delete_datastore(self, name: str) -> None:
        """Unregister; the data stays.

        Raises InvalidState for the two a workspace begins with and for the default.
        """

    @abstractmethod
    def list_files(self, datastore: str, path: str = "") -> List[FileEntry]:
        """One folder of a datastore: folders first, then files, by name; paths relative to the datastore."""

    @abstractmethod
    def walk_files(self, datastore: str, path: str = "") -> Iterable[FileEntry]:
        """All files below a path (or the one file it names), any depth, sorted by path."""

    @abstractmethod
    def open_file(self, datastore: str, path: str) -> BinaryIO:
        """A file of a datastore, open for reading."""

    @abstractmethod
    def write_file(self, datastore: str, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """A file to write into; it appears whole under its name when the block ends without an exception.

        Raises ResourceExists without `overwrite`.
        """

    def upload_file(
        self, datastore: str, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent
    ) -> None:
        """A file of this machine into a datastore, whole or not at all; `moved` hears of its bytes as they go.

        Raises ResourceExists without `overwrite`.
        """
        with open(source, "rb") as file, self.write_file(datastore, path, overwrite=overwrite) as sink:
            copy(file, sink, moved)

    def download_file(self, datastore: str, path: str, target: str, *, moved: Moved = silent) -> None:
        """A file of a datastore to this machine, whole or not at all; one that is there is replaced."""
        with self.open_file(datastore, path) as source, files.replaced(os.path.abspath(target)) as sink:
            copy(source, sink, moved)

    def place(self, datastore: str) -> "Place":
        """A datastore for the transfer of many files: its record and secrets are looked up once for all."""
        from amlwidgets.storage.transfers import Place

        return Place(
            partial(self.walk_files, datastore),
            partial(self.upload_file, datastore),
            partial(self.download_file, datastore),
        )

    @abstractmethod
    def delete_file(self, datastore: str, path: str) -> None:
        """Remove a file, or a folder with all in it."""

    # -- assets ----------------------------------------------------------------------------------------------

    @abstractmethod
    def list_assets(self, kind: str, name: Optional[str] = None) -> List[AssetRecord]:
        """All versions of all assets of a kind (`environments`, `models`, …), or of one name, newest first."""

    def newest_assets(self, kind: str) -> List[Tuple[AssetRecord, int]]:
        """Each name of a kind in its newest version, by name, and how many versions it has; 0 where nobody counts.

        What is archived, or belongs to one run alone, is left out. A workspace elsewhere may leave out of the
        properties what its lists do not tell.
        """
        from amlwidgets.engine.inputs.assets import newest_of_each

        return newest_of_each(self.list_assets(kind))

    @abstractmethod
    def get_asset(self, kind: str, name: str, version: str = "") -> AssetRecord:
        """One version of an asset; kinds without versions have ""."""

    @abstractmethod
    def put_asset(
        self, asset: AssetRecord, *, if_match: Optional[str] = None, overwrite: bool = True
    ) -> AssetRecord:
        """Register a version, or replace it.

        Raises ValidationException for a bad name, PreconditionFailed when `if_match` is not its present ETag, and
        ResourceExists without `overwrite`: of several that register the same version at once, one does.
        """

    @abstractmethod
    def delete_asset(self, kind: str, name: str, version: str = "") -> None:
        """Remove one version."""

    # -- experiments -----------------------------------------------------------------------------------------

    @abstractmethod
    def list_experiments(self) -> List[ExperimentRecord]:
        """All experiments, newest first."""

    @abstractmethod
    def get_experiment(self, name: str, *, create: bool = False) -> ExperimentRecord:
        """One experiment; `create` makes it when it is missing."""

    @abstractmethod
    def update_experiment(
        self,
        name: str,
        *,
        archived: Optional[bool] = None,
        tags: Optional[Mapping[str, str]] = None,
        remove_tags: Sequence[str] = (),
    ) -> ExperimentRecord:
        """Archive an experiment or take it back; set and remove tags."""

    # -- runs ------------------------------------------------------------------------------------------------

    @abstractmethod
    def take_snapshot(self, source_directory: str) -> str:
        """Copy a source folder, less what .amlignore (or .gitignore) names, into the workspace; returns its id.

        Unchanged files cost a stat. The same content gives the same id.
        """

    @abstractmethod
    def submit(
        self,
        experiment: str,
        spec: RunSpec,
        *,
        run_id: Optional[str] = None,
        name: str = "",
        parent: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        properties: Optional[Mapping[str, str]] = None,
    ) -> RunRecord:
        """Record a run and have it started; returns at once with state Starting or NotStarted.

        Raises ExperimentExecutionException when the target does not exist or cannot hold it (more nodes than
        the cluster's maximum), ResourceExists for a run_id that is taken.
        """

    @abstractmethod
    def start_interactive(
        self,
        experiment: str,
        *,
        name: str = "",
        parent: Optional[str] = None,
        run_id: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        owned: bool = True,
        started: Optional[float] = None,
    ) -> RunRecord:
        """Record a run that this process itself performs (`start_logging`, `child_run`): state Running at once.

        It ends by `end_run`. One whose process vanished without that ends as Failed; one that is not `owned` is
        performed by somebody out of sight and lasts until it is ended. `started` is when, if not now.
        """

    @abstractmethod
    def end_run(
        self, run_id: str, state: str, error: Optional[Mapping[str, str]] = None, *, ended: Optional[float] = None
    ) -> RunRecord:
        """End an interactive run as Completed, Failed or Canceled. A run that has ended stays as it is.

        `ended` is when, if not now. A submitted run ends when its processes do: then as Failed with this error,
        if that was said first, whatever their exit codes; Canceled asks for its end as `cancel` does; whether it
        is Completed is for its exit codes to say.
        """

    @abstractmethod
    def resubmit(self, run_id: str) -> RunRecord:
        """Submit a run's spec again, same snapshot, under a new id."""

    @abstractmethod
    def get_run(self, run_id: str) -> RunRecord:
        """One run."""

    @abstractmethod
    def list_runs(self, which: RunFilter = RunFilter(), *, top: int = 100, skip: int = 0) -> List[RunRecord]:
        """Runs, newest first: `top` of them after leaving out `skip`."""

    @abstractmethod
    def count_runs(self) -> Dict[str, int]:
        """How many runs are in each state; states without runs are left out."""

    @abstractmethod
    def cancel(self, run_id: str) -> RunRecord:
        """Ask a run to end. It ends as Canceled, with all its processes; one that has ended stays as it is."""

    @abstractmethod
    def delete_run(self, run_id: str) -> None:
        """Remove a run and its files. Raises InvalidState while it is active."""

    @abstractmethod
    def update_run(
        self,
        run_id: str,
        *,
        name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Optional[str]]] = None,
        remove_tags: Sequence[str] = (),
        properties: Optional[Mapping[str, str]] = None,
        parameters: Optional[Mapping[str, str]] = None,
        archived: Optional[bool] = None,
    ) -> RunRecord:
        """Set a display name, description, tags (set again overwrites), add properties or parameters; archive.

        Raises UserErrorException for a property or parameter that exists with another value: they never change.
        """

    @abstractmethod
    def wait_for_run(self, run_id: str, timeout: Optional[float] = None) -> RunRecord:
        """Block until the run has ended or `timeout` seconds have passed; returns it as it is then."""

    # -- what runs leave -------------------------------------------------------------------------------------

    @abstractmethod
    def list_run_files(self, run_id: str, prefix: str = "") -> List[FileEntry]:
        """Logs and outputs of a run, sorted by path: user_logs/, system_logs/, logs/, outputs/.

        The folder it ran in is listed with a prefix that begins with `snapshot/` alone.
        """

    @abstractmethod
    def open_run_file(self, run_id: str, path: str) -> BinaryIO:
        """A log, output or snapshot file (`snapshot/...`), open for reading."""

    @abstractmethod
    def write_run_file(self, run_id: str, path: str) -> ContextManager[BinaryIO]:
        """A file to write below outputs/ or logs/ (any other name goes where v1's upload puts it: as given)."""

    @abstractmethod
    def metric_folder(self, run_id: str) -> Optional[str]:
        """The folder of the run's metric log when it is on this machine, else None."""

    @abstractmethod
    def read_metrics(self, run_id: str) -> "MetricBatch":
        """Everything the run has logged so far: numbers by name, and what is no number by time."""

    @abstractmethod
    def log_metrics(self, run_id: str, points: Iterable[MetricPoint], records: Iterable[MetricEntry] = ()) -> None:
        """Log numbers, and what is no number, on behalf of a run; a run that has ended takes them too.

        What a job logs goes into its metric folder instead, at a microsecond a number.
        """

    # -- change ----------------------------------------------------------------------------------------------

    @abstractmethod
    def changes(self, cursor: Optional[int], *, top: int = 100) -> Tuple[bool, Changes]:
        """What changed after `cursor`.

        (True, everything with the newest `top` runs) when it is None, of another store, or more than `top` runs
        changed since: then nobody can tell which of them were left out. Datasets are told by name, and never with
        everything.
        """

    @abstractmethod
    def run_folder(self, run_id: str) -> Optional[str]:
        """The run's folder when it is on this machine, else None."""

    @abstractmethod
    def change_file(self) -> Optional[str]:
        """A file that is touched after every committed change of a record, for inotify, or None."""

    @abstractmethod
    def change_mark(self) -> Any:
        """A value that differs after a change by anyone else.

        Asking costs microseconds, and a request where the workspace is elsewhere.
        """

    @abstractmethod
    def vm_sizes(self) -> List[Dict[str, Any]]:
        """The VM sizes a cluster can be made of: name, vCPUs, memoryGB, gpus, lowPriorityCapable."""
