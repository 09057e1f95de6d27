"""`aml lab`: JupyterLab whose kernels find v1's import names."""

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from importlib.util import find_spec

from amlwidgets.magics.verbs.session import Session
from amlwidgets.resources.errors import UserErrorException


def lab(_session: Session, arguments: Namespace) -> int:
    """Become JupyterLab; what is not an option of ours is passed on, such as a notebook to open."""
    if find_spec("jupyterlab") is None:
        raise UserErrorException(
            f"JupyterLab is not installed for {sys.executable}.",
            remedy=f"Install it: {sys.executable} -m pip install jupyterlab",
        )
    command = [sys.executable, "-m", "jupyterlab", *arguments.rest]
    environment = lab_environment(os.environ)
    if os.name == "posix":
        # The process itself becomes the server: signals and the exit code need no go-between.
        os.execve(sys.executable, command, environment)  # noqa: S606 - no shell is wanted
    return subprocess.call(command, env=environment)


def lab_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with the folder of v1's import names last on PYTHONPATH.

    The `azureml` in it leads to the real SDK where a kernel has that installed.
    """
    from amlwidgets.names import FOLDER

    paths = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path and path != FOLDER]
    return {**environment, "PYTHONPATH": os.pathsep.join([*paths, FOLDER])}
