"""The data of a run as its record keeps it, and where it lies when the run is prepared."""

import json
import os
import re
import shlex
from dataclasses import replace
from typing import Any, Dict, List, Mapping

from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.resources.records import RunRecord, RunSpec
from amlwidgets.store.layout import RunFolder

DATA = "data"
"""The key of a spec's `extra` that holds `inputs` and `outputs`, by name."""

OUTPUT_DATASETS = "outputDatasets"
"""The key of a run's usage: what its outputs are, by name, once it has completed."""

REFERENCE = "reference"
"""The key of an input or output that is a data reference and no dataset: the name that its variable ends with."""

_EXPRESSION = re.compile(r"\$\{\{\s*(inputs|outputs)\.([A-Za-z_]\w*)\s*\}\}")
_FILE, _THERE = "data.json", "there.json"

Paths = Mapping[str, str]
"""`inputs.<name>` and `outputs.<name>` to paths."""


def data_of(spec: RunSpec, kind: str) -> Dict[str, Dict[str, Any]]:
    """The `inputs` or `outputs` of a run by name."""
    recorded = spec.extra.get(DATA)
    return dict(recorded.get(kind) or {}) if isinstance(recorded, dict) else {}


def has_data(run: RunRecord) -> bool:
    """Whether anything is to be prepared, or kept at the end."""
    return bool(data_of(run.spec, "inputs") or data_of(run.spec, "outputs"))


def views_folder(folder: RunFolder) -> str:
    """Below it lie the run's inputs, and what it uploads at its end; removed when the run has ended."""
    return os.path.join(folder.root, DATA)


def write_paths(folder: RunFolder, paths: Paths) -> None:
    """Keep where the data lies, for whoever starts the run's processes."""
    with open(os.path.join(folder.launcher, _FILE), "w", encoding="utf-8") as file:
        json.dump(paths, file)


def read_paths(folder: RunFolder) -> Paths:
    """Where the data lies; nothing for a run without any."""
    try:
        with open(os.path.join(folder.launcher, _FILE), encoding="utf-8") as file:
            return dict(json.load(file))
    except FileNotFoundError:
        return {}


def write_there(folder: RunFolder, there: Mapping[str, Mapping[str, str]]) -> None:
    """Keep which paths are made on another machine alone: `link` and `target` by the name of the data."""
    with open(os.path.join(folder.launcher, _THERE), "w", encoding="utf-8") as file:
        json.dump(there, file)


def read_there(folder: RunFolder) -> Dict[str, Dict[str, str]]:
    """What `write_there` kept; nothing for a run that does not leave this machine."""
    try:
        with open(os.path.join(folder.launcher, _THERE), encoding="utf-8") as file:
            return dict(json.load(file))
    except FileNotFoundError:
        return {}


def filled(words: List[str], paths: Paths) -> List[str]:
    """Arguments with paths in place of expressions. Raises RunConfigurationException for one without a path."""

    def path(found: "re.Match[str]") -> str:
        name = f"{found[1]}.{found[2]}"
        if name not in paths:
            raise RunConfigurationException(
                f"The arguments name {name}; the run has: {', '.join(sorted(paths)) or 'none'}."
            )
        return paths[name]

    return [_EXPRESSION.sub(path, word) for word in words] if paths else words


def variables(run: RunRecord, paths: Paths) -> Dict[str, str]:
    """The same for scripts that look at their environment: v1's names, and those of v2's."""
    found: Dict[str, str] = {}
    for kind, word in (("inputs", "INPUT"), ("outputs", "OUTPUT")):
        for name, given in data_of(run.spec, kind).items():
            value = paths.get(f"{kind}.{name}") or str(given.get("id", ""))
            found[f"AZUREML_DATAREFERENCE_{given.get(REFERENCE) or name}"] = value
            found[f"AZURE_ML_{word}_{name}"] = value
    return found


def with_paths(folder: RunFolder, run: RunRecord) -> RunRecord:
    """The run as its processes are started: paths in place of expressions, and in variables."""
    if not has_data(run):
        return run
    paths, spec = read_paths(folder), run.spec
    command = spec.command
    if isinstance(command, str):  # a shell reads it
        command = filled([command], {name: shlex.quote(path) for name, path in paths.items()})[0]
    return replace(
        run,
        spec=replace(
            spec,
            arguments=filled(spec.arguments, paths),
            command=filled(list(map(str, command)), paths) if isinstance(command, (list, tuple)) else command,
            environment_variables={**variables(run, paths), **spec.environment_variables},
        ),
    )
