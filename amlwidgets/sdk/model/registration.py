"""Registering a model: of files on this machine, or of a run's."""

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, List, Optional, Sequence

from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments
from amlwidgets.sdk.exceptions import ModelPathNotFoundException
from amlwidgets.sdk.model.keeping import keep
from amlwidgets.sdk.model.place import Place
from amlwidgets.sdk.model.said import Said, said

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.model.model import Model
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace


def register_local(
    workspace: "Workspace", told: Said, model_path: Any, child_paths: Optional[Sequence[Any]] = None
) -> "Model":
    """A model of a file or folder of this machine; of a folder all files, or those named.

    Raises ModelPathNotFoundException where nothing is.
    """
    path = arguments.path("model_path", model_path)
    full = os.path.abspath(path)
    if not os.path.exists(full):
        raise ModelPathNotFoundException(
            f"model_path is {path!r}; expected a file or folder that exists.",
            remedy="For files of a run use run.register_model(model_name, model_path='outputs/...').",
        )
    files = [full] if os.path.isfile(full) else _below(full, child_paths)
    if not files:
        raise ModelPathNotFoundException(f"model_path is {path!r}; expected a folder that holds files.")
    above = os.path.dirname(full)
    named = [(os.path.relpath(file, above).replace(os.sep, "/"), file) for file in files]
    return keep(workspace, told, os.path.basename(full), [(name, _opener(file)) for name, file in named])


def _opener(file: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        try:
            return open(file, "rb")
        except OSError as error:
            raise ModelPathNotFoundException(f"{file!r} cannot be read: {error.strerror}.") from error

    return opened


def _below(folder: str, child_paths: Optional[Sequence[Any]]) -> List[str]:
    if child_paths is None:
        found = (os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)
        # A pipe or a socket is no file and would never end; a link to nothing is told when it is opened.
        return sorted(path for path in found if os.path.isfile(path) or os.path.islink(path))
    if isinstance(child_paths, str) or not isinstance(child_paths, Sequence):
        raise arguments.wrong("child_paths", child_paths, "a list of paths below model_path")
    children = [check_relative(arguments.path("an entry of child_paths", child)) for child in child_paths]
    files = [os.path.join(folder, child) for child in children]
    for file, child in zip(files, children):
        if not os.path.isfile(file):
            raise ModelPathNotFoundException(f"child_paths holds {child!r}; there is no such file in model_path.")
    return files


def register_from_run(
    run: "Run",
    model_name: str,
    model_path: Optional[str] = None,
    tags: Any = None,
    properties: Any = None,
    model_framework: Optional[str] = None,
    model_framework_version: Optional[str] = None,
    description: Optional[str] = None,
    datasets: Any = None,
    sample_input_dataset: Any = None,
    sample_output_dataset: Any = None,
    resource_configuration: Any = None,
    **kwargs: Any,
) -> "Model":
    """A model of a file or folder of a run, such as `outputs/model.pkl`; without a path, of what has its name.

    The files are copied: the model stays when the run is deleted. Raises ModelPathNotFoundException, naming what
    the run has.
    """
    arguments.unknown("Run.register_model", kwargs)
    backend = run.experiment.workspace.backend
    told = said(
        backend,
        model_name,
        tags,
        properties,
        description,
        datasets,
        model_framework,
        model_framework_version,
        sample_input_dataset,
        sample_output_dataset,
        resource_configuration,
    )
    path = told.name if model_path is None else arguments.path("model_path", model_path)
    place = Place(check_relative(path), run_id=run.id)
    if not place.path:
        raise arguments.wrong("model_path", path, "a file or folder of the run, such as 'outputs/model.pkl'")
    files = place.files(backend)
    if not files:
        raise _nothing_there(backend, run.id, path)
    made = replace(told.details, run_id=run.id, experiment=run.experiment.name)
    sources = [(name, _run_opener(backend, place, entry.path)) for entry, name in files]
    return keep(run.experiment.workspace, replace(told, details=made), place.name, sources)


def _run_opener(backend: "Backend", place: Place, path: str) -> Callable[[], BinaryIO]:
    return lambda: place.open(backend, path)


def _nothing_there(backend: "Backend", run_id: str, path: str) -> ModelPathNotFoundException:
    there = ", ".join(entry.path for entry in backend.list_run_files(run_id)) or "none"
    return ModelPathNotFoundException(
        f"Could not locate the provided model_path {path} in the files of the run {run_id}.",
        remedy=f"Available files: {there}.",
    )
