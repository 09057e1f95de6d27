"""An environment as files in a folder, named as v1 names them."""

import json
import os
from typing import TYPE_CHECKING

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.conda_dependencies import CondaDependencies

if TYPE_CHECKING:
    from amlwidgets.sdk.environment.environment import Environment

_DEFINITION = "azureml_environment.json"
_CONDA = "conda_dependencies.yml"
_DOCKERFILE = "BaseDockerfile"


def save(environment: "Environment", path: str, *, overwrite: bool) -> None:
    """Write the files. Raises UserErrorException for a folder that has them, without `overwrite`."""
    definition = os.path.join(path, _DEFINITION)
    if os.path.exists(definition) and not overwrite:
        raise UserErrorException(f"{definition!r} is there already.", remedy="Give overwrite=True.")
    os.makedirs(path, exist_ok=True)
    packages = environment.python.conda_dependencies
    if isinstance(packages, CondaDependencies) and not environment.python.user_managed_dependencies:
        packages.save(os.path.join(path, _CONDA))
    if environment.docker.base_dockerfile:
        with open(os.path.join(path, _DOCKERFILE), "w", encoding="utf-8") as file:
            file.write(environment.docker.base_dockerfile)
    with open(definition, "w", encoding="utf-8") as file:
        json.dump(environment.to_json(), file, indent=4)


def load(path: str) -> "Environment":
    """Read the files; those beside the definition go before what it says."""
    from amlwidgets.sdk.environment.environment import Environment

    try:
        with open(os.path.join(path, _DEFINITION), encoding="utf-8") as file:
            values = json.load(file)
    except (OSError, ValueError) as error:
        raise UserErrorException(
            f"There is no environment in {path!r}: {error}", remedy="Environment.save_to_directory writes one."
        ) from error
    found = Environment.from_json(values)
    if os.path.exists(os.path.join(path, _CONDA)):
        found.python.conda_dependencies = CondaDependencies(os.path.join(path, _CONDA))
    if os.path.exists(os.path.join(path, _DOCKERFILE)):
        with open(os.path.join(path, _DOCKERFILE), encoding="utf-8") as file:
            found.docker.base_dockerfile = file.read()
    return found
