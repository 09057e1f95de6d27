"""Lines of a requirements file: what they name, and the files they lead to."""

import os
import re
from typing import Iterable, Iterator, Sequence, Tuple

from amlwidgets.resources.errors import UserErrorException

_FILE_OPTION = re.compile(
    r"(?P<option>-r|-c|-e|--requirement|--constraint|--editable)(?:\s*=\s*|\s*)(?P<path>\S.*)"
)
_INLINED = ("-r", "--requirement")


def name_of(requirement: str) -> str:
    """The package's name as indexes compare them; the line itself where it begins with none."""
    match = re.match(r"(?:[\w-]+::)?([A-Za-z0-9][A-Za-z0-9._-]*)", requirement.strip())
    return re.sub(r"[-_.]+", "-", match[1]).lower() if match else requirement


def anchored(line: str, folder: str) -> str:
    """A line whose path, if it names one that exists, is whole: a specification is not tied to a folder."""
    option = _FILE_OPTION.fullmatch(line)
    path = option["path"].strip() if option else line
    plain, extras = re.match(r"(.*?)(\[[\w, -]*\])?$", path).groups()  # type: ignore[union-attr]
    looks_so = option or "/" in plain or plain.startswith(".") or plain.endswith((".whl", ".tar.gz", ".zip"))
    if "://" in plain or " @ " in plain or not looks_so:
        return line
    whole = os.path.join(folder, os.path.expanduser(plain))
    if not os.path.exists(whole):
        return line
    return (f"{option['option']} " if option else "") + os.path.normpath(whole) + (extras or "")


def read_requirements(path: str) -> "list[str]":
    """The lines of a requirements file, those of files it names in their place. Raises UserErrorException."""
    if not os.path.isfile(path):
        raise UserErrorException(
            f"The requirements file {path!r} is not there.", remedy=f"The current folder is {os.getcwd()}."
        )
    return list(_lines(os.path.abspath(path), ()))


def with_files(lines: Iterable[str], folder: str) -> Iterator[str]:
    """Lines of a file in `folder`, those of files they name in their place."""
    yield from _resolved(lines, folder, ())


def _lines(path: str, above: Sequence[str]) -> Iterator[str]:
    if path in above:
        raise UserErrorException(f"The requirements file {path!r} names itself.")
    with open(path, encoding="utf-8-sig") as file:
        text = re.sub(r"\\\n", " ", file.read())
    lines = (re.sub(r"(^|\s)#.*$", "", line).strip() for line in text.split("\n"))
    yield from _resolved(filter(None, lines), os.path.dirname(path), (*above, path))


def _resolved(lines: Iterable[str], folder: str, above: Tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        found = anchored(str(line), folder)
        option = _FILE_OPTION.fullmatch(found)
        if option and option["option"] in _INLINED:
            if not os.path.isfile(option["path"]):
                raise UserErrorException(
                    f"The requirements file {option['path']!r} is not there.",
                    remedy=f"It was looked for in {folder}.",
                )
            yield from _lines(option["path"], above)
        else:
            yield found
