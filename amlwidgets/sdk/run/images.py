"""Images that are logged: files among the run's outputs."""

import io
import os
import re
import time
from typing import Any, Optional

from amlwidgets.sdk.run.files import RunFiles

FOLDER = "outputs/images"


def keep(run: RunFiles, name: str, path: Optional[str], plot: Any) -> str:
    """Put an image file, or a figure as PNG, among the run's outputs; returns its path in the run."""
    suffix = ".png" if path is None else os.path.splitext(path)[1]
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip(".") or "image"
    kept = f"{FOLDER}/{stem}_{time.time_ns()}{suffix}"
    run.upload_file(kept, _rendered(plot) if path is None else path)
    return kept


def _rendered(plot: Any) -> io.BytesIO:
    stream = io.BytesIO()
    plot.savefig(stream, format="png", bbox_inches="tight")
    stream.seek(0)
    return stream
