"""DataReference: a place in a datastore, as an argument of a run."""

import os
import re
from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.run_config import DataReferenceConfiguration

_NAME = re.compile(r"[A-Za-z0-9_]{1,255}\Z")


class DataReference:
    """A file or folder of a datastore. Its text is a variable that holds the path inside a run.

    `mode` is mount, download or upload. A datastore on this machine is used in place in every mode. Files of one
    elsewhere are brought before the run (mounted ones cannot be written), and uploaded when it has completed.
    """

    def __init__(
        self,
        datastore: Any,
        data_reference_name: Optional[str] = None,
        path_on_datastore: Optional[str] = None,
        mode: str = "mount",
        path_on_compute: Optional[str] = None,
        overwrite: bool = False,
    ) -> None:
        self.datastore = datastore
        self.data_reference_name = _checked_name(data_reference_name)
        self.path_on_datastore = _checked_path(path_on_datastore)
        self.mode = arguments.one_of("mode", mode, ("mount", "download", "upload"))
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite

    @staticmethod
    def create(
        data_reference_name: Optional[str] = None, datapath: Any = None, datapath_compute_binding: Any = None
    ) -> "DataReference":
        """A DataPath, in the way of a DataPathComputeBinding."""
        if getattr(datapath, "datastore", None) is None:
            raise arguments.wrong("datapath", datapath, "a DataPath with a datastore")
        how = datapath_compute_binding
        return DataReference(
            datapath.datastore,
            data_reference_name or datapath.name,
            datapath.path_on_datastore,
            getattr(how, "mode", "mount"),
            getattr(how, "path_on_compute", None),
            getattr(how, "overwrite", False),
        )

    def path(self, path: Optional[str] = None, data_reference_name: Optional[str] = None) -> "DataReference":
        """A place below this one."""
        below = "/".join(part for part in (self.path_on_datastore, path) if part)
        return DataReference(self.datastore, data_reference_name, below or None, self.mode)

    def as_mount(self) -> "DataReference":
        """The same, mounted."""
        return self._in_mode("mount", None, False)

    def as_download(self, path_on_compute: Optional[str] = None, overwrite: bool = False) -> "DataReference":
        """The same, downloaded."""
        return self._in_mode("download", path_on_compute, overwrite)

    def as_upload(self, path_on_compute: Optional[str] = None, overwrite: bool = False) -> "DataReference":
        """The same, uploaded to."""
        return self._in_mode("upload", path_on_compute, overwrite)

    def _in_mode(self, mode: str, path_on_compute: Optional[str], overwrite: bool) -> "DataReference":
        name, path = self.data_reference_name, self.path_on_datastore
        return DataReference(self.datastore, name, path, mode, path_on_compute, overwrite)

    @property
    def variable(self) -> str:
        """The environment variable that holds the path inside a run."""
        return f"AZUREML_DATAREFERENCE_{self.data_reference_name}"

    def resolve(self, backend: "Backend") -> str:
        """The path on this machine."""
        root = backend.get_datastore(self.datastore.name).path
        return os.path.join(root, self.path_on_datastore) if self.path_on_datastore else root

    @property
    def input_name(self) -> str:
        """Its name among the inputs of a job, which begin with a letter."""
        return f"data_{self.data_reference_name}"

    def recorded(self) -> Dict[str, Any]:
        """It as a run of an embedded workspace records it, of a datastore that is not on this machine."""
        from amlwidgets.engine.inputs.assets import file_definition
        from amlwidgets.engine.inputs.recorded import REFERENCE

        source = {"datastore": self.datastore.name, "path": self.path_on_datastore or ""}
        kept = {REFERENCE: self.data_reference_name, "mode": self.mode, "pathOnCompute": self.path_on_compute}
        if self.mode == "upload":
            return {**kept, **source, "overwrite": self.overwrite}
        return {**kept, "definition": file_definition([source])}

    def job_input(self) -> Dict[str, str]:
        """The input of a job of Azure ML that stands for it. Raises UserErrorException for what is uploaded to."""
        from amlwidgets.resources.errors import UserErrorException

        if self.mode == "upload":
            raise UserErrorException(
                f"{self.data_reference_name} is uploaded to, which jobs of Azure ML do by their outputs alone.",
                remedy="Let the script write below ./outputs: Azure ML keeps what is there.",
            )
        return {
            "jobInputType": "uri_folder",
            "mode": "Download" if self.mode == "download" else "ReadOnlyMount",
            "uri": f"azureml://datastores/{self.datastore.name}/paths/{self.path_on_datastore or ''}",
        }

    def to_config(self) -> "DataReferenceConfiguration":
        """The same for `RunConfiguration.data_references`."""
        from amlwidgets.sdk.run_config import DataReferenceConfiguration

        return DataReferenceConfiguration(
            self.datastore.name, self.mode, self.path_on_datastore, self.path_on_compute, self.overwrite
        )

    def __str__(self) -> str:
        return f"${self.variable}"

    def __repr__(self) -> str:
        return str(self)


def _checked_path(path: Optional[str]) -> Optional[str]:
    """Blanks around it are slips of the keyboard: a page that many have copied from has one."""
    stripped = path.strip() if path else ""
    return check_relative(stripped) if stripped else None


def _checked_name(name: Optional[str]) -> str:
    if name is None:
        return os.urandom(16).hex()
    if isinstance(name, str) and _NAME.match(name):
        return name
    raise arguments.wrong("data_reference_name", name, "letters, digits and '_'")
