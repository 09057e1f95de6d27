"""CondaDependencies: the packages of an environment, as a conda file lists them."""

import os
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.yaml_text import dump, load
from amlwidgets.sdk import arguments
from amlwidgets.sdk.requirements import anchored, name_of, with_files

PYTHON_DEFAULT_VERSION: Optional[str] = None
"""No version: the interpreter of the workspace, or an older one where not all packages are made for that."""

CPU = "cpu"
GPU = "gpu"
_DEFAULT_FILE = "conda_dependencies.yml"


class CondaDependencies:
    """A conda specification that packages are added to and removed from. Packages come from PyPI when it is built
    in an embedded workspace; the run's details say what was taken in whose place.
    """

    DEFAULT_NUMBER_OF_CONDA_PACKAGES = 0
    DEFAULT_NUMBER_OF_PIP_PACKAGES = 0

    def __init__(
        self, conda_dependencies_file_path: Any = None, _underlying_structure: Optional[Mapping[str, Any]] = None
    ) -> None:
        if conda_dependencies_file_path is not None:
            path = arguments.path("conda_dependencies_file_path", conda_dependencies_file_path)
            self._structure = read_conda_file(path)
        elif _underlying_structure is not None:
            structure = arguments.instance("_underlying_structure", _underlying_structure, dict)
            self._structure = checked(structure, "The conda specification")
        else:
            self._structure = {
                "name": "project_environment",
                "dependencies": [{"pip": ["azureml-defaults"]}],
                "channels": ["anaconda", "conda-forge"],
            }

    @staticmethod
    def create(
        pip_indexurl: Optional[str] = None,
        pip_packages: Optional[Sequence[str]] = None,
        conda_packages: Optional[Sequence[str]] = None,
        python_version: Optional[str] = PYTHON_DEFAULT_VERSION,
        pin_sdk_version: bool = True,
    ) -> "CondaDependencies":
        """Of these packages. `pin_sdk_version` means nothing here: the SDK is part of every run."""
        made = CondaDependencies()
        if python_version is not None:
            made.set_python_version(python_version)
        for package in _texts("conda_packages", conda_packages):
            made.add_conda_package(package)
        if pip_indexurl is not None:
            made.set_pip_index_url(pip_indexurl)
        for package in _texts("pip_packages", pip_packages):
            made.add_pip_package(package)
        return made

    @staticmethod
    def merge_requirements(requirements: Sequence[str]) -> List[str]:
        """Each package once: the last that is said of it, with the extras of all."""
        merged: Dict[str, str] = {}
        extras: Dict[str, List[str]] = {}
        for line in _texts("requirements", requirements):
            name = name_of(line)
            head, _, rest = line.partition("[")
            inside, closed, behind = rest.partition("]")
            extras.setdefault(name, []).extend(
                part.strip() for part in inside.split(",") if closed and part.strip()
            )
            merged[name] = (head + behind) if closed else line
        return [_with_extras(line, extras[name]) for name, line in merged.items()]

    @staticmethod
    def sdk_origin_url() -> str:
        """Where v1's SDK came from."""
        return "https://pypi.org/simple"

    def get_default_number_of_packages(self) -> int:
        """v1's count of packages beyond the user's."""
        return self.DEFAULT_NUMBER_OF_CONDA_PACKAGES + self.DEFAULT_NUMBER_OF_PIP_PACKAGES

    # -- conda -----------------------------------------------------------------------------------------------

    @property
    def conda_channels(self) -> Iterator[str]:
        """The channels."""
        return iter(list(self._structure.get("channels") or []))

    @property
    def conda_packages(self) -> Iterator[str]:
        """The conda packages, with Python when a version is asked for."""
        return iter([entry for entry in self._dependencies if not isinstance(entry, Mapping)])

    def add_channel(self, channel: str) -> None:
        """Add a channel; recorded, packages come from PyPI."""
        channels = self._structure.setdefault("channels", [])
        if arguments.text("channel", channel) not in channels:
            channels.append(channel)

    def remove_channel(self, channel: str) -> None:
        """Remove a channel."""
        kept = [each for each in self._structure.get("channels") or [] if each != channel]
        self._structure["channels"] = kept

    def add_conda_package(self, conda_package: str) -> None:
        """Add a package, in place of one of that name."""
        package = arguments.text("conda_package", conda_package).strip()
        self._replace_conda(name_of(package), package)

    def remove_conda_package(self, conda_package: str) -> None:
        """Remove a package, named with or without a version."""
        self._replace_conda(name_of(arguments.text("conda_package", conda_package)), None)

    def get_python_version(self) -> Optional[str]:
        """The version asked for; None when it is left to the workspace."""
        asked = (package for package in self.conda_packages if name_of(package) == "python")
        return next((package[len("python") :].lstrip("= ") or None for package in asked), None)

    def set_python_version(self, version: str) -> None:
        """Ask for a Python, such as '3.8'."""
        text = arguments.text("version", str(version) if isinstance(version, float) else version)
        if not any(sign.isdigit() for sign in text):
            raise arguments.wrong("version", version, "a version such as '3.8'")
        self.add_conda_package(f"python{text}" if text[0] in "=<>!~" else f"python={text}")

    def add_tensorflow_conda_package(self, core_type: str = CPU, version: Optional[str] = None) -> None:
        """Add TensorFlow."""
        self.add_conda_package(_tensorflow(core_type) + (f"={version}" if version else ""))

    # -- pip -------------------------------------------------------------------------------------------------

    @property
    def pip_packages(self) -> Iterator[str]:
        """The pip packages."""
        return iter([line for line in self._pip if not line.startswith("-")])

    @property
    def pip_options(self) -> Iterator[str]:
        """The pip options, such as an index."""
        return iter([line for line in self._pip if line.startswith("-")])

    def add_pip_package(self, pip_package: str) -> None:
        """Add a package, in place of one of that name; a path is relative to the current folder."""
        package = anchored(arguments.text("pip_package", pip_package).strip(), os.getcwd())
        self._replace_pip(name_of(package), package)

    def remove_pip_package(self, pip_package: str) -> None:
        """Remove a package, named with or without a version."""
        self._replace_pip(name_of(arguments.text("pip_package", pip_package)), None)

    def set_pip_requirements(self, pip_requirements: Sequence[str]) -> None:
        """These lines and no others under pip."""
        lines = _texts("pip_requirements", pip_requirements)
        self._set_pip([anchored(line, os.getcwd()) for line in lines])

    def set_pip_index_url(self, index_url: str) -> None:
        """Take packages from this index."""
        self.set_pip_option(f"--index-url {arguments.text('index_url', index_url)}")

    def set_pip_option(self, pip_option: str) -> None:
        """Add an option, in place of the same with another value."""
        option = arguments.text("pip_option", pip_option).strip()
        self.remove_pip_option(option)
        self._set_pip([option, *self._pip])

    def remove_pip_option(self, pip_option: str) -> None:
        """Remove an option, named with or without its value."""
        name = _option_name(arguments.text("pip_option", pip_option))
        self._set_pip([line for line in self._pip if not line.startswith("-") or _option_name(line) != name])

    def add_tensorflow_pip_package(self, core_type: str = CPU, version: Optional[str] = None) -> None:
        """Add TensorFlow."""
        self.add_pip_package(_tensorflow(core_type) + (f"=={version}" if version else ""))

    def add_cntk_package(self, core_type: str = CPU) -> None:
        """Add CNTK, as v1 named it."""
        self.add_pip_package("cntk-gpu" if _core(core_type) == GPU else "cntk")

    # -- as a whole ------------------------------------------------------------------------------------------

    def as_dict(self) -> Dict[str, Any]:
        """The specification, as a copy."""
        from copy import deepcopy

        return deepcopy(self._structure)

    def serialize_to_string(self) -> str:
        """The text of the conda file. Raises UserErrorException where PyYAML is missing."""
        return dump(self._structure)

    def save(self, path: Any = None) -> str:
        """Write the conda file (`conda_dependencies.yml`); returns its path."""
        target = _DEFAULT_FILE if path is None else arguments.path("path", path)
        if os.path.isdir(target):
            target = os.path.join(target, _DEFAULT_FILE)
        folder = os.path.dirname(target)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(self.serialize_to_string())
        return target

    def save_to_file(self, base_directory: Any, conda_file_path: Any = None) -> str:
        """Write the conda file below a folder; returns its path there."""
        name = _DEFAULT_FILE if conda_file_path is None else arguments.path("conda_file_path", conda_file_path)
        self.save(os.path.join(arguments.path("base_directory", base_directory), name))
        return name

    def __repr__(self) -> str:
        return f"CondaDependencies({self._structure!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CondaDependencies) and self._structure == other._structure

    __hash__ = None  # type: ignore[assignment]

    @property
    def _dependencies(self) -> List[Any]:
        found: List[Any] = self._structure.setdefault("dependencies", [])
        return found

    @property
    def _pip(self) -> List[str]:
        return [line for entry in self._dependencies if isinstance(entry, Mapping) for line in entry["pip"]]

    def _set_pip(self, lines: List[str]) -> None:
        plain = [entry for entry in self._dependencies if not isinstance(entry, Mapping)]
        self._structure["dependencies"] = [*plain, *([{"pip": lines}] if lines else [])]

    def _replace_pip(self, name: str, package: Optional[str]) -> None:
        kept = [line for line in self._pip if line.startswith("-") or name_of(line) != name]
        self._set_pip([*kept, *([package] if package else [])])

    def _replace_conda(self, name: str, package: Optional[str]) -> None:
        plain = [entry for entry in self._dependencies if isinstance(entry, Mapping) or name_of(entry) != name]
        place = 0 if name == "python" else sum(not isinstance(entry, Mapping) for entry in plain)
        self._structure["dependencies"] = [*plain[:place], *([package] if package else []), *plain[place:]]


