"""Copies of the files of a dataset in a folder."""

import os
import shutil
from typing import TYPE_CHECKING, List, Optional

from amlwidgets.engine.inputs.views import bring, copy_file, inside_view
from amlwidgets.resources.errors import AzureMLException, UserErrorException

if TYPE_CHECKING:
    from amlwidgets.sdk.data.datasets.file_dataset import FileDataset


def download(
    dataset: "FileDataset", target_path: Optional[str], overwrite: bool, ignore_not_found: bool
) -> List[str]:
    """See FileDataset.download."""
    import tempfile

    from amlwidgets.tables.places import found, places_of

    folder = target_path or tempfile.mkdtemp(prefix="amlwidgets-")
    places = places_of(dataset._backend)
    with found():
        files = dataset._files()
        targets = [inside_view(folder, file.shown) for file in files]
        there = [target for target in targets if os.path.lexists(target)]
        if there and not overwrite:
            raise UserErrorException(
                f"There is a file {there[0]!r} already.", remedy="Give overwrite=True, or another target_path."
            )
        if not ignore_not_found:
            bring(files, places)
        done = []
        for file, target in zip(files, targets):
            try:
                copy_file(file, target, places)
            except AzureMLException:
                if not ignore_not_found:
                    raise
                continue
            done.append(os.path.abspath(target))
    return done


def remove(folder: str) -> None:
    """A folder with all in it, also where it is read-only."""
    from amlwidgets.engine.inputs.views import make_writable

    make_writable(folder)
    shutil.rmtree(folder, ignore_errors=True)
