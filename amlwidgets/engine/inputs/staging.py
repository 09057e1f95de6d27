"""Before a run: its inputs become folders, its outputs places to write to."""

import os
import shutil
from typing import Any, BinaryIO, Dict, Iterable, Mapping, Optional

from amlwidgets.engine.inputs.definition import files_of
from amlwidgets.engine.inputs.files import Places
from amlwidgets.engine.inputs.recorded import data_of, views_folder, write_paths
from amlwidgets.engine.inputs.views import make_copy, make_view, make_writable
from amlwidgets.resources.errors import AzureMLException, RunConfigurationException
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry, RunRecord
from amlwidgets.store import files
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout, RunFolder


class StorePlaces(Places):
    """The datastores of the workspace that an engine serves."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._roots: Dict[str, Optional[str]] = {}
        self.workspace_folder = database.layout.root

    def root(self, datastore: str) -> Optional[str]:
        """See Places."""
        if datastore not in self._roots:
            path = self._database.resources.get("datastore", datastore)["path"]
            self._roots[datastore] = str(path) if os.path.isabs(path) else None
        return self._roots[datastore]

    def walk(self, datastore: str, path: str) -> Iterable[FileEntry]:
        """See Places."""
        return files.walk(self._folder(datastore), path)

    def open(self, datastore: str, path: str) -> BinaryIO:
        """See Places."""
        return files.open_read(self._folder(datastore), path)

    def _folder(self, datastore: str) -> str:
        root = self.root(datastore)
        if root is None:
            raise RunConfigurationException(f"The datastore {datastore!r} is not on this machine.")
        return root


def stage(layout: Layout, run: RunRecord) -> None:
    """Make the folders of a run's data; half made ones are made again. Raises AzureMLException and OSError."""
    folder = layout.run(run.run_id)
    clear(folder)
    database = Database(layout, nudges=False)
    try:
        places = StorePlaces(database)
        paths: Dict[str, str] = {}
        for name, given in data_of(run.spec, "inputs").items():
            if given["mode"] != "direct":
                paths[f"inputs.{name}"] = _input(folder, name, given, places)
        for name, given in data_of(run.spec, "outputs").items():
            paths[f"outputs.{name}"] = _output(folder, run, name, given, places)
    finally:
        database.close()
    write_paths(folder, paths)


def clear(folder: RunFolder) -> None:
    """Remove the folders of a run's data; the data itself stays where it is."""
    views = views_folder(folder)
    make_writable(views)
    shutil.rmtree(views, ignore_errors=True)


def _input(folder: RunFolder, name: str, given: Mapping[str, Any], places: Places) -> str:
    target = os.path.join(views_folder(folder), "inputs", name)
    try:
        found = files_of(given["definition"], places)
        (make_copy if given["mode"] == "download" else make_view)(found, target, places)
    except AzureMLException as error:
        raise RunConfigurationException(
            f"The input {name!r} cannot be prepared. {error.message}", error, remedy=error.remedy
        ) from error
    if given["definition"].get("is_file") and len(found) == 1:
        target = os.path.join(target, found[0].shown.lstrip("/"))
    wanted = given.get("pathOnCompute")
    return _linked(folder, str(wanted), target) if wanted else target


def _linked(folder: RunFolder, wanted: str, target: str) -> str:
    """The path that was asked for, as a link; nothing that is there is replaced but another such link."""
    link = os.path.normpath(os.path.join(folder.snapshot, wanted))
    if os.path.islink(link):
        os.unlink(link)
    elif os.path.isdir(link) and not os.listdir(link):
        os.rmdir(link)
    elif os.path.lexists(link):
        raise RunConfigurationException(
            f"path_on_compute is {wanted!r}, where something is already.", remedy="Give a path that is not there."
        )
    os.makedirs(os.path.dirname(link), exist_ok=True)
    os.symlink(target, link)
    return link


def _output(folder: RunFolder, run: RunRecord, name: str, given: Mapping[str, Any], places: Places) -> str:
    if given.get("source"):
        path = os.path.join(folder.snapshot, check_relative(given["source"]))
    elif given["mode"] == "mount":
        path = destination(run, name, given, places)
    else:
        path = os.path.join(views_folder(folder), "outputs", name)
    os.makedirs(path, exist_ok=True)
    return path


def output_path(run: RunRecord, name: str, given: Mapping[str, Any]) -> str:
    """The path in its datastore, with the run's id and the output's name filled in."""
    return str(given["path"]).replace("{run-id}", run.run_id).replace("{output-name}", name)


def destination(run: RunRecord, name: str, given: Mapping[str, Any], places: Places) -> str:
    """The folder of an output in its datastore."""
    root = places.root(given["datastore"])
    if root is None:
        raise RunConfigurationException(f"The datastore {given['datastore']!r} is not on this machine.")
    return files.inside(root, output_path(run, name, given))
