"""Logs, outputs and metrics of the runs of an embedded workspace: files in the run's folder."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, ContextManager, Iterable, List, Optional

from amlwidgets.backend.base import MetricEntry, MetricPoint
from amlwidgets.backend.embedded.part import Part
from amlwidgets.resources.errors import PathNotAllowed
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry
from amlwidgets.store import files
from amlwidgets.store.layout import SHOWN_FOLDERS

if TYPE_CHECKING:
    from amlwidgets.store.metrics import MetricBatch
    from amlwidgets.store.metrics.open_logs import OpenLogs

_SOURCE = "snapshot/"
_OURS = ("metrics", "launcher")
"""Folders of a run that are the product's own: no file name of a user reaches them."""


class RunFiles(Part):
    """See the contract for what each method does."""

    def list_run_files(self, run_id: str, prefix: str = "") -> List[FileEntry]:
        """See the contract."""
        root = self._run_root(run_id)
        hidden = _OURS if prefix.startswith(_SOURCE) else (*_OURS, "snapshot")
        shown = set(SHOWN_FOLDERS) | {name for name in _names(root) if name not in hidden}
        found = [entry for name in sorted(shown) for entry in files.walk(root, name)]
        return sorted((e for e in found if e.path.startswith(prefix)), key=lambda entry: entry.path)

    def open_run_file(self, run_id: str, path: str) -> BinaryIO:
        """See the contract."""
        return files.open_read(self._run_root(run_id), _user_path(path))

    def write_run_file(self, run_id: str, path: str) -> ContextManager[BinaryIO]:
        """See the contract."""
        return files.write_whole(self._run_root(run_id), _user_path(path))

    def metric_folder(self, run_id: str) -> Optional[str]:
        """See the contract."""
        return self._layout.run(self._database.runs.get(run_id).run_id).metrics

    def read_metrics(self, run_id: str) -> "MetricBatch":
        """See the contract."""
        from amlwidgets.store.metrics import MetricReader

        return MetricReader(self._layout.run(self._database.runs.get(run_id).run_id).metrics).points()

    def log_metrics(self, run_id: str, points: Iterable[MetricPoint], records: Iterable[MetricEntry] = ()) -> None:
        """See the contract."""
        self._logs.log(self._layout.run(self._database.runs.get(run_id).run_id).metrics, points, records)

    @cached_property
    def _logs(self) -> "OpenLogs":
        from amlwidgets.store.metrics.open_logs import OpenLogs

        return OpenLogs()

    def _run_root(self, run_id: str) -> str:
        return self._layout.run(self._database.runs.get(run_id).run_id).root


def _names(root: str) -> List[str]:
    try:
        return os.listdir(root)
    except FileNotFoundError:
        return []


def _user_path(path: str) -> str:
    relative = check_relative(path)
    if relative.split("/")[0] in _OURS:
        raise PathNotAllowed(f"{path!r} is not a file of the run.")
    return relative
