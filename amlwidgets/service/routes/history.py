"""Run history: what azure-ai-ml asks for to stream, archive and download a job."""

from amlwidgets.faces.fields import Fields
from amlwidgets.faces.history import history_details, history_run
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import RunFilter
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.routing import WORKSPACE, Request, Route

_HISTORY = f"/history/{{version}}{WORKSPACE}"
_RUN = f"{_HISTORY}/runs/{{name}}"
_LOGS = ("user_logs/", "logs/", "system_logs/")
_MOST_CHILDREN = 1000


def get_run(context: Context, request: Request) -> Answer:
    """The metadata of a run."""
    backend = context.workspace(request)
    return Answer(200, history_run(backend.workspace, backend.get_run(request.parts["name"])))


def get_details(context: Context, request: Request) -> Answer:
    """The state of a run, and where its logs can be read."""
    backend = context.workspace(request)
    run = backend.get_run(request.parts["name"])
    links = Links.of(context, request, backend.workspace)
    names = [entry.path for entry in backend.list_run_files(run.run_id) if entry.path.startswith(_LOGS)]
    return Answer(200, history_details(run, {name: links.run_file(run.run_id, name) for name in names}))


def get_children(context: Context, request: Request) -> Answer:
    """The child runs of a run, newest first."""
    backend = context.workspace(request)
    run = backend.get_run(request.parts["name"])
    children = backend.list_runs(RunFilter(parent=run.run_id, include_children=True), top=_MOST_CHILDREN)
    return listed([history_run(backend.workspace, child) for child in children])


def get_run_data(context: Context, request: Request) -> Answer:
    """The metadata of the run that the body names."""
    backend = context.workspace(request)
    run = backend.get_run(Fields(request.body).text("runId"))
    return Answer(200, {"runMetadata": history_run(backend.workspace, run)})


def change_run(context: Context, request: Request) -> Answer:
    """Rename, describe, tag, archive (`hidden`) a run."""
    backend, fields = context.workspace(request), Fields(request.body)
    run = backend.get_run(request.parts["name"])
    if run.experiment != request.parts["experiment"]:
        raise ResourceNotFound(f"The run {run.run_id!r} is not one of {request.parts['experiment']!r}.")
    changed = backend.update_run(
        run.run_id,
        name=fields.text("displayName") if "displayName" in fields else None,
        description=fields.text("description") if "description" in fields else None,
        tags=fields.labels("tags"),
        properties=fields.labels("properties"),
        archived=fields.flag("hidden", default=run.archived),
    )
    return Answer(200, history_run(backend.workspace, changed))


def resolve_uris(context: Context, request: Request) -> Answer:
    """The URIs of data by their ids: ours are the URIs themselves."""
    context.workspace(request)
    ids = Fields(request.body).texts("values")
    return Answer(200, {"values": {uri: {"uri": uri, "type": "UriFolder"} for uri in ids}})


ROUTES = (
    Route("GET", _RUN, get_run, quick=True),
    Route("GET", f"{_RUN}/details", get_details),
    Route("GET", f"{_RUN}/children", get_children),
    Route("POST", f"{_HISTORY}/rundata", get_run_data, reads=True),
    Route("PATCH", f"{_HISTORY}/experiments/{{experiment}}/runs/{{name}}", change_run),
    Route("POST", f"/data/{{version}}{WORKSPACE}/dataversion/batchGetResolvedUris", resolve_uris, reads=True),
)
