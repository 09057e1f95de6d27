"""The data of a job: what is here stands in its command, what is elsewhere is moved by the engine."""

import os
import re
import shlex
from typing import Any, Dict

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.assets import ID, file_definition, stable_id
from amlwidgets.engine.inputs.recorded import DATA
from amlwidgets.engine.inputs.sealing import is_signed
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.service.data_places import definition_of, local_path, place_of, registered

_NAME = re.compile(r"[A-Za-z_]\w{0,254}\Z", re.ASCII)
_DIRECT = "direct"
_DOWNLOADS = ("download", "evaldownload")
_FILE = "uri_file"


class JobData:
    """The data of one job. Each method gives the text that stands for an input or output in the command."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._recorded: Dict[str, Dict[str, Any]] = {"inputs": {}, "outputs": {}}

    def input(self, name: str, given: Fields) -> str:
        """A path of this machine, or an expression that the engine replaces when the data has been brought.

        Raises UserErrorException for data that is not known, ValidationException for a name that is none.
        """
        uri = given.text("uri")
        path = local_path(self._backend, uri)
        if path is not None:
            return shlex.quote(path)
        mode = given.text("mode", "").lower()
        if mode == _DIRECT:
            return shlex.quote(uri)
        if not _NAME.match(name):
            raise refuse("inputs", name, "a name of letters, digits and '_'")
        is_file = given.text("jobInputType").lower() == _FILE
        definition = definition_of(self._backend, uri, is_file=is_file)
        if any(is_signed(source) for source in definition["sources"]):
            raise _signed(name)
        self._recorded["inputs"][name] = {
            **self._known(uri),
            "mode": "download" if mode in _DOWNLOADS else "mount",
            "pathOnCompute": None,
            "definition": definition,
        }
        return f"${{{{inputs.{name}}}}}"

    def _known(self, uri: str) -> Dict[str, Any]:
        """How the data is registered, for who looks up what a run has read."""
        asset = registered(self._backend, uri)
        if asset is None:
            return {"id": stable_id(uri), "name": None, "version": None}
        kept = asset.properties.get("properties") or {}
        return {"id": kept.get(ID) or stable_id(uri), "name": asset.name, "version": asset.version}

    def output(self, name: str, uri: str, given: Fields) -> str:
        """A folder of this machine, made, or an expression that the engine replaces; what is written there is
        uploaded when the run has completed. Raises as `input`.
        """
        path = local_path(self._backend, uri)
        if path is not None:
            os.makedirs(path, exist_ok=True)  # scripts write into what is there
            return shlex.quote(path)
        place, mode = place_of(self._backend, uri), given.text("mode", "").lower()
        if "datastore" not in place:
            raise refuse(given.name_of("uri"), uri, "a folder of a datastore, or of this machine")
        if mode == _DIRECT:
            return shlex.quote(uri)
        self._recorded["outputs"][name] = {
            "datastore": place["datastore"],
            "path": check_relative(place["path"]).rstrip("/"),
            "mode": "upload" if mode == "upload" else "mount",
            "source": None,
            "overwrite": True,
            "globs": [],
            "definition": file_definition([]),
            "register": None,
        }
        return f"${{{{outputs.{name}}}}}"

    def extra(self) -> Dict[str, Any]:
        """What the run's record keeps of it; nothing where all data is here."""
        return {DATA: self._recorded} if any(self._recorded.values()) else {}


def _signed(name: str) -> UserErrorException:
    return UserErrorException(
        f"The input {name!r} is an address with a signature, which everybody who reads the job would see.",
        remedy="Register the storage as a datastore, and give azureml://datastores/<name>/paths/<path>.",
    )
