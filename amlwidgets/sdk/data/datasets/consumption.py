"""DatasetConsumptionConfig: a dataset as an input of a run."""

import re
from typing import TYPE_CHECKING, Any, Dict, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

DIRECT_MODE, MOUNT_MODE, DOWNLOAD_MODE, HDFS_MODE = "direct", "mount", "download", "hdfs"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}\Z")


class DatasetConsumptionConfig:
    """A dataset under a name, and how the script gets it.

    direct: its id as the argument, and the dataset as `run.input_datasets[name]`. mount and download: the path
    of a folder with its files, in both.
    """

    def __init__(
        self, name: str, dataset: Any, mode: str = DIRECT_MODE, path_on_compute: Optional[str] = None
    ) -> None:
        if not (isinstance(name, str) and _NAME.match(name)):
            raise arguments.wrong("name", name, "letters, digits and '_', not beginning with a digit")
        self._name = name
        self.dataset = _checked(dataset)
        self.mode = arguments.one_of("mode", mode, (DIRECT_MODE, MOUNT_MODE, DOWNLOAD_MODE, HDFS_MODE))
        self.path_on_compute = path_on_compute
        if self.mode != DIRECT_MODE:
            self._check_files()

    @property
    def name(self) -> str:
        """Its name among the inputs of the run."""
        return self._name

    def as_mount(self, path_on_compute: Optional[str] = None) -> "DatasetConsumptionConfig":
        """The same, as a read-only folder."""
        return DatasetConsumptionConfig(self._name, self.dataset, MOUNT_MODE, path_on_compute)

    def as_download(self, path_on_compute: Optional[str] = None) -> "DatasetConsumptionConfig":
        """The same, as a folder with copies."""
        return DatasetConsumptionConfig(self._name, self.dataset, DOWNLOAD_MODE, path_on_compute)

    def as_hdfs(self) -> "DatasetConsumptionConfig":
        """As `as_mount`: there is no Hadoop here."""
        return DatasetConsumptionConfig(self._name, self.dataset, HDFS_MODE)

    def _check_files(self) -> None:
        from amlwidgets.sdk.data.datasets.file_dataset import FileDataset

        if not isinstance(self.dataset, FileDataset):
            raise UserErrorException(
                f"The input {self._name!r} is a tabular dataset, which has no files to {self.mode}.",
                remedy="Pass as_named_input() alone and read it in the script, or use dataset.to_csv_files().",
            )

    # -- in the record of a run --------------------------------------------------------------------------------

    @property
    def expression(self) -> str:
        """What stands for its path in the arguments of a run."""
        return f"${{{{inputs.{self._name}}}}}"

    def input(self, backend: "Backend") -> Dict[str, Any]:
        """It as a run of an embedded workspace records it; one that is not registered is kept for its id."""
        from amlwidgets.sdk.data.datasets.registered import keep_anonymous, recordable

        dataset = self.dataset
        registered = dataset.name is not None
        definition = recordable(backend, dataset.definition)
        return {
            "id": dataset.id if registered else keep_anonymous(backend, definition),
            "name": dataset.name,
            "version": dataset.version,
            "mode": self.mode,
            "pathOnCompute": self.path_on_compute,
            "definition": definition,
        }

    def job_input(self) -> Dict[str, str]:
        """It as an input of a job of Azure ML. Raises UserErrorException for one with more than a single place."""
        from amlwidgets.engine.inputs.assets import uri_of

        definition = self.dataset.definition
        simple = len(definition["sources"]) == 1 and not definition["steps"] and definition["kind"] == "file"
        if self.mode == DIRECT_MODE or not simple or any(mark in str(definition["sources"]) for mark in "*?["):
            raise UserErrorException(
                f"The input {self._name!r} is no single file or folder to mount, which a job elsewhere needs.",
                remedy="Give a dataset of one folder, file or address with as_mount() or as_download().",
            )
        return {
            "jobInputType": "uri_file"
            if definition["is_file"] or "url" in definition["sources"][0]
            else "uri_folder",
            "mode": "Download" if self.mode == DOWNLOAD_MODE else "ReadOnlyMount",
            "uri": uri_of(definition["sources"][0]),
        }

    def __repr__(self) -> str:
        return f"DatasetConsumptionConfig(name={self._name!r}, mode={self.mode!r})"


def _checked(dataset: Any) -> Any:
    from amlwidgets.sdk.data.datasets.abstract import AbstractDataset

    if isinstance(dataset, AbstractDataset) or type(dataset).__name__ == "PipelineParameter":
        return dataset
    raise arguments.wrong("dataset", dataset, "a FileDataset or a TabularDataset")
