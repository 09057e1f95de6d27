"""FileDataset: files, wherever they are."""

from typing import TYPE_CHECKING, Any, List, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
from amlwidgets.sdk.data.datasets.expression import Expression, condition

if TYPE_CHECKING:
    from amlwidgets.sdk.data.datasets.consumption import DatasetConsumptionConfig
    from amlwidgets.sdk.data.datasets.mounting import MountContext


class FileDataset(AbstractDataset):
    """Files of datastores, of the web and of this machine."""

    _kind = "file"

    def to_path(self) -> List[str]:
        """The paths of the files in the dataset; each begins with /."""
        return [file.shown for file in self._files()]

    def download(
        self, target_path: Any = None, overwrite: bool = False, ignore_not_found: bool = False
    ) -> List[str]:
        """Copy the files into a folder, by default a new temporary one; returns their paths there.

        Raises UserErrorException for a file that is there already, without `overwrite`.
        """
        from amlwidgets.sdk.data.datasets import downloading

        folder = None if target_path is None else arguments.path("target_path", target_path)
        return downloading.download(self, folder, overwrite, ignore_not_found)

    def mount(self, mount_point: Any = None, **kwargs: Any) -> "MountContext":
        """A context in which the files are read-only in a folder, `mount_point` or a new temporary one."""
        from amlwidgets.sdk.data.datasets.mounting import MountContext

        arguments.unknown("FileDataset.mount", kwargs)
        return MountContext(self, None if mount_point is None else arguments.path("mount_point", mount_point))

    def filter(self, expression: Any) -> "FileDataset":
        """The files for which a condition holds: `dataset.filter(dataset.file_metadata('Size') > 100000)`."""
        return self._then({"do": "filter", "expression": condition(expression)})

    def file_metadata(self, col: str) -> Expression:
        """Size (bytes), LastModifiedTime (UTC), Path, or a column of partition_format, for `filter`."""
        known = ("Size", "LastModifiedTime", "Path", *self.partition_keys)
        if col not in known:
            raise arguments.wrong("col", col, f"one of {', '.join(known)}")
        return Expression(["column", col])

    def as_mount(self, path_on_compute: Optional[str] = None) -> "DatasetConsumptionConfig":
        """It as an argument of a run: the script gets the path of a folder with its files, read-only."""
        return self._consumed().as_mount(path_on_compute)

    def as_download(self, path_on_compute: Optional[str] = None) -> "DatasetConsumptionConfig":
        """It as an argument of a run: the script gets the path of a folder with copies of its files."""
        return self._consumed().as_download(path_on_compute)

    def as_hdfs(self) -> "DatasetConsumptionConfig":
        """As `as_mount`: there is no Hadoop here."""
        return self._consumed().as_hdfs()

    def as_cache(self, datacache_store: Any) -> "FileDataset":
        """Itself: files of the web are kept in a cache anyhow, others are read in place."""
        return self

    def hydrate(self, datacache_store: Any, replica_count: Optional[int] = None) -> "FileDataset":
        """Have the files of the web in the cache now."""
        from amlwidgets.tables.places import places_of

        for file in self._files():
            file.on_disk(places_of(self._backend))
        return self

    def _consumed(self) -> "DatasetConsumptionConfig":
        return self.as_named_input(f"input_{self.id.split('-')[0]}")
