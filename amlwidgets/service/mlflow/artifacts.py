"""The files of a run as MLflow's artifacts: `outputs/`, `logs/` and whatever else lies beside them."""

from contextlib import contextmanager
from typing import Any, BinaryIO, Dict, Iterator, List, Tuple

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.ids import check_relative
from amlwidgets.service.answer import Answer, FileContent
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.runs import active_run
from amlwidgets.service.routing import Request


def list_artifacts(context: Context, request: Request) -> Answer:
    """One folder of a run's files, with paths from the run's root."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    run = backend.get_run(arguments.run_id())
    folder = check_relative(arguments.text("path", ""))
    return Answer(
        200, {"root_uri": f"mlflow-artifacts:/{run.run_id}", "files": _folder(backend, run.run_id, folder)}
    )


def list_by_path(context: Context, request: Request) -> Answer:
    """The same for a path that begins with the run's id; the paths of the answer are names only."""
    run_id, folder = _split(request.query.get("path", ""))
    files = _folder(context.workspace(request), run_id, folder)
    return Answer(200, {"files": [{**file, "path": file["path"].rsplit("/", 1)[-1]} for file in files]})


def get_artifact(context: Context, request: Request) -> Answer:
    """The bytes of a file."""
    run_id, path = _split(request.parts["path"])
    return Answer(200, FileContent.of(context.workspace(request).open_run_file(run_id, path), path))


def put_artifact(_context: Context, _request: Request) -> Answer:
    """A file that `upload` has written."""
    return Answer(200, {})


@contextmanager
def upload(context: Context, request: Request) -> Iterator[BinaryIO]:
    """The file that a PUT writes; it appears whole when the block ends without an exception."""
    backend = context.workspace(request)
    run_id, path = _split(request.parts["path"])
    active_run(backend, run_id)
    with backend.write_run_file(run_id, path) as file:
        yield file


def _split(path: str) -> Tuple[str, str]:
    """The run's id and the path in it."""
    run_id, _, rest = path.partition("/")
    if not run_id:
        raise ValidationException(f"path is {path!r}; expected a run's id and a path in it.")
    return run_id, check_relative(rest)


def _folder(backend: Backend, run_id: str, folder: str) -> List[Dict[str, Any]]:
    """The files and folders in one folder of a run, by path; a file has nothing in it."""
    prefix = f"{folder}/" if folder else ""
    found: Dict[str, Dict[str, Any]] = {}
    for entry in backend.list_run_files(run_id, prefix):
        name, slash, _ = entry.path[len(prefix) :].partition("/")
        path = prefix + name
        if slash:
            found[path] = {"path": path, "is_dir": True}
        else:
            found[path] = {"path": path, "is_dir": False, "file_size": entry.size}
    return [found[path] for path in sorted(found)]
