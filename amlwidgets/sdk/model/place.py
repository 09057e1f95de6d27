"""Where a model's files are: below a path of a datastore, or among the files of the run that made it."""

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, List, Optional, Tuple

from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

_WORKSPACE = r"(?:subscriptions/[^/]+/resource[gG]roups/[^/]+/(?:providers/[^/]+/)?workspaces/[^/]+/)?"
_DATASTORE = re.compile(rf"(?:azureml:)?azureml:/{{1,2}}{_WORKSPACE}datastores/([^/]+)/paths/(.*)\Z")
_RUN = re.compile(rf"(?:azureml:/{{1,2}}{_WORKSPACE}jobs/([^/]+)/outputs/artifacts/paths/|runs:/([^/]+)/)(.*)\Z")

_ARTIFACTS = "workspaceartifactstore"
_ARTIFACT = re.compile(r"ExperimentRun/dcid\.([^/]+)/(.*)\Z")


@dataclass(frozen=True)
class Place:
    """A file or a folder: `path` of a datastore, or of a run's files where `run_id` is given."""

    path: str
    datastore: str = ""
    run_id: str = ""

    @property
    def uri(self) -> str:
        """As an asset's record names it."""
        if self.run_id:
            return f"azureml://jobs/{self.run_id}/outputs/artifacts/paths/{self.path}"
        return f"azureml://datastores/{self.datastore}/paths/{self.path}"

    @property
    def name(self) -> str:
        """What the file or folder is called."""
        return os.path.basename(self.path)

    def files(self, backend: "Backend") -> List[Tuple[FileEntry, str]]:
        """Its files, sorted, each with its path from the folder that holds the place: `<name>/<below>`."""
        above = len(self.path) - len(self.name)
        return [(entry, entry.path[above:]) for entry in self._entries(backend) if self._holds(entry.path)]

    def _entries(self, backend: "Backend") -> List[FileEntry]:
        if self.run_id:
            return backend.list_run_files(self.run_id, self.path)
        return list(backend.walk_files(self.datastore, self.path))

    def _holds(self, path: str) -> bool:
        return not self.path or path == self.path or path.startswith(self.path + "/")

    def open(self, backend: "Backend", path: str) -> BinaryIO:
        """One of its files, for reading."""
        if self.run_id:
            return backend.open_run_file(self.run_id, path)
        return backend.open_file(self.datastore, path)


def place_of(uri: str) -> Optional[Place]:
    """Of a record's URI; None for one that is neither a datastore's nor a run's."""
    stored = _DATASTORE.match(uri)
    if stored is not None:
        return _stored(stored.group(1), check_relative(stored.group(2)))
    made = _RUN.match(uri)
    if made is not None:
        return Place(check_relative(made.group(3)), run_id=made.group(1) or made.group(2))
    return None


def _stored(datastore: str, path: str) -> Place:
    """Azure ML's own store of all runs' files is read by run: here there is no such datastore."""
    of_run = _ARTIFACT.match(path) if datastore == _ARTIFACTS else None
    return Place(of_run.group(2), run_id=of_run.group(1)) if of_run else Place(path, datastore=datastore)
