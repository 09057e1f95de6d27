"""What public v1 notebooks use of the SDK, and whether it is there.

`symbols.tsv` counts, over 368 public v1 notebooks (166 of them without AutoML, Databricks and the like: `core`), which
symbol is used by how many, and with which keywords; `imports.tsv` where they import it from. Names and counts only.
"""

import ast
import importlib
import inspect
import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple

FOLDER = Path(__file__).parent

# Symbols are grouped by what a notebook's reader would call the class: its members may be in any of these.
GROUPS = {
    "ComputeStatus": [
        "azureml.core.compute.amlcompute.AmlComputeStatus",
        "azureml.core.compute.computeinstance.ComputeInstanceStatus",
    ],
    "ComputeTarget": [
        "azureml.core.compute.ComputeTarget",
        "azureml.core.compute.AmlCompute",
        "azureml.core.compute.ComputeInstance",
        "azureml.core.compute.AksCompute",
    ],
    "Dataset": [
        "azureml.core.Dataset",
        "azureml.data.TabularDataset",
        "azureml.data.FileDataset",
    ],
    "Datastore": [
        "azureml.core.Datastore",
        "azureml.data.azure_storage_datastore.AzureBlobDatastore",
    ],
    "Image": ["azureml.core.image.Image", "azureml.core.image.ContainerImage"],
    "ImageBuildDetails": ["azureml.core.environment.ImageBuildDetails"],
    "Keyvault": ["azureml.core.keyvault.Keyvault"],
    "ModelProfile": ["azureml.core.profile.ModelProfile"],
    "MountContext": ["amlwidgets.sdk.data.datasets.mounting.MountContext"],
    "OutputTabularDatasetConfig": ["azureml.data.output_dataset_config.OutputTabularDatasetConfig"],
    "PortDataReference": ["azureml.pipeline.core.PortDataReference"],
    "PromoteHeadersBehavior": ["azureml.data.dataset_type_definitions.PromoteHeadersBehavior"],
    "ProvisioningConfiguration": ["azureml.core.compute.aks.AksProvisioningConfiguration"],
    "Run": [
        "azureml.core.Run",
        "azureml.train.hyperdrive.HyperDriveRun",
        "azureml.pipeline.core.PipelineRun",
        "azureml.pipeline.core.StepRun",
    ],
    "DockerSection": ["azureml.core.environment.DockerSection"],
    "PythonSection": ["azureml.core.environment.PythonSection"],
    "SparkSection": ["azureml.core.environment.SparkSection"],
    "Webservice": [
        "azureml.core.Webservice",
        "azureml.core.webservice.AciWebservice",
        "azureml.core.webservice.AksWebservice",
        "azureml.core.webservice.LocalWebservice",
        "azureml.core.webservice.AksEndpoint",
    ],
}
MAPPINGS = {
    "ComputeTarget": "compute_targets",
    "Dataset": "datasets",
    "Datastore": "datastores",
    "Environment": "environments",
    "Experiment": "experiments",
    "Model": "models",
    "Webservice": "webservices",
}


ABSENT = (ImportError, AttributeError, TypeError, AssertionError, KeyError)
"""What `check` raises."""


@dataclass(frozen=True)
class Symbol:
    """One line of symbols.tsv."""

    text: str
    core: int
    all: int
    keywords: Tuple[str, ...]


def symbols() -> List[Symbol]:
    return [
        Symbol(text, int(core), int(every), tuple(word for word in keywords.split(", ") if word.isidentifier()))
        for text, core, every, keywords in _lines("symbols.tsv")
    ]


def imports() -> List[Tuple[str, int]]:
    """Import paths, and how many core notebooks use each."""
    return [(path, int(core)) for path, core, _, _ in _lines("imports.tsv")]


