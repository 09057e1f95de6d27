"""Runs, called jobs in ARM's paths, and their files."""

from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import urlencode

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.file import run_file
from amlwidgets.faces.job import arm_job, parse_job
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import RunFilter, RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.service.answer import Answer, FileContent, listed
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.routes.operations import ENDED, operation_headers
from amlwidgets.service.routing import WORKSPACE, Request, Route
from amlwidgets.service.submitting import submit_job

_JOBS = f"{WORKSPACE}/jobs"
_JOB = f"{_JOBS}/{{name}}"
_LARGEST_PAGE = 1000
_ARCHIVED = {"activeonly": False, "archivedonly": True}
"""What official clients mean by `listViewType`; any other value, or none, lists all runs."""


def list_jobs(context: Context, request: Request) -> Answer:
    """A page of runs, newest first."""
    backend = context.workspace(request)
    top = min(_count(request.query, "$top", 100, least=1), _LARGEST_PAGE)
    skip = _count(request.query, "$skip", 0)
    runs = backend.list_runs(_filter(request.query), top=top + 1, skip=skip)
    link = _next_link(request, top, skip) if len(runs) > top else None
    return listed([shown(context, request, run) for run in runs[:top]], link)


def _filter(query: Mapping[str, str]) -> RunFilter:
    return RunFilter(
        experiment=query.get("experimentName") or None,
        states=_states(query.get("status")),
        target=query.get("compute") or None,
        search=query.get("search") or None,
        archived=_ARCHIVED.get(query.get("listViewType", "").lower()),
        tags=query.get("tag") or None,
    )


def _states(text: Optional[str]) -> Optional[Tuple[RunState, ...]]:
    if not text:
        return None
    known = {state.value.lower(): state for state in RunState}
    found: List[RunState] = []
    for word in text.split(","):
        if word.strip().lower() not in known:
            raise refuse("status", word, f"one or more of {', '.join(RunState)}, separated by commas")
        found.append(known[word.strip().lower()])
    return tuple(found)


def _count(query: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    text = query.get(name)
    if text is None:
        return default
    # isdecimal alone lets other scripts' digits through, and more digits than a database counts with.
    if not (text.isascii() and text.isdecimal() and len(text) < 10) or int(text) < least:
        raise refuse(name, text, f"a whole number from {least}")
    return int(text)


def _next_link(request: Request, top: int, skip: int) -> str:
    """Where the next page is: for our views below the server's `amlwidgets` path, for official clients in full."""
    query = {**request.query, "$top": str(top), "$skip": str(skip + top)}
    base = request.base if request.official else ""
    return f"{base}{request.arm_id}/jobs?{urlencode(query)}"


def get_job(context: Context, request: Request) -> Answer:
    """One run."""
    return Answer(200, shown(context, request, context.workspace(request).get_run(request.parts["name"])))


def put_job(context: Context, request: Request) -> Answer:
    """Submit a command job under this name (201), or describe the run that has it (200)."""
    backend, wanted = context.workspace(request), parse_job(request.body)
    try:
        present = backend.get_run(request.parts["name"])
    except ResourceNotFound:
        return Answer(201, shown(context, request, submit_job(backend, request.parts["name"], wanted)))
    run = backend.update_run(
        present.run_id,
        name=wanted.name,
        description=wanted.description,
        tags=wanted.tags,
        properties=wanted.properties,
        archived=wanted.archived,
    )
    return Answer(200, shown(context, request, run))


def shown(context: Context, request: Request, run: RunRecord) -> Dict[str, Any]:
    """The ARM job; for official clients with the URLs of its page and its tracking server."""
    workspace = context.workspace(request).workspace
    if not request.official:
        return arm_job(workspace, run)
    links = Links.of(context, request, workspace)
    places = {"Studio": links.studio, "Tracking": links.tracking}
    services = {name: {"jobServiceType": name, "endpoint": place} for name, place in places.items()}
    return arm_job(workspace, run, services)


def delete_job(context: Context, request: Request) -> Answer:
    """Remove a run that has ended, and its files."""
    context.workspace(request).delete_run(request.parts["name"])
    return Answer(204)


def cancel(context: Context, request: Request) -> Answer:
    """Ask a run to end."""
    name = request.parts["name"]
    context.workspace(request).cancel(name)
    return Answer(202, None, operation_headers(context, request, "jobs", name, ENDED))


def resubmit(context: Context, request: Request) -> Answer:
    """Submit the same again under a new id."""
    backend = context.workspace(request)
    return Answer(201, arm_job(backend.workspace, backend.resubmit(request.parts["name"])))


def change_tags(context: Context, request: Request) -> Answer:
    """Set and remove tags."""
    backend, fields = context.workspace(request), Fields(request.body)
    run = backend.update_run(request.parts["name"], tags=fields.labels("set"), remove_tags=fields.texts("remove"))
    return Answer(200, arm_job(backend.workspace, run))


def list_files(context: Context, request: Request) -> Answer:
    """The logs and outputs of a run, the whole tree."""
    prefix = request.query.get("prefix", "")
    entries = context.workspace(request).list_run_files(request.parts["name"], prefix)
    return listed([run_file(entry) for entry in entries])


def get_content(context: Context, request: Request) -> Answer:
    """The bytes of a log, an output or a snapshot file."""
    path = request.parts["path"]
    return Answer(200, FileContent.of(context.workspace(request).open_run_file(request.parts["name"], path), path))


ROUTES = (
    Route("GET", _JOBS, list_jobs, quick=True),
    Route("GET", _JOB, get_job, quick=True),
    Route("PUT", _JOB, put_job),
    Route("DELETE", _JOB, delete_job),
    Route("POST", f"{_JOB}/cancel", cancel),
    Route("POST", f"{_JOB}/resubmit", resubmit),
    Route("PATCH", f"{_JOB}/tags", change_tags),
    Route("GET", f"{_JOB}/files", list_files),
    Route("GET", f"{_JOB}/content/{{path...}}", get_content, quick=True),
)
