"""Environments of files and of what is on this machine."""

import os
from typing import TYPE_CHECKING, Any, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.yaml_text import load
from amlwidgets.sdk import arguments
from amlwidgets.sdk.conda_dependencies import CondaDependencies, read_conda_file
from amlwidgets.sdk.requirements import read_requirements

if TYPE_CHECKING:
    from amlwidgets.sdk.environment.environment import Environment


def from_conda_file(made: "Environment", file_path: Any) -> "Environment":
    """With the packages of a conda file; its `variables` become environment variables."""
    structure = read_conda_file(arguments.path("file_path", file_path))
    variables = structure.pop("variables", None)
    made.python.conda_dependencies = CondaDependencies(_underlying_structure=structure)
    made.environment_variables = {str(name): str(value) for name, value in (variables or {}).items()}
    return made


def from_requirements(made: "Environment", file_path: Any, pip_version: Optional[str]) -> "Environment":
    """With the packages of a requirements file."""
    packages = CondaDependencies()
    packages.set_pip_requirements(read_requirements(arguments.path("file_path", file_path)))
    if pip_version is not None:
        packages.add_conda_package(f"pip={arguments.text('pip_version', pip_version)}")
    made.python.conda_dependencies = packages
    return made


def from_dockerfile(
    made: "Environment", dockerfile: Any, conda_specification: Any, pip_requirements: Any
) -> "Environment":
    """With a Dockerfile, given as a path or its text."""
    text = arguments.path("dockerfile", dockerfile)
    if os.path.isfile(text):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    elif "\n" not in text and not text.lstrip().upper().startswith(("FROM ", "ARG ", "#")):
        raise UserErrorException(
            f"dockerfile is {text!r}; expected the path of a Dockerfile, or its text.",
            remedy=f"The current folder is {os.getcwd()}.",
        )
    from_files(made, conda_specification, pip_requirements)
    made.docker.base_image = None
    made.docker.base_dockerfile = text
    return made


def from_files(made: "Environment", conda_specification: Any, pip_requirements: Any) -> "Environment":
    """With what one of the files asks for; with none the image brings its own Python, as v1 has it."""
    if conda_specification is not None and pip_requirements is not None:
        raise UserErrorException("conda_specification and pip_requirements are both given; expected one of them.")
    if conda_specification is not None:
        return from_conda_file(made, conda_specification)
    if pip_requirements is not None:
        return from_requirements(made, pip_requirements, None)
    made.python.user_managed_dependencies = True
    return made


def from_conda(made: "Environment", conda_environment_name: str) -> "Environment":
    """With the packages that conda has in an environment, as it exports them."""
    import shutil
    import subprocess

    name = arguments.text("conda_environment_name", conda_environment_name)
    conda = os.environ.get("CONDA_EXE") or shutil.which("conda") or shutil.which("mamba")
    if conda is None:
        raise UserErrorException(
            f"The conda environment {name!r} cannot be read: there is no conda on this machine.",
            remedy="Use Environment.from_conda_specification with a file of `conda env export`.",
        )
    done = subprocess.run(
        [conda, "env", "export", "--no-builds", "--name", name], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise UserErrorException(
            f"conda could not export the environment {name!r}: {done.stderr.strip() or done.stdout.strip()}",
            remedy="conda env list shows which there are.",
        )
    structure = load(done.stdout, "What conda exports")
    made.python.conda_dependencies = CondaDependencies(_underlying_structure=structure)
    return made
