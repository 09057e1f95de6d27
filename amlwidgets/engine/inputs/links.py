"""Outputs whose dataset the script names itself: told in the output's folder, kept when the run has completed."""

import json
import os
from contextlib import suppress
from typing import Any, Dict, Mapping, Optional

from amlwidgets.resources.errors import UserErrorException

LINK_MODE = "link"
_FILE = "link.json"


def write_link(folder: str, linked: Mapping[str, Any]) -> None:
    """Name the dataset: its `definition`, with `id`, `name` and `version` where it is registered."""
    part = os.path.join(folder, f"{_FILE}.{os.getpid()}")
    with open(part, "w", encoding="utf-8") as file:
        json.dump(dict(linked), file)
    os.replace(part, os.path.join(folder, _FILE))


def take_link(folder: str, kept: str) -> Optional[Dict[str, Any]]:
    """What was named, or None; from then on it is in the file `kept`, where it stays when the folder is removed.

    Raises UserErrorException for what cannot be read.
    """
    with suppress(FileNotFoundError):
        os.replace(os.path.join(folder, _FILE), kept)
    try:
        with open(kept, encoding="utf-8") as file:
            return dict(json.load(file))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise UserErrorException(f"{kept!r} does not name a dataset.") from error
