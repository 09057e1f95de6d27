"""What an environment asks for, and what is built for it: decided without starting anything."""

import hashlib
import json
import os
import sys
from dataclasses import dataclass, replace
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from amlwidgets.engine.distribution import kind_of
from amlwidgets.engine.environments import pip_lines
from amlwidgets.engine.environments.conda import translate
from amlwidgets.engine.environments.pip_lines import masked
from amlwidgets.engine.environments.provided import requirement_name
from amlwidgets.engine.inputs.recorded import data_of
from amlwidgets.engine.mpi import REQUIREMENT as MPIRUN
from amlwidgets.resources.distribution import MPI
from amlwidgets.resources.errors import EnvironmentBuildException
from amlwidgets.resources.images import DEFAULT_CPU_IMAGE
from amlwidgets.resources.records import RunSpec
from amlwidgets.storage.sql.packages import PACKAGES

_FORMAT = 2
"""Raised when environments built before are of no use any more."""

_TABLES = ("pandas", "pyarrow")

_SKIPPED = (".git", "__pycache__", "build", "dist", ".venv", "node_modules")


@dataclass(frozen=True)
class Plan:
    """`python` is the version asked for in conda's words ("" for any), `lines` a requirements file, `arguments`
    uv's own, `files` what of this machine goes into it; `asked` what the user wrote, `notes` what is done
    in its place. `interpreter` is a Python that the user manages.
    """

    name: str = "default"
    python: str = ""
    lines: Tuple[str, ...] = ()
    arguments: Tuple[str, ...] = ()
    files: Tuple[str, ...] = ()
    asked: Tuple[str, ...] = ()
    notes: Tuple[str, ...] = ()
    packages: int = 0
    interpreter: Optional[str] = None

    @property
    def is_built(self) -> bool:
        """Whether it needs an environment of its own; without, the engine's interpreter serves."""
        return self.interpreter is None and bool(self.packages or (self.python and not _is_own(self.python)))

    def key(self) -> str:
        """The name of what is built: the same for the same packages on the same Python."""
        python = self.python or f"own {sys.version_info[0]}.{sys.version_info[1]}"
        contents = [list(_content(path)) for path in self.files]
        parts = [_FORMAT, sys.platform, os.uname().machine, python, self.lines, self.arguments, contents]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


def plan_of_run(spec: RunSpec) -> Plan:
    """The plan for a run's environment, with what Azure gives it and it needs: mpirun, readers of tables."""
    made = plan(spec.environment)
    if not made.is_built:
        return made
    there = {requirement_name(line) for line in made.lines}
    added = {line: note for line, note in _needed(spec) if line not in there}
    return replace(
        made,
        lines=(*made.lines, *added),
        packages=made.packages + len(added),
        notes=(*made.notes, *added.values()),
    )


def _needed(spec: RunSpec) -> Iterator[Tuple[str, str]]:
    if kind_of(spec) == MPI:
        yield MPIRUN, f"{MPIRUN}: added, it brings the mpirun that Azure's images have."
    inputs = data_of(spec, "inputs").values()
    tables = [given["definition"] for given in inputs if (given.get("definition") or {}).get("kind") == "tabular"]
    servers = {str(source.get("server", "")) for table in tables for source in table.get("sources") or ()}
    clients = [name for server in sorted(servers) for name in PACKAGES.get(server, ())]
    for name in (*(_TABLES if tables else ()), *clients):
        yield name, f"{name}: added, the run reads a tabular dataset with it."


def plan(environment: Mapping[str, Any]) -> Plan:
    """The plan for an environment as it is recorded with a run. Raises EnvironmentBuildException."""
    python, docker = _section(environment, "python"), _section(environment, "docker")
    name = str(environment.get("name") or "default")
    begun = Plan(name=name, notes=(*map(str, _listed(environment, "replaced")), *_about_docker(docker)))
    if python.get("userManagedDependencies"):
        path = str(python.get("interpreterPath") or "python")
        return replace(begun, interpreter=sys.executable if path == "python" else path)
    conda = _section(python, "condaDependencies")
    dependencies = conda.get("dependencies")
    if not isinstance(dependencies, list):
        return begun
    made = _with_packages(begun, dependencies, _listed(conda, "channels"))
    if name.startswith("AzureML-") and made.is_built:
        made = replace(made, notes=(f"{name}: this product's own list of packages for Azure's name.", *made.notes))
    return made


def _with_packages(begun: Plan, dependencies: List[Any], channels: List[Any]) -> Plan:
    plain = [entry for entry in dependencies if not isinstance(entry, Mapping)]
    pip = [line for entry in dependencies if isinstance(entry, Mapping) for line in _listed(entry, "pip")]
    if all(_is_of_the_sdk(line) for line in pip) and not plain:
        return begun
    conda, found = translate(plain, channels), pip_lines.read(pip)
    # Conda brings pip along with a pip section: it counts as asked for when it stands beside other packages.
    wanted = [line for line in conda.requirements if line not in ("pip", "setuptools", "wheel")]
    return replace(
        begun,
        python=conda.python,
        lines=(*conda.requirements, *found.lines),
        arguments=tuple(found.arguments),
        files=tuple(found.files),
        asked=tuple(masked(str(entry)) for entry in (*plain, *pip)),
        notes=(*begun.notes, *conda.notes, *map(masked, found.notes)),
        packages=len(wanted) + found.packages,
    )


def _is_of_the_sdk(line: Any) -> bool:
    """Whether a pip line is what every v1 environment begins with, and nothing is to be said about it."""
    return str(line).strip().startswith(("azureml-defaults", "azureml-core"))


def _is_own(python: str) -> bool:
    from amlwidgets.engine.environments.pythons import fits

    return fits(python, sys.version_info[:3])


def _section(environment: Mapping[str, Any], name: str) -> Dict[str, Any]:
    section = environment.get(name)
    return section if isinstance(section, dict) else {}


def _listed(values: Mapping[str, Any], name: str) -> List[Any]:
    found = values.get(name) or []
    if isinstance(found, (list, tuple)):
        return list(found)
    raise EnvironmentBuildException(
        f"{name} of the environment is {found!r}; expected a list.", remedy="Write one entry a line, after a dash."
    )


def _about_docker(docker: Mapping[str, Any]) -> Iterator[str]:
    if docker.get("baseImage") and docker["baseImage"] != DEFAULT_CPU_IMAGE:
        yield f"Docker image {docker['baseImage']}: recorded; runs here use no container."
    if docker.get("baseDockerfile"):
        yield "The Dockerfile: recorded; runs here use no container."


def _content(path: str) -> Iterator[Tuple[str, int, int]]:
    """(path, size, time of change) of each file of a wheel or source folder."""
    if not os.path.isdir(path):
        found = os.stat(path)
        yield path, found.st_size, found.st_mtime_ns
        return
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if name not in _SKIPPED and not name.endswith(".egg-info"))
        for name in sorted(files):
            found = os.lstat(os.path.join(folder, name))
            yield os.path.join(folder, name), found.st_size, found.st_mtime_ns
