"""The environment of an estimator: what it is given, and the packages that its framework brings."""

import os
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set, Tuple

from amlwidgets.resources.images import DEFAULT_GPU_IMAGE
from amlwidgets.sdk import arguments
from amlwidgets.sdk.conda_dependencies import CondaDependencies
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.requirements import name_of, read_requirements

Version = Tuple[int, ...]

_FRAMEWORKS: Dict[str, Tuple[str, Version, Sequence[str]]] = {
    "TensorFlow": ("tensorflow", (2, 2), ()),
    "PyTorch": ("torch", (1, 4), ("torchvision",)),
    "Chainer": ("chainer", (5, 1), ()),
    "SKLearn": ("scikit-learn", (0, 22), ("joblib",)),
}
"""The package, the oldest version that a Python of today has, and what scripts count on beside it."""

_COUNTED_ON = ("numpy<1.24", "pandas<2")
"""What scripts count on beside any package, as they knew it: estimators are older than newer versions."""

_OF_THE_ENVIRONMENT = (
    "custom_docker_image",
    "image_registry_details",
    "conda_packages",
    "pip_packages",
    "conda_dependencies_file",
    "pip_requirements_file",
    "framework_version",
)
"""What `environment_definition` goes before."""


def environment_of(framework: str, given: Mapping[str, Any]) -> Environment:
    """The environment that an estimator's parameters describe. Raises UserErrorException."""
    defined = given["environment_definition"]
    if defined is not None:
        arguments.instance("environment_definition", defined, Environment)
        arguments.unknown("Estimator with environment_definition", _said_twice(given))
        made: Environment = defined.clone(defined.name)
        made.version = defined.version
        made.environment_variables.update(_variables(given))
        return made
    made = Environment()
    made.environment_variables = _variables(given)
    made.python.user_managed_dependencies = bool(given["user_managed"])
    made.python.conda_dependencies = _packages(given)
    _describe_docker(made, given)
    if not made.python.user_managed_dependencies and not given["custom_docker_image"]:
        _add_framework(made, framework, given.get("framework_version"))
        _add_missing(made.python.conda_dependencies, _COUNTED_ON)
    return made


def _said_twice(given: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: given[name] for name in _OF_THE_ENVIRONMENT if given.get(name)}


def _variables(given: Mapping[str, Any]) -> Dict[str, str]:
    from amlwidgets.sdk.environment import environment_variables

    return environment_variables(given["environment_variables"] or {})


def _describe_docker(made: Environment, given: Mapping[str, Any]) -> None:
    made.docker.enabled = bool(given["use_docker"])
    made.docker.gpu_support = bool(given.get("use_gpu", False))
    if given["custom_docker_image"] is not None:
        made.docker.base_image = arguments.text("custom_docker_image", given["custom_docker_image"])
    elif made.docker.gpu_support:
        made.docker.base_image = DEFAULT_GPU_IMAGE
    if given["image_registry_details"] is not None:
        made.docker.base_image_registry = given["image_registry_details"]
    made.docker.shm_size = given["shm_size"]


def _packages(given: Mapping[str, Any]) -> CondaDependencies:
    file = _found("conda_dependencies_file", given)
    made = CondaDependencies(file) if file else CondaDependencies()
    requirements = _found("pip_requirements_file", given)
    for package in _listed("conda_packages", given):
        made.add_conda_package(package)
    for package in [*(read_requirements(requirements) if requirements else ()), *_listed("pip_packages", given)]:
        if package.startswith("-"):
            made.set_pip_option(package)
        else:
            made.add_pip_package(package)
    return made


def _found(argument: str, given: Mapping[str, Any]) -> Optional[str]:
    """A file that lies in the source folder, or where its path leads from here."""
    if given[argument] is None:
        return None
    path = arguments.path(argument, given[argument])
    inside = os.path.join(arguments.path("source_directory", given["source_directory"]), path)
    return inside if os.path.isfile(inside) else path


def _listed(argument: str, given: Mapping[str, Any]) -> List[str]:
    packages = given[argument]
    if packages is None:
        return []
    if isinstance(packages, (list, tuple)):
        return [arguments.text(f"an entry of {argument}", package) for package in packages]
    raise arguments.wrong(argument, packages, "a list of packages")


def _add_framework(made: Environment, framework: str, asked: Any) -> None:
    """The framework's packages, but for those that the user names: these are as the user says."""
    if framework not in _FRAMEWORKS:
        return
    package, oldest, beside = _FRAMEWORKS[framework]
    packages = made.python.conda_dependencies
    if not _named(packages) & {package, f"{package}-gpu", f"{package}-cpu", "pytorch"}:
        packages.add_pip_package(package + _specifier(made, framework, oldest, asked))
    _add_missing(packages, beside)
    made.name = f"{framework} estimator"


def _named(packages: CondaDependencies) -> Set[str]:
    return {name_of(line) for line in [*packages.pip_packages, *packages.conda_packages]}


def _add_missing(packages: CondaDependencies, lines: Sequence[str]) -> None:
    """To an environment that has packages at all: one without is the workspace's own interpreter."""
    named = _named(packages)
    for line in lines if named - {"azureml-defaults"} else ():
        if name_of(line) not in named:
            packages.add_pip_package(line)


def _specifier(made: Environment, framework: str, oldest: Version, asked: Any) -> str:
    """The version as pip writes it. One that no Python of today has is replaced, which the run's details say."""
    if asked is None:
        return ""
    text = str(asked)
    if not re.fullmatch(r"\d+(\.\d+)*", text):
        raise arguments.wrong("framework_version", asked, "a version such as '2.2'")
    version = tuple(map(int, text.split(".")))
    if version >= oldest[: len(version)]:
        return f"=={text}.*" if len(version) < 3 else f"=={text}"
    least = ".".join(map(str, oldest))
    made.extra["replaced"] = [
        f"{framework} {least} or newer in place of {text}: no Python from 3.8 on has that version."
    ]
    return f">={least}"
