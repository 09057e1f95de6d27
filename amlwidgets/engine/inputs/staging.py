"""Before a run: its inputs become folders, its outputs places to write to."""

import os
import shutil
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from amlwidgets.engine.inputs.definition import files_of
from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.engine.inputs.moving import Mover
from amlwidgets.engine.inputs.placing import place_link, remove_links
from amlwidgets.engine.inputs.recorded import (
    REFERENCE,
    data_of,
    read_paths,
    read_there,
    views_folder,
    write_paths,
    write_there,
)
from amlwidgets.engine.inputs.views import make_copy, make_view, make_writable
from amlwidgets.resources.errors import AzureMLException, RunConfigurationException, TransferCanceled
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry, RunRecord, record
from amlwidgets.storage import Moved, Storage, credentials, open_storage
from amlwidgets.storage.cache import identity
from amlwidgets.store import files
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout, RunFolder
from amlwidgets.store.secrets import SecretStore

There = Dict[str, Dict[str, str]]
"""What has to be made on another machine alone, as `write_there` keeps it."""


class StorePlaces(Places):
    """The datastores of the workspace that an engine serves."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._opened: Dict[str, Tuple[DatastoreRecord, Storage]] = {}
        self.workspace_folder = database.layout.root

    def root(self, datastore: str) -> Optional[str]:
        """See Places."""
        return self._of(datastore)[1].local_root() or None

    def walk(self, datastore: str, path: str) -> Iterable[FileEntry]:
        """See Places."""
        return self.storage(datastore).walk(path)

    def identity(self, datastore: str) -> str:
        """See Places."""
        return identity(self._of(datastore)[0])

    def download(self, datastore: str, path: str, target: str, moved: Moved) -> None:
        """See Places."""
        self.storage(datastore).download(path, target, moved=moved)

    def storage(self, datastore: str) -> Storage:
        """The files of a datastore. Raises ResourceNotFound, NotSupported, StoreException."""
        return self._of(datastore)[1]

    def _of(self, datastore: str) -> Tuple[DatastoreRecord, Storage]:
        if datastore not in self._opened:
            found = record(DatastoreRecord, self._database.resources.get("datastore", datastore))
            secrets = {} if found.path else credentials.read(SecretStore(self._database.layout), datastore)
            self._opened[datastore] = found, open_storage(found, secrets)
        return self._opened[datastore]


def stage(layout: Layout, run: RunRecord, mover: Mover, *, leaves: bool = False) -> None:
    """Make the folders of a run's data; half made ones are made again. A run that `leaves` goes to another machine
    with its data. Raises AzureMLException and OSError.
    """
    folder = layout.run(run.run_id)
    clear(folder)
    database = Database(layout, nudges=False)
    try:
        places = StorePlaces(database)
        there: Optional[There] = {} if leaves else None
        paths: Dict[str, str] = {}
        for name, given in data_of(run.spec, "inputs").items():
            if given["mode"] != "direct":
                made = _input(folder, name, given, places, mover)
                paths[f"inputs.{name}"] = _wanted(folder, f"inputs.{name}", given, made, there)
        for name, given in data_of(run.spec, "outputs").items():
            if given["mode"] != "direct":
                paths[f"outputs.{name}"] = _output(folder, run, name, given, places, there)
    finally:
        database.close()
    write_paths(folder, paths)
    write_there(folder, there or {})


def clear(folder: RunFolder) -> None:
    """Remove the folders of a run's data, and what leads to them; the data itself stays where it is."""
    unplace(folder)
    views = views_folder(folder)
    make_writable(views)
    shutil.rmtree(views, ignore_errors=True)


def unplace(folder: RunFolder) -> None:
    """Remove the paths outside the run's folder that lead to its data."""
    remove_links(_record(folder))


def _record(folder: RunFolder) -> str:
    return os.path.join(folder.launcher, "links.jsonl")


