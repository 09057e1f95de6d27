"""`Model.get_model_path`: where a model is for a notebook, a job or a scoring script."""

import os
from typing import TYPE_CHECKING, List, Optional

from amlwidgets.resources.errors import ModelNotFoundException

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace

_FOLDER = "azureml-models"
_SERVED = "AZUREML_MODEL_DIR"
"""A web service's models: `azureml-models/<name>/<version>` when it has one, else `azureml-models`."""


def model_path(name: str, version: Optional[str], workspace: "Optional[Workspace]") -> str:
    """See Model.get_model_path."""
    if workspace is None:
        served = os.environ.get(_SERVED)
        if served:
            return _among(name, version, [os.path.dirname(os.path.dirname(served)), served], f"${_SERVED}")
        workspace = _of_job()
    if workspace is None:
        return _among(name, version, [_FOLDER], f"./{_FOLDER}")
    return _brought(name, version, workspace)


def _of_job() -> "Optional[Workspace]":
    from amlwidgets.sdk.workspace import Workspace

    folder = os.environ.get("AMLWIDGETS_WORKSPACE")
    return Workspace.from_folder(folder) if folder and os.environ.get("AZUREML_RUN_ID") else None


def _brought(name: str, version: Optional[str], workspace: "Workspace") -> str:
    from amlwidgets.sdk.model.fetching import fetch
    from amlwidgets.sdk.model.lookup import find

    asset = find(workspace.backend, name, None, version, None, None, None, None)
    return fetch(workspace.backend, asset, os.path.join(_FOLDER, asset.name, asset.version), overwrite=True)


def _among(name: str, version: Optional[str], roots: List[str], where: str) -> str:
    """The file or folder of a version that is on this machine; the highest one when none is asked for."""
    for root in roots:
        there = _versions(os.path.join(root, name))
        chosen = version or (there[-1] if there else None)
        if chosen in there:
            return _content(os.path.join(root, name, str(chosen)))
    asked = f"{name}, version {version}" if version else name
    raise ModelNotFoundException(
        f"ModelNotFound: Model {asked} not found in {where}",
        remedy="Give _workspace=ws to have it brought from a workspace.",
    )


def _versions(folder: str) -> List[str]:
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_dir()]
    except OSError:
        return []
    return sorted(names, key=lambda each: (int(each) if each.isdecimal() else 0, each))


def _content(folder: str) -> str:
    names = os.listdir(folder)
    return os.path.join(folder, names[0]) if len(names) == 1 else folder
