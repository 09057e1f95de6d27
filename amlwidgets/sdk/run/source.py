"""The source folder of a run: the copy that was taken, given back, cleared away."""

from typing import TYPE_CHECKING, Any, List, Optional

from amlwidgets.sdk.run.files import RunFiles

if TYPE_CHECKING:
    from amlwidgets.resources.records import RunSpec
    from amlwidgets.sdk.environment import Environment


class RunSource(RunFiles):
    """What a run was made of."""

    def get_environment(self) -> "Environment":
        """The environment as it was asked for; `get_details()["environment"]` says what was used."""
        from amlwidgets.sdk.environment import Environment

        return Environment.from_json(self._spec_with_secrets().environment)

    def _spec_with_secrets(self) -> "RunSpec":
        """What was submitted; of a workspace elsewhere what it tells."""
        from amlwidgets.backend.embedded.run_secrets import spec_with_secrets
        from amlwidgets.store.layout import Layout

        record, folder = self._record(), self._backend.workspace.folder
        return spec_with_secrets(Layout(folder), record) if folder else record.spec

    def get_snapshot_id(self) -> Optional[str]:
        """The id of the copy of its source folder, or of the first that `take_snapshot` made; None without one."""
        from amlwidgets.sdk.run.snapshots import SNAPSHOT

        record = self._record()
        return record.spec.snapshot or record.properties.get(SNAPSHOT)

    def take_snapshot(self, file_or_folder_path: Any) -> str:
        """Keep a copy of a file or folder with the run; returns its id, for `restore_snapshot`.

        Raises UserErrorException for a path that is not there.
        """
        from amlwidgets.sdk.run.snapshots import SNAPSHOT, take

        snapshot = take(self._backend, file_or_folder_path)
        if self.get_snapshot_id() is None:
            self._backend.update_run(self._id, properties={SNAPSHOT: snapshot})
        return snapshot

    def restore_snapshot(self, snapshot_id: Optional[str] = None, path: Any = None) -> str:
        """Write the copy of its source folder as a zip file into a folder (the current one); returns its path.

        Raises UserErrorException when it has none.
        """
        from amlwidgets.sdk.run.snapshots import restore

        return restore(self._backend, self._id, snapshot_id or self.get_snapshot_id(), path)

    def clean(self) -> List[str]:
        """Remove the folder that a run on this machine ran in; returns the files that were there.

        Logs, outputs and the snapshot stay. Raises InvalidState while the run is active.
        """
        from amlwidgets.sdk.run.snapshots import clean

        return clean(self._backend, self._record())
