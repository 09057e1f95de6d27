"""The data of a job: what is here stands in its command, what is elsewhere is moved by the engine."""

import os
import re
import shlex
from functools import cached_property
from typing import Any, Dict, Optional

from amlwidgets.backend import Backend
from amlwidgets.backend.over_ssh import is_over_ssh
from amlwidgets.engine.inputs.assets import ID, file_definition, stable_id
from amlwidgets.engine.inputs.keeping import DIRECT_MODE
from amlwidgets.engine.inputs.recorded import DATA
from amlwidgets.engine.inputs.sealing import is_signed
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.job_command import FILE_TYPE
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.service.data_places import definition_of, local_path, place_of, registered
from amlwidgets.service.job_names import name_asked

_NAME = re.compile(r"[A-Za-z_]\w{0,254}\Z", re.ASCII)
_DOWNLOADS = ("download", "evaldownload")


class JobData:
    """The data of one job. Each method gives the text that stands for an input or output in the command."""

    def __init__(self, backend: Backend, target: str) -> None:
        self._backend = backend
        self._target = target
        self._recorded: Dict[str, Dict[str, Any]] = {"inputs": {}, "outputs": {}}

    @cached_property
    def _leaves(self) -> bool:
        """Whether the job goes to a machine that has none of what is here."""
        return is_over_ssh(self._backend, self._target)

    def input(self, name: str, given: Fields) -> str:
        """A path of this machine, or an expression that the engine replaces when the data has been brought.

        Raises UserErrorException for data that is not known, ValidationException for a name that is none.
        """
        uri, mode = given.text("uri"), given.text("mode", "").lower()
        path = local_path(self._backend, uri)
        if path is not None and not self._leaves:
            return shlex.quote(path)
        if path is None and mode == DIRECT_MODE:
            return shlex.quote(uri)
        if not _NAME.match(name):
            raise refuse("inputs", name, "a name of letters, digits and '_'")
        is_file = os.path.isfile(path) if path else given.text("jobInputType").lower() == FILE_TYPE
        definition = definition_of(self._backend, uri, is_file=is_file)
        if any(is_signed(source) for source in definition["sources"]):
            raise _signed(name)
        self._recorded["inputs"][name] = {
            **self._known(uri),
            # What is read directly is refused by the engine: the other machine has no such path.
            "mode": DIRECT_MODE if mode == DIRECT_MODE else "download" if mode in _DOWNLOADS else "mount",
            "pathOnCompute": None,
            "definition": definition,
        }
        return shlex.quote(uri) if mode == DIRECT_MODE else f"${{{{inputs.{name}}}}}"

    def _known(self, uri: str) -> Dict[str, Any]:
        """How the data is registered, for who looks up what a run has read."""
        asset = registered(self._backend, uri)
        if asset is None:
            return {"id": stable_id(uri), "name": None, "version": None}
        kept = asset.properties.get("properties") or {}
        return {"id": kept.get(ID) or stable_id(uri), "name": asset.name, "version": asset.version}

    def output(self, name: str, uri: str, given: Fields) -> str:
        """A path of this machine, whose folder is made, or an expression that the engine replaces: what is written
        there is uploaded, and registered if it has a name, when the run has completed. Raises as `input`, and
        UserErrorException for a version that is taken.
        """
        asked = name_asked(self._backend, given)
        path, mode = local_path(self._backend, uri), given.text("mode", "").lower()
        is_file = given.text("jobOutputType", "").lower() == FILE_TYPE
        if path is not None and asked is None and not self._leaves:
            # Scripts write into what is there.
            os.makedirs(os.path.dirname(path) if is_file else path, exist_ok=True)
            return shlex.quote(path)
        place = place_of(self._backend, uri)
        if "url" in place:
            raise refuse(given.name_of("uri"), uri, "a folder of a datastore, or of this machine")
        is_direct = path is None and mode == DIRECT_MODE
        if is_direct and asked is None:
            return shlex.quote(uri)
        self._recorded["outputs"][name] = {
            **_split(place, is_file=is_file),
            "mode": DIRECT_MODE if is_direct else "upload" if mode == "upload" else "mount",
            "source": None,
            "overwrite": True,
            "globs": [],
            "definition": file_definition([], is_file=is_file),
            "register": asked,
        }
        return shlex.quote(uri) if is_direct else f"${{{{outputs.{name}}}}}"

    def extra(self) -> Dict[str, Any]:
        """What the run's record keeps of it; nothing where all data is here."""
        return {DATA: self._recorded} if any(self._recorded.values()) else {}


def _split(place: Dict[str, Any], *, is_file: bool) -> Dict[str, Optional[str]]:
    """The datastore, "" for none, the folder in it and the file in that, None for an output that is a folder."""
    datastore, path = place.get("datastore", ""), str(place["path"]).rstrip("/")
    path = check_relative(path) if datastore else path
    folder, file = os.path.split(path) if is_file else (path, None)
    return {"datastore": datastore, "path": folder, "file": file}


def _signed(name: str) -> UserErrorException:
    return UserErrorException(
        f"The input {name!r} is an address with a signature, which everybody who reads the job would see.",
        remedy="Register the storage as a datastore, and give azureml://datastores/<name>/paths/<path>.",
    )
