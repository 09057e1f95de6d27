"""InferenceConfig: what answers a service's requests."""

import os
from dataclasses import dataclass
from typing import Any, ClassVar, Dict, NoReturn, Optional

from amlwidgets.resources.errors import WebserviceException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.webservice.refusal import refuse
from amlwidgets.sdk.webservice.settings import Check, Settings, flag, of, tolerant

RUNTIMES = ("python", "spark-py", "python-slim")


def _runtime(name: str, value: Any) -> str:
    return arguments.one_of(name, value, RUNTIMES)


@tolerant
@dataclass(repr=False)
class InferenceConfig(Settings):
    """The script with `init()` and `run(data)`, its folder, and the environment (or v1's older runtime and conda
    file) it needs. Raises WebserviceException for files that are not there.
    """

    _checks: ClassVar[Dict[str, Check]] = {
        "runtime": _runtime,
        "enable_gpu": flag,
        "description": arguments.text,
        "environment": of(Environment),
    }

    entry_script: Any
    runtime: Optional[str] = None
    conda_file: Any = None
    extra_docker_file_steps: Any = None
    source_directory: Any = None
    enable_gpu: Optional[bool] = None
    description: Optional[str] = None
    base_image: Optional[str] = None
    base_image_registry: Any = None
    cuda_version: Optional[str] = None
    environment: Optional[Environment] = None

    def validate_configuration(self) -> None:
        """Raises WebserviceException for a wrong value, and for a file that is not there."""
        super().validate_configuration()
        with arguments.raised_as(WebserviceException):
            folder = "." if self.source_directory is None else _folder(self.source_directory)
            for name in ("entry_script", "conda_file", "extra_docker_file_steps"):
                if getattr(self, name) is not None or name == "entry_script":
                    _check_file(name, getattr(self, name), folder)

    def validation_script_content(self) -> None:
        """Raises WebserviceException for an entry script without `init` and `run`."""
        import ast

        folder = "." if self.source_directory is None else str(self.source_directory)
        with open(os.path.join(folder, self.entry_script), encoding="utf-8") as script:
            tree = ast.parse(script.read())
        known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if not {"init", "run"} <= known:
            raise WebserviceException(
                f"entry_script is {self.entry_script!r}; expected a script with functions init() and run(data)."
            )

    def build_create_payload(self, workspace: Any, name: str, model_ids: Any) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The service {name!r}")

    def build_profile_payload(self, profile_name: str, **kwargs: Any) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The profile {profile_name!r}")


def _folder(value: Any) -> str:
    folder = arguments.path("source_directory", value)
    if not os.path.isdir(folder):
        raise arguments.wrong("source_directory", value, "a folder that exists")
    return folder


def _check_file(name: str, value: Any, folder: str) -> None:
    if not os.path.isfile(os.path.join(folder, arguments.path(name, value))):
        raise arguments.wrong(name, value, f"a file in {folder!r}")
