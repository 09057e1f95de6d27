"""config.json: where it is looked for, and what it says."""

import json
import os
from typing import Dict, Iterator, Optional, Tuple

from amlwidgets.resources.errors import UserErrorException

FILE_NAME = "config.json"
_FOLDERS = ("", ".azureml", "aml_config")


def find(path: Optional[str], file_name: Optional[str]) -> Optional[str]:
    """The config file for a folder (the current one without `path`) or one of its parents, or None.

    A path to a file is that file. Raises UserErrorException for a path that does not exist.
    """
    start = os.path.abspath(path or os.curdir)
    if os.path.isfile(start):
        return start
    if not os.path.isdir(start):
        raise UserErrorException(f"path is {path!r}; expected a folder or a config.json that exists.")
    return next((found for found in _candidates(start, file_name or FILE_NAME) if os.path.isfile(found)), None)


def _candidates(start: str, file_name: str) -> Iterator[str]:
    while True:
        for folder in _FOLDERS:
            yield os.path.join(start, folder, file_name)
        parent = os.path.dirname(start)
        if parent == start:
            return
        start = parent


def read(path: str) -> Tuple[str, str, str]:
    """subscription_id, resource_group and workspace_name. Raises UserErrorException when one is missing."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            values = json.load(file)
        return str(values["subscription_id"]), str(values["resource_group"]), str(values["workspace_name"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UserErrorException(
            f"The workspace's config file {path!r} cannot be used: {error}.",
            remedy='Expected: {"subscription_id": "...", "resource_group": "...", "workspace_name": "..."}.',
        ) from error


def write(folder: Optional[str], file_name: Optional[str], values: Dict[str, str]) -> str:
    """Write the config file as v1 does, below `.azureml` of a folder; returns its path."""
    target = os.path.join(folder or os.curdir, ".azureml", file_name or FILE_NAME)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(values, file, indent=4)
    return target
