"""What a requirement stands for that is not installed: the names of this product, and what cannot be had."""

import re
from typing import List, Optional, Tuple

_KEPT = ("azureml-inference-server-http",)
"""Packages of that prefix which are free and are what they say."""

_BRINGS = (
    ("azureml-mlflow", ("mlflow-skinny",)),
    ("azureml-contrib-notebook", ("papermill", "ipykernel", "six")),
    ("azureml-dataprep", ("pandas", "pyarrow")),
    ("azureml-dataset-runtime", ("pandas", "pyarrow")),
    ("azureml-opendatasets", ("pandas", "pyarrow")),
    ("azureml-train-automl", ("pandas", "scikit-learn")),
)
"""What scripts count on with a package of the SDK: by the beginning of its name."""

_UNBUILDABLE = {"horovod": "needs a compiler and MPI's headers", "nvidia-dali": "is not on PyPI"}


def requirement_name(requirement: str) -> str:
    """The package's name as PyPI compares them; "" for a line that begins with none."""
    match = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""


def in_place_of(requirement: str) -> Optional[Tuple[List[str], str]]:
    """What is installed in place of a requirement, and the sentence that says so; None for any other."""
    name = requirement_name(requirement)
    if name in _UNBUILDABLE:
        return [], f"{requirement}: left out, it {_UNBUILDABLE[name]}."
    if not name.startswith("azureml-") or name in _KEPT:
        return None
    brings = next((list(packages) for prefix, packages in _BRINGS if name.startswith(prefix)), [])
    if brings:
        return brings, f"{requirement}: azureml is part of every run here; {' and '.join(brings)} in its place."
    return [], f"{requirement}: azureml is part of every run here."
