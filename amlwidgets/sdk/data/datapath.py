"""DataPath: a place in a datastore, without how a run gets it; DataPathComputeBinding: how, without the place."""

from typing import Any, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.reference import DataReference


class DataPath:
    """A file, folder or pattern of a datastore."""

    def __init__(
        self, datastore: Any = None, path_on_datastore: Optional[str] = None, name: Optional[str] = None
    ) -> None:
        self.datastore = datastore
        self._path_on_datastore = None if path_on_datastore is None else str(path_on_datastore)
        self.name = name

    @property
    def datastore_name(self) -> Optional[str]:
        """The datastore's name."""
        return None if self.datastore is None else str(getattr(self.datastore, "name", self.datastore))

    @property
    def path_on_datastore(self) -> Optional[str]:
        """The path in it."""
        return self._path_on_datastore

    def create_data_reference(
        self, data_reference_name: Optional[str] = None, datapath_compute_binding: Any = None
    ) -> DataReference:
        """It as an argument of a run."""
        return DataReference.create(data_reference_name, self, datapath_compute_binding)

    @staticmethod
    def create_from_data_reference(data_reference: DataReference) -> "DataPath":
        """The place of a data reference."""
        given: DataReference = arguments.instance("data_reference", data_reference, DataReference)
        return DataPath(given.datastore, given.path_on_datastore, given.data_reference_name)

    def __repr__(self) -> str:
        return f"DataPath(datastore={self.datastore_name!r}, path_on_datastore={self.path_on_datastore!r})"


class DataPathComputeBinding:
    """How a run gets a place: mounted, downloaded or uploaded to."""

    def __init__(
        self, mode: str = "mount", path_on_compute: Optional[str] = None, overwrite: bool = False
    ) -> None:
        self.mode = arguments.one_of("mode", mode, ("mount", "download", "upload"))
        self.path_on_compute = path_on_compute
        self.overwrite = overwrite

    def create_data_reference(
        self, data_reference_name: Optional[str] = None, datapath: Optional[DataPath] = None
    ) -> DataReference:
        """A place, in this way, as an argument of a run."""
        return DataReference.create(data_reference_name, datapath, self)

    @staticmethod
    def create_from_data_reference(data_reference: DataReference) -> "DataPathComputeBinding":
        """The way of a data reference."""
        given: DataReference = arguments.instance("data_reference", data_reference, DataReference)
        return DataPathComputeBinding(given.mode, given.path_on_compute, given.overwrite)

    def __repr__(self) -> str:
        return f"DataPathComputeBinding(mode={self.mode!r}, path_on_compute={self.path_on_compute!r})"