def _input(folder: RunFolder, name: str, given: Mapping[str, Any], places: Places, mover: Mover) -> str:
    target = os.path.join(views_folder(folder), "inputs", name)
    try:
        found = mover.wait_for(lambda: files_of(given["definition"], places))
        (make_copy if given["mode"] == "download" else make_view)(found, target, places, mover)
    except TransferCanceled:
        raise
    except AzureMLException as error:
        raise RunConfigurationException(
            f"The input {name!r} cannot be prepared. {error.message}", error, remedy=error.remedy
        ) from error
    if len(found) == 1 and (given["definition"].get("is_file") or _is_named(given, found[0])):
        target = os.path.join(target, found[0].shown.lstrip("/"))
    return target


def _is_named(given: Mapping[str, Any], file: SourceFile) -> bool:
    """Whether a data reference means this very file; a dataset's path may be a folder with one."""
    return bool(given.get(REFERENCE)) and str(file.source["path"]).strip("/") == file.full


def _wanted(folder: RunFolder, key: str, given: Mapping[str, Any], target: str, there: Optional[There]) -> str:
    """The path that was asked for, as a link to where the data is; else that place itself."""
    wanted = given.get("pathOnCompute")
    if not wanted:
        return target
    link = os.path.normpath(os.path.join(folder.snapshot, str(wanted)))
    if link.startswith(f"{folder.root}/"):
        _link_within(link, str(wanted), target)
    elif there is None:
        place_link(_record(folder), link, target)
    elif os.path.isabs(str(wanted)):
        there[key] = {"link": link, "target": target}
    else:
        raise RunConfigurationException(
            f"path_on_compute is {wanted!r}, which leads out of the run's folder.",
            remedy="Give a path below the folder that the script runs in, or an absolute one.",
        )
    return link


def _link_within(link: str, wanted: str, target: str) -> None:
    """In the run's own folder, with which it goes to another machine; nothing but other links is replaced."""
    if os.path.islink(link):
        os.unlink(link)
    elif os.path.isdir(link) and not os.listdir(link):
        os.rmdir(link)
    elif os.path.lexists(link):
        raise RunConfigurationException(
            f"path_on_compute is {wanted!r}, where something is already.", remedy="Give a path that is not there."
        )
    os.makedirs(os.path.dirname(link), exist_ok=True)
    os.symlink(os.path.relpath(target, os.path.dirname(link)), link)


def _output(
    folder: RunFolder,
    run: RunRecord,
    name: str,
    given: Mapping[str, Any],
    places: StorePlaces,
    there: Optional[There],
) -> str:
    """The path that the script writes to: a folder, or the file of one that is a single file."""
    path, key = own_folder(folder, name), f"outputs.{name}"
    if given.get("source") and there is not None:
        given = {**given, "pathOnCompute": check_relative(given["source"])}
    elif given.get("source"):
        path = os.path.join(folder.snapshot, check_relative(given["source"]))
    elif given["mode"] == "mount" and there is None:
        path = destination(run, name, given, places) or path
    os.makedirs(path, exist_ok=True)
    return os.path.join(_wanted(folder, key, given, path, there), given.get("file") or "").rstrip("/")


def own_folder(folder: RunFolder, name: str) -> str:
    """Where an output is written that is brought to its place afterwards."""
    return os.path.join(views_folder(folder), "outputs", name)


def written_folder(folder: RunFolder, name: str, given: Mapping[str, Any]) -> str:
    """Where on this machine a run has written an output, wherever it ran."""
    there = read_there(folder).get(f"outputs.{name}")
    path = read_paths(folder)[f"outputs.{name}"]
    return there["target"] if there else os.path.dirname(path) if given.get("file") else path


def output_path(run: RunRecord, name: str, given: Mapping[str, Any]) -> str:
    """The path in its datastore, with the run's id and the output's name filled in."""
    return str(given["path"]).replace("{run-id}", run.run_id).replace("{output-name}", name)


def destination(run: RunRecord, name: str, given: Mapping[str, Any], places: StorePlaces) -> Optional[str]:
    """The folder of an output on this machine, in a datastore or outside of any; None for one elsewhere."""
    if not given["datastore"]:
        return str(given["path"])
    root = places.root(given["datastore"])
    return None if root is None else files.inside(root, output_path(run, name, given))
