"""Paths outside a run's folder that were asked for by `path_on_compute`: links, made before a run, gone after it.

A link never takes the place of anything but an empty folder, which comes back, or of a link that a run left whose
data is gone. What is made is written down first, a line each: whoever is killed in between leaves nothing behind.
"""

import json
import os
import re
from contextlib import suppress
from typing import Any, Dict, List

from amlwidgets.resources.errors import RunConfigurationException

_OURS = re.compile(r"/runs/[^/]+/data/(?:inputs|outputs)/")


def place_link(record: str, link: str, target: str) -> None:
    """Make a link, noted in the file `record`. Raises RunConfigurationException where it cannot be."""
    try:
        if _is_left_over(link):
            os.unlink(link)
        is_folder = _is_empty_folder(link)
        if os.path.lexists(link) and not is_folder:
            raise _in_the_way(link)
        mode = os.stat(link).st_mode & 0o7777 if is_folder else None
        _note(record, {"link": link, "target": target, "mode": mode, "made": _missing_above(link)})
        if is_folder:
            os.rmdir(link)
        os.makedirs(os.path.dirname(link), exist_ok=True)
        os.symlink(target, link)
    except FileExistsError:  # made by somebody at this very moment
        raise _in_the_way(link) from None
    except OSError as error:
        raise RunConfigurationException(
            f"path_on_compute is {link!r}, which cannot be made: {error.strerror}.",
            remedy="Give a path that you may write to.",
        ) from error


def remove_links(record: str) -> None:
    """Undo what a record tells of; what somebody else has put there since stays."""
    for noted in reversed(_read(record)):
        with suppress(OSError):
            _undo(noted)
    with suppress(FileNotFoundError):
        os.unlink(record)


def _undo(noted: Dict[str, Any]) -> None:
    link = noted["link"]
    if os.path.islink(link) and os.readlink(link) == noted["target"]:
        os.unlink(link)
    if noted["mode"] is not None and not os.path.lexists(link):
        os.mkdir(link)
        os.chmod(link, noted["mode"])
    for folder in noted["made"]:
        os.rmdir(folder)  # OSError, which ends this, for one that somebody else uses


def _is_left_over(link: str) -> bool:
    return os.path.islink(link) and not os.path.exists(link) and bool(_OURS.search(os.readlink(link)))


def _is_empty_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path) and not os.listdir(path)


def _in_the_way(link: str) -> RunConfigurationException:
    there = f"a link to {os.readlink(link)!r}" if os.path.islink(link) else "something"
    return RunConfigurationException(
        f"path_on_compute is {link!r}, where {there} is already.", remedy="Give a path that is not there."
    )


def _missing_above(link: str) -> List[str]:
    """The folders that have to be made for it, the lowest first."""
    found, folder = [], os.path.dirname(link)
    while not os.path.lexists(folder):
        found.append(folder)
        folder = os.path.dirname(folder)
    return found


def _note(record: str, noted: Dict[str, Any]) -> None:
    with open(record, "a", encoding="utf-8") as file:
        file.write(json.dumps(noted) + "\n")


def _read(record: str) -> List[Dict[str, Any]]:
    found = []
    with suppress(FileNotFoundError), open(record, encoding="utf-8") as file:
        for line in file:
            with suppress(ValueError):  # torn: then nothing was made of it
                found.append(json.loads(line))
    return found
