"""project.json: the experiment that a folder was attached to, as old SDKs and command lines wrote it."""

import json
import re
from typing import TYPE_CHECKING, Any, Tuple

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.workspace_config import find

if TYPE_CHECKING:
    from amlwidgets.sdk.experiment import Experiment

_FILE_NAME = "project.json"
_SCOPE = re.compile(
    r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/[^/]+/workspaces/([^/]+)/(?:projects|experiments)/([^/]+)",
    re.IGNORECASE,
)
_EXPECTED = 'Expected: {"Scope": "/subscriptions/.../workspaces/<workspace>/experiments/<experiment>"}.'


def attached_experiment(path: str, auth: Any) -> "Experiment":
    """The experiment that the nearest project.json names. Raises UserErrorException when there is none."""
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.workspace import Workspace

    file = find(path, _FILE_NAME)
    if file is None:
        raise UserErrorException(
            f"path is {path!r}; expected a folder with .azureml/{_FILE_NAME}.",
            remedy="Experiment(workspace, name) needs no file.",
        )
    subscription, group, workspace, name = _scope(file)
    return Experiment(Workspace(subscription, group, workspace, auth), name)


def _scope(file: str) -> Tuple[str, str, str, str]:
    try:
        with open(file, encoding="utf-8-sig") as opened:
            found = _SCOPE.fullmatch(json.load(opened)["Scope"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UserErrorException(f"The file {file!r} cannot be used: {error}.", remedy=_EXPECTED) from error
    if found is None:
        raise UserErrorException(f"The file {file!r} names no experiment.", remedy=_EXPECTED)
    return found[1], found[2], found[3], found[4]
