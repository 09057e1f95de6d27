"""The copy of a run's source folder, given back."""

import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


def restore(backend: "Backend", snapshot: Optional[str], path: Any) -> str:
    """Write a snapshot as `<id>.zip` into a folder; returns its path. Raises UserErrorException for none."""
    from amlwidgets.store.layout import Layout
    from amlwidgets.store.snapshots import materialise

    folder = backend.workspace.folder
    if not snapshot or not folder:
        raise UserErrorException("The run has no snapshot on this machine.")
    target = os.path.abspath("." if path is None else arguments.path("path", path))
    os.makedirs(target, exist_ok=True)
    with tempfile.TemporaryDirectory() as copied:
        materialise(Layout(folder), snapshot, copied)
        return shutil.make_archive(os.path.join(target, snapshot), "zip", copied)
