"""What a dataset is: a document of sources and steps, evaluated when its data is used.

::

    {"kind": "file" | "tabular", "sources": [...], "partition": "..." | None, "is_file": False,
     "reader": {"format": "delimited", ...} | None, "steps": [{"do": "take", "count": 10}, ...]}
"""

import random
from typing import Any, Callable, Dict, Iterable, List, Mapping

from amlwidgets.engine.inputs import partitions
from amlwidgets.engine.inputs.expressions import value_of
from amlwidgets.engine.inputs.files import Places, SourceFile, list_files

Definition = Mapping[str, Any]


def files_of(definition: Definition, places: Places) -> List[SourceFile]:
    """The files of a dataset: those of its sources with their partitions, after the steps of a file dataset.

    Raises UserErrorException for a source without files, or a path that the partition format does not fit.
    """
    found = _partitioned(definition, list_files(definition["sources"], places))
    if definition["kind"] == "file":
        for step in definition.get("steps") or ():
            found = _STEPS[step["do"]](found, step)
    return found


def _partitioned(definition: Definition, found: List[SourceFile]) -> List[SourceFile]:
    from dataclasses import replace

    form = definition.get("partition")
    if not form:
        return found
    compiled = partitions.compiled(form)
    return [replace(file, columns=partitions.columns(compiled, file.full, form)) for file in found]


def draws(seed: int, count: int) -> Iterable[float]:
    """`count` numbers of [0, 1): the same for the same seed."""
    made = random.Random(seed)
    return [made.random() for _ in range(count)]


def _sample(found: List[SourceFile], step: Mapping[str, Any]) -> List[SourceFile]:
    """Those whose number lies in [from, to): the parts of a split share the numbers and nothing else."""
    return [
        file
        for file, drawn in zip(found, draws(step["seed"], len(found)))  # noqa: B905 (3.8)
        if step["from"] <= drawn < step["to"]
    ]


def _filter(found: List[SourceFile], step: Mapping[str, Any]) -> List[SourceFile]:
    return [file for file in found if value_of(step["expression"], _looked_up(file))]


def _looked_up(file: SourceFile) -> Callable[[str], Any]:
    facts: Dict[str, Any] = {
        "Size": file.size,
        "LastModifiedTime": file.modified,
        "Path": file.shown,
        **file.columns,
    }
    return lambda name: facts[name]


_STEPS: Mapping[str, Callable[[List[SourceFile], Mapping[str, Any]], List[SourceFile]]] = {
    "take": lambda found, step: found[: step["count"]],
    "skip": lambda found, step: found[step["count"] :],
    "sample": _sample,
    "filter": _filter,
}
