"""Secrets that are kept elsewhere: `env:NAME` and `file:/PATH`, looked up when they are read."""

import os
import re

from amlwidgets.resources.errors import StoreException

_VARIABLE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)\Z")
_FILE = re.compile(r"file:([/~].*)\Z", re.DOTALL)


def resolve(name: str, value: str) -> str:
    """What a reference leads to; any other value as it is. Raises StoreException for one that leads nowhere."""
    variable, file = _VARIABLE.match(value), _FILE.match(value)
    if variable is not None:
        return _from_environment(name, variable.group(1))
    if file is not None:
        return _from_file(name, file.group(1))
    return value


def _from_environment(name: str, variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise StoreException(
            f"The secret {name!r} refers to the environment variable {variable}, which is not set.",
            remedy=f"Set {variable} where the process is started, or set the secret to a value.",
        ) from None


def _from_file(name: str, path: str) -> str:
    """A file's text less the newline that editors put at its end."""
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise StoreException(
            f"The secret {name!r} refers to the file {path!r}, which cannot be read: {why}.",
            remedy="Make the file readable, or set the secret to a value.",
        ) from None
    return re.sub(r"\n\Z", "", text)