def read_conda_file(path: str) -> Dict[str, Any]:
    """The specification in a conda file, with the requirements files that it names put in. Raises
    UserErrorException for one that is not there or is none.
    """
    if not os.path.isfile(path):
        raise UserErrorException(
            f"The conda file {path!r} is not there.", remedy=f"The current folder is {os.getcwd()}."
        )
    with open(path, encoding="utf-8-sig") as file:
        structure = checked(load(file.read(), f"The conda file {path}"), f"The conda file {path}")
    folder = os.path.dirname(os.path.abspath(path))
    for entry in structure["dependencies"]:
        if isinstance(entry, dict):
            entry["pip"] = list(with_files(entry["pip"], folder))
    return structure


def checked(structure: Any, what: str) -> Dict[str, Any]:
    """A specification as conda writes one: `dependencies` of texts, and of one `pip` with texts."""
    from copy import deepcopy

    if not isinstance(structure, Mapping):
        raise UserErrorException(f"{what} is {structure!r}; expected 'dependencies:' with a list of packages.")
    found = deepcopy(dict(structure))
    dependencies = found.get("dependencies") or []
    if not isinstance(dependencies, list):
        raise UserErrorException(f"dependencies of {what} is {dependencies!r}; expected a list of packages.")
    found["dependencies"] = [_entry(entry, what) for entry in dependencies]
    return found


