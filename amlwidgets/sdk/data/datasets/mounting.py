"""`with dataset.mount() as mounted:`: the files of a dataset in a folder, for as long as that."""

import os
from typing import TYPE_CHECKING, Optional

from amlwidgets.resources.errors import UserErrorException

if TYPE_CHECKING:
    from amlwidgets.sdk.data.datasets.file_dataset import FileDataset


class MountContext:
    """A read-only folder with links to the files; it is there between `start` and `stop`."""

    def __init__(self, dataset: "FileDataset", mount_point: Optional[str] = None) -> None:
        import tempfile

        self._dataset = dataset
        self._is_temporary = mount_point is None
        self._folder = (
            tempfile.mkdtemp(prefix="amlwidgets-") if mount_point is None else os.path.abspath(mount_point)
        )

    @property
    def mount_point(self) -> str:
        """The folder."""
        return self._folder

    def start(self) -> None:
        """Make the folder. Raises UserErrorException for one that is there and not empty."""
        from amlwidgets.engine.inputs.views import make_view
        from amlwidgets.tables.places import found, places_of

        if os.path.isdir(self._folder) and os.listdir(self._folder):
            raise UserErrorException(
                f"mount_point is {self._folder!r}; expected a folder that is empty or not there.",
                remedy="Files that are there would be hidden by those of the dataset.",
            )
        with found():
            make_view(self._dataset._files(), self._folder, places_of(self._dataset._backend))

    def stop(self) -> None:
        """Remove the folder; the files themselves stay."""
        from amlwidgets.sdk.data.datasets.downloading import remove

        remove(self._folder)
        if not self._is_temporary:
            os.makedirs(self._folder, exist_ok=True)

    def __enter__(self) -> "MountContext":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
