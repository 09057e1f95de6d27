"""The embedded backend: the contract over a workspace's folder, one part of it a module."""

import os
from typing import Any, Dict, List, Mapping, Optional, Tuple

from amlwidgets.backend.embedded.assets import Assets
from amlwidgets.backend.embedded.computes import Computes
from amlwidgets.backend.embedded.datastores import Datastores
from amlwidgets.backend.embedded.run_files import RunFiles
from amlwidgets.backend.embedded.runs import Runs
from amlwidgets.resources.errors import InvalidState
from amlwidgets.resources.records import Changes, DatastoreRecord, RunRecord, WorkspaceRecord, record
from amlwidgets.storage import OpenStorages
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout


class EmbeddedBackend(Assets, Computes, Datastores, Runs, RunFiles):
    """A workspace in a folder. Opening costs nothing; the engine starts with the first run."""

    def __init__(self, workspace: WorkspaceRecord) -> None:
        self._workspace = workspace
        self._layout = Layout(workspace.folder)
        self._database = Database(self._layout)
        self._storages = OpenStorages()

    def __repr__(self) -> str:
        return f"EmbeddedBackend({self._workspace.folder!r})"

    @property
    def workspace(self) -> WorkspaceRecord:
        """See the contract."""
        return self._workspace

    def close(self) -> None:
        """Close the database; the next call opens it again."""
        self._database.close()

    def update_workspace(
        self,
        *,
        friendly_name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
    ) -> WorkspaceRecord:
        """See the contract."""
        given = {"friendly_name": friendly_name, "description": description, "tags": tags and dict(tags)}
        changed = {name: value for name, value in given.items() if value is not None}
        with self._database.write():
            kept = {**self._database.resources.get("workspace", "self"), **changed}
            self._database.resources.put("workspace", "self", kept)
        self._workspace = record(WorkspaceRecord, {**kept, "folder": self._workspace.folder})
        return self._workspace

    def delete_workspace(self) -> None:
        """See the contract. Runs that do not end within 30 s are an InvalidState, and nothing is removed."""
        import shutil

        for run in self._database.runs.active():
            self.cancel(run.run_id)
        for run in self._database.runs.active():
            if not self.wait_for_run(run.run_id, timeout=30.0).state.ended:
                raise InvalidState(
                    f"The run {run.run_id!r} does not end.", remedy="See aml doctor, then delete again."
                )
        self._stop_engine()
        self._logs.close(self._layout.root)
        self._database.close()
        shutil.rmtree(self._layout.root)

    def changes(self, cursor: Optional[int], *, top: int = 100) -> Tuple[bool, Changes]:
        """See the contract."""
        with self._database.snapshot():
            now = self._database.sequence()
            if cursor == now:
                return False, Changes(cursor=now)
            # A cursor beyond our own is from a workspace that was removed and made again.
            changed = None if cursor is None or cursor > now else self._database.runs.changed(cursor, top + 1)
            if changed is None or len(changed) > top:
                return True, self._changes(now, -1, self.list_runs(top=top))
            return False, self._changes(now, cursor or 0, changed)

    def _changes(self, now: int, after: int, runs: List[RunRecord]) -> Changes:
        stores = self._database.resources.list("datastore", after)
        return Changes(
            cursor=now,
            computes=tuple(self._computes_after(after)),
            datastores=tuple(record(DatastoreRecord, row) for row in stores),
            runs=tuple(runs),
            datasets=self._datasets_after(after),
            removed=tuple(self._database.resources.removed(after)) if after >= 0 else (),
        )

    def _datasets_after(self, after: int) -> Tuple[str, ...]:
        from amlwidgets.engine.inputs.assets import KIND

        rows = self._database.resources.changed(KIND, after) if after >= 0 else []
        return tuple(sorted({row.rpartition(":")[0] for row in rows}))

    def change_file(self) -> Optional[str]:
        """See the contract."""
        return self._layout.changed

    def change_mark(self) -> Any:
        """See the contract."""
        return self._database.version()

    def vm_sizes(self) -> List[Dict[str, Any]]:
        """See the contract."""
        from amlwidgets.resources.vm_sizes import VM_SIZES

        return [dict(size) for size in VM_SIZES]

    def _stop_engine(self) -> None:
        from amlwidgets.engine.start import stop_engine

        stop_engine(self._layout)

    def run_folder(self, run_id: str) -> Optional[str]:
        """See the contract."""
        folder = self._layout.run(self._database.runs.get(run_id).run_id).root
        return folder if os.path.isdir(folder) else None