def _entry(entry: Any, what: str) -> Any:
    if isinstance(entry, Mapping):
        pip = entry.get("pip") or []
        if set(entry) != {"pip"} or not isinstance(pip, list):
            raise UserErrorException(f"{what} has {dict(entry)!r}; expected a package, or 'pip:' with a list.")
        return {"pip": [str(line) for line in pip]}
    if not isinstance(entry, str) or not entry.strip():
        raise UserErrorException(f"{what} has {entry!r}; expected a package such as 'numpy=1.18'.")
    return entry.strip()


def _texts(argument: str, given: Optional[Iterable[str]]) -> List[str]:
    if given is None:
        return []
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise arguments.wrong(argument, given, "a list of packages")
    return [arguments.text(f"an entry of {argument}", entry) for entry in given]


def _with_extras(line: str, extras: List[str]) -> str:
    if not extras:
        return line
    name = next((index for index, sign in enumerate(line) if sign in "<>=!~; @"), len(line))
    return f"{line[:name]}[{','.join(dict.fromkeys(extras))}]{line[name:]}"


def _option_name(option: str) -> str:
    return option.strip().replace("=", " ", 1).split(" ", 1)[0]


def _core(core_type: str) -> str:
    return arguments.one_of("core_type", core_type, (CPU, GPU))


def _tensorflow(core_type: str) -> str:
    return "tensorflow-gpu" if _core(core_type) == GPU else "tensorflow"
