"""Run history's artifacts: how azureml-mlflow lists, reads and writes a run's files, by signed URLs of blobs."""

from typing import Any, Dict

from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.runs import active_run
from amlwidgets.service.routing import WORKSPACE, Request, Route
from amlwidgets.service.signing import READ, WRITE

_ARTIFACTS = f"/history/{{version}}{WORKSPACE}/experiments/{{experiment}}/runs/{{name}}/artifacts"
_ORIGIN = "ExperimentRun"


def list_artifacts(context: Context, request: Request) -> Answer:
    """All files of a run."""
    backend, run_id = context.workspace(request), request.parts["name"]
    return listed([_artifact(run_id, entry.path) for entry in backend.list_run_files(run_id)])


def get_content(context: Context, request: Request) -> Answer:
    """Where a file can be read."""
    backend, run_id = context.workspace(request), request.parts["name"]
    path = request.query.get("path", "")
    backend.open_run_file(run_id, path).close()
    return Answer(200, _content(context, request, path, READ))


def create(context: Context, request: Request) -> Answer:
    """Where files can be written that the body names; nothing is there before they are."""
    run = active_run(context.workspace(request), request.parts["name"])
    paths = [each.text("path") for each in Arguments(request.body).list_of("paths")]
    return Answer(
        200,
        {
            "artifacts": {path: _artifact(run.run_id, path) for path in paths},
            "artifactContentInformation": {path: _content(context, request, path, WRITE) for path in paths},
            "errors": {},
        },
    )


def _artifact(run_id: str, path: str) -> Dict[str, Any]:
    container = f"dcid.{run_id}"
    return {
        "artifactId": f"{_ORIGIN}/{container}/{path}",
        "origin": _ORIGIN,
        "container": container,
        "path": path,
    }


def _content(context: Context, request: Request, path: str, permission: str) -> Dict[str, Any]:
    links = Links.of(context, request, context.workspace(request).workspace)
    run_id = request.parts["name"]
    return {**_artifact(run_id, path), "contentUri": links.run_blob(run_id, path, permission)}


ROUTES = (
    Route("GET", _ARTIFACTS, list_artifacts),
    Route("GET", f"{_ARTIFACTS}/contentinfo", get_content),
    Route("POST", f"{_ARTIFACTS}/batch/metadata", create),
)
