"""Names that v1 itself had replaced: accepted, with a word on what is written now."""

import warnings
from typing import Any, Dict, Mapping

from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.sdk import arguments

_NEWER = {
    "custom_docker_base_image": "custom_docker_image",
    "conda_dependencies_file_path": "conda_dependencies_file",
    "pip_requirements_file_path": "pip_requirements_file",
    "distributed_backend": "distributed_training",
}


def renamed(call: str, given: Mapping[str, Any]) -> Dict[str, Any]:
    """The values under their newer names; `distributed_backend` stays, it has other values. Raises
    RunConfigurationException when both are given.
    """
    found = dict(given)
    for old, new in _NEWER.items():
        if found.get(old) is None:
            continue
        if found.get(new) is not None:
            raise RunConfigurationException(f"{old} and {new} are both given; expected {new} alone.")
        _once(call, old, f"{call}: {old} is deprecated, write {new}.")
        if old != "distributed_backend":
            found[new] = found.pop(old)
    return found


def _once(call: str, name: str, sentence: str) -> None:
    if (call, f"deprecated {name}") not in arguments._warned:
        arguments._warned.add((call, f"deprecated {name}"))
        warnings.warn(sentence, FutureWarning, stacklevel=4)
