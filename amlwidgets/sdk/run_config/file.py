"""Run configurations as files: where they are, and what is in them."""

import os
from typing import TYPE_CHECKING, Any, Dict, Iterator, Mapping, Optional, Type

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.yaml_text import dump
from amlwidgets.resources.yaml_text import load as parsed
from amlwidgets.sdk import arguments
from amlwidgets.sdk.conda_dependencies import CondaDependencies
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.environment.section import Section, camel, written
from amlwidgets.sdk.run_config.data import Data, DataReferenceConfiguration, OutputData, with_configs

if TYPE_CHECKING:
    from amlwidgets.sdk.run_config.configuration import RunConfiguration

_FOLDER = ".azureml"
_FOLDERS = (_FOLDER, "aml_config", "")
"""Where a configuration of a name is looked for; v1's first versions wrote to the second."""

_ENDING = ".runconfig"
_CONDA_FILE = "conda_dependencies.yml"
_ORDER = (
    "script",
    "command",
    "arguments",
    "target",
    "framework",
    "communicator",
    "auto_prepare_environment",
    "max_run_duration_seconds",
    "node_count",
    "credential_passthrough",
    "environment",
    "history",
    "spark",
    "docker",
    "hdi",
    "tensorflow",
    "mpi",
    "pytorch",
    "data_references",
    "data",
    "output_data",
    "datacaches",
    "services",
    "source_directory_data_store",
    "amlcompute",
    "kubernetescompute",
)
_MAPPED: Dict[str, Type[Section]] = {
    "data_references": DataReferenceConfiguration,
    "data": Data,
    "output_data": OutputData,
}


def save(config: "RunConfiguration", path: Any, name: Optional[str], *, separate: bool) -> None:
    """Write a configuration whole. Raises UserErrorException where nothing says how the file is called."""
    target = _target(config, path, name)
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    values = to_yaml(config)
    packages = config.environment.python.conda_dependencies
    if separate and isinstance(packages, CondaDependencies):
        packages.save(os.path.join(folder, _CONDA_FILE))
        del values["environment"]["python"]["condaDependencies"]
        values["environment"]["python"]["condaDependenciesFile"] = _CONDA_FILE
    with open(f"{target}.part", "w", encoding="utf-8") as file:
        file.write(dump(values))
    os.replace(f"{target}.part", target)


def load(path: Any, name: Optional[str]) -> "RunConfiguration":
    """The configuration in a file."""
    found = _found(path, name)
    with open(found, encoding="utf-8-sig") as file:
        values = parsed(file.read(), f"The run configuration {found}") or {}
    if not isinstance(values, Mapping):
        raise UserErrorException(f"The run configuration {found} is {values!r}; expected names and values.")
    made = of_yaml(_with_conda_file(dict(values), os.path.dirname(os.path.abspath(found))))
    made._path, made._name = found, os.path.basename(found)[: -len(_ENDING)] or None
    return made


def delete(path: Any, name: Optional[str]) -> None:
    """Remove a configuration's file."""
    os.remove(_found(path, name))


def to_yaml(config: "RunConfiguration") -> Dict[str, Any]:
    """A configuration in v1's words and order."""
    values: Dict[str, Any] = {}
    for attribute in _ORDER:
        value = getattr(config, attribute)
        values[camel(attribute)] = (
            value.to_json() if isinstance(value, Environment) else written(with_configs(value))
        )
    return {**values, **config.extra}


def of_yaml(values: Mapping[str, Any]) -> "RunConfiguration":
    """The configuration of v1's words. What is unknown warns once and is kept."""
    from amlwidgets.sdk.run_config.configuration import RunConfiguration

    known = {camel(attribute): attribute for attribute in _ORDER}
    made = RunConfiguration(**{key: value for key, value in values.items() if key not in known})
    for key, attribute in known.items():
        if values.get(key) is not None:
            _take(made, attribute, values[key])
    return made


def _take(made: "RunConfiguration", attribute: str, value: Any) -> None:
    present = getattr(made, attribute)
    if isinstance(present, (Section, Environment, dict)) and not isinstance(value, Mapping):
        raise arguments.wrong(camel(attribute), value, "names and values")
    if isinstance(present, Environment):
        made.environment = Environment.from_json(value)
    elif isinstance(present, Section):
        present.take(value)
    elif attribute in _MAPPED:
        kind = _MAPPED[attribute]
        setattr(made, attribute, {name: kind.from_json(each or {}) for name, each in value.items()})
    else:
        setattr(made, attribute, value)


def _target(config: "RunConfiguration", path: Any, name: Optional[str]) -> str:
    chosen = None if path is None else arguments.path("path", path)
    called = name or (config._name if chosen is None or os.path.isdir(chosen) else None)
    if chosen is not None and not called and not os.path.isdir(chosen):
        return os.path.abspath(chosen)
    if chosen is None and name is None and config._path and os.path.splitext(config._path)[1]:
        return os.path.abspath(config._path)
    if not called:
        raise arguments.wrong("name", name, "the name of the configuration, such as 'local'")
    root = chosen if chosen is not None else _root(config)
    return os.path.join(os.path.abspath(root), _FOLDER, f"{arguments.text('name', called)}{_ENDING}")


def _root(config: "RunConfiguration") -> str:
    """The folder that a configuration belongs to."""
    path = config._path
    if not path or not os.path.splitext(path)[1]:
        return path or "."
    folder = os.path.dirname(path)
    return os.path.dirname(folder) if os.path.basename(folder) in _FOLDERS[:2] else folder


def _found(path: Any, name: Optional[str]) -> str:
    places = list(_places(arguments.path("path", path), name))
    for place in places:
        if os.path.isfile(place):
            return place
    raise UserErrorException(
        f"There is no run configuration {name or path!r}.", remedy="Looked for: " + ", ".join(places)
    )


def _places(path: str, name: Optional[str]) -> Iterator[str]:
    if name is None:
        yield path
        return
    for folder in _FOLDERS:
        yield os.path.join(path, folder, f"{name}{_ENDING}")


def _with_conda_file(values: Dict[str, Any], folder: str) -> Dict[str, Any]:
    """The packages in place of the file that has them: beside the configuration, or below the project's folder."""
    environment = values.get("environment")
    if not isinstance(environment, Mapping) or not isinstance(environment.get("python"), Mapping):
        return values
    python = dict(environment["python"])
    file = python.pop("condaDependenciesFile", None)
    if not file:
        return values
    places = [os.path.join(root, str(file)) for root in (folder, os.path.dirname(folder))]
    path = next((place for place in places if os.path.isfile(place)), places[-1])
    packages = CondaDependencies(path).as_dict()
    return {**values, "environment": {**environment, "python": {**python, "condaDependencies": packages}}}
