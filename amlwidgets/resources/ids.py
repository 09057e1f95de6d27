"""Ids and names: how they are made and which are accepted."""

import os
import re
import time
import uuid

from amlwidgets.resources.errors import PathNotAllowed, ValidationException

LOCAL_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
"""The subscription id of workspaces that belong to no Azure subscription."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}\Z")
_DATA = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_. -]{0,253}[A-Za-z0-9_.-])?\Z")
_COMPUTE = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?\Z")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,511}\Z")


def new_run_id(experiment: str) -> str:
    """`<experiment>_<unix seconds>_<8 hex>` (behaviours 22)."""
    return f"{experiment}_{int(time.time())}_{os.urandom(4).hex()}"


def new_guid() -> str:
    """A random guid in lower case with dashes."""
    return str(uuid.uuid4())


def check_name(name: object, argument: str) -> str:
    """A workspace's, datastore's or experiment's name, or ValidationException that says what is expected."""
    if isinstance(name, str) and _NAME.match(name):
        return name
    raise ValidationException(
        f"{argument} is {name!r}; expected 1 to 255 letters, digits, '-', '_' or '.', "
        "beginning with a letter or digit."
    )


def check_asset_name(kind: str, name: object) -> str:
    """An asset's name, or ValidationException. Data may have blanks inside, as v1's datasets had."""
    if kind == "data" and isinstance(name, str) and _DATA.match(name):
        return name
    return check_name(name, "name")


def check_compute_name(name: object) -> str:
    """A compute target's name: Azure's rule of 2 to 32 letters, digits and dashes, relaxed to begin at 1."""
    if isinstance(name, str) and _COMPUTE.match(name):
        return name
    raise ValidationException(
        f"name is {name!r}; expected 1 to 32 letters, digits or '-', beginning with a letter "
        "and not ending with '-'."
    )


def check_run_id(run_id: object) -> str:
    """A run's id as it may stand in a path, or ValidationException."""
    if isinstance(run_id, str) and _RUN.match(run_id):
        return run_id
    raise ValidationException(f"run_id is {run_id!r}; expected letters, digits, '_', '.' or '-'.")


def check_relative(path: str) -> str:
    """A path inside some folder, with '/' between its parts and no way out of it; '' is the folder itself.

    Raises PathNotAllowed for absolute paths, '..', backslashes, NUL and drive letters.
    """
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or "\\" in path or "\0" in path or ".." in parts or (parts and parts[0].endswith(":")):
        raise PathNotAllowed(f"The path {path!r} leaves its folder.")
    return "/".join(parts)