def _lines(name: str) -> Iterator[List[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]:
        yield line.split("\t")


def locate(path: str) -> Any:
    """A module, or what a dotted path names in one. Raises ImportError."""
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        parent, _, name = path.rpartition(".")
        if error.name is None or not path.startswith(error.name) or not parent:
            raise
    module = locate(parent)
    if not hasattr(module, name):
        raise ImportError(f"{parent} has no {name}")
    return getattr(module, name)


@lru_cache(maxsize=None)
def homes(name: str) -> Tuple[Any, ...]:
    """The classes or functions that go by a name. Raises ImportError when there is none."""
    paths = GROUPS.get(name) or [path for path, _ in imports() if path.rsplit(".", 1)[-1] == name]
    found, missing = [], []
    for path in paths:
        try:
            found.append(locate(path))
        except ImportError as error:
            missing.append(str(error))
    if not found:
        raise ImportError(f"{name}: {'; '.join(missing) or 'no notebook says where it is imported from'}")
    return tuple(found)


def check(symbol: Symbol) -> None:
    """Raises ImportError or AttributeError for a symbol that is not there, TypeError for a keyword not taken."""
    text = symbol.text
    if text.startswith("azureml."):
        locate(text)
    elif text.startswith("except "):
        assert all(issubclass(home, Exception) for home in homes(text[len("except ") :]))
    elif shown := re.fullmatch(r"(repr|print)\((\w+)\)", text):
        _check_shown(shown[2])
    elif mapped := re.fullmatch(r"Mapping\[(\w+)\]\.(\w+)", text):
        from azureml.core import Workspace

        assert isinstance(inspect.getattr_static(Workspace, MAPPINGS[mapped[1]]), property)
    elif text.endswith("()"):
        _check_keywords(homes(text[:-2])[0], symbol)
    elif "." in text:
        _check_member(symbol)
    else:
        _check_keywords(homes(text)[0], symbol)


def _check_shown(name: str) -> None:
    if name == "DataFrame":  # pandas' own
        return
    assert any(vars(base).get("__repr__") for home in homes(name) for base in home.__mro__[:-1]), name


def _check_member(symbol: Symbol) -> None:
    owner, _, member = symbol.text.rstrip("=").partition(".")
    refused = AttributeError(f"{owner} has no {member}")
    for home in homes(owner):
        found = _member(home, member.split(".")[0])
        if found is None:
            continue
        try:
            return _check_found(found, member, symbol)
        except TypeError as error:  # another class of the group may take the keyword
            refused = error
    raise refused


def _check_found(found: Any, member: str, symbol: Symbol) -> None:
    if symbol.text.endswith("="):
        assert not isinstance(found, property) or found.fset, f"{symbol.text}: {member} cannot be set"
    for deeper in member.split(".")[1:]:
        found = getattr(found, deeper)
    if symbol.keywords and callable(found):
        _check_keywords(found, symbol)


def _member(home: Any, name: str) -> Optional[Any]:
    """A member of a class: what the class has, or True for what its instances are given."""
    found = inspect.getattr_static(home, name, None)
    if isinstance(found, (staticmethod, classmethod)):
        return found.__func__
    if found is not None or hasattr(home, name):
        return found if found is not None else getattr(home, name)
    return True if name in _assigned(home) else None


@lru_cache(maxsize=None)
def _assigned(home: Any) -> "frozenset[str]":
    """The attributes that the methods of a class and its bases set on themselves."""
    names = set()
    for base in home.__mro__[:-1]:
        names |= set(vars(base).get("__annotations__", {}))  # declared, and checked by mypy
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        except (OSError, TypeError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if isinstance(node.value, ast.Name) and node.value.id == "self":
                    names.add(node.attr)
    return frozenset(names)


def _check_keywords(called: Any, symbol: Symbol) -> None:
    unknown = _unknown(called, symbol)
    if unknown and not _takes_any(called):
        raise TypeError(f"{symbol.text} does not take {', '.join(unknown)}")


def _unknown(called: Any, symbol: Symbol) -> List[str]:
    """The keywords that are no parameters and are not named in the source either."""
    parameters = inspect.signature(called).parameters
    return [word for word in symbol.keywords if word not in parameters and f'"{word}"' not in _source(called)]


def _source(called: Any) -> str:
    try:
        return inspect.getsource(called)
    except (OSError, TypeError):
        return ""


def _takes_any(called: Any) -> bool:
    """Whether a keyword that is unknown is kept with a warning."""
    parameters = inspect.signature(called).parameters.values()
    return any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)


def tolerated(symbol: Symbol) -> List[str]:
    """The keywords of a symbol that is there which are only kept: they warn and have no effect."""
    try:
        check(symbol)
        owner, _, member = symbol.text.removesuffix("()").partition(".")
        found = [home if not member else _member(home, member) for home in homes(owner)]
    except ABSENT:
        return []
    unknown = [_unknown(called, symbol) for called in found if callable(called)]
    return min(unknown, key=len, default=[])


def failures(wanted: List[Symbol]) -> List[str]:
    """One line for each symbol that is missing or takes too little."""
    found = []
    for symbol in wanted:
        try:
            check(symbol)
        except ABSENT as error:
            found.append(f"{symbol.text} ({symbol.core}/{symbol.all}): {type(error).__name__}: {error}")
    return found


def missing_imports(least: int = 0) -> List[str]:
    """One line for each import path of at least so many core notebooks that does not resolve."""
    found = []
    for path, core in imports():
        if core < least:
            continue
        try:
            locate(path)
        except ImportError as error:
            found.append(f"{path} ({core}): {error}")
    return found
