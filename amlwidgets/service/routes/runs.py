"""The contract of a workspace for another amlwidgets: runs as records, and what ARM has no words for."""

from dataclasses import dataclass
from typing import Any, BinaryIO, ContextManager, Dict, Iterator, List, Optional, Tuple

from amlwidgets.backend.base import MetricEntry, MetricPoint
from amlwidgets.faces.datastore import arm_datastore
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.file import run_file
from amlwidgets.faces.metrics import metrics_document
from amlwidgets.faces.record import run_record
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound
from amlwidgets.resources.ids import check_name, check_run_id
from amlwidgets.resources.records import SCRIPT_RUN, FileEntry, RunFilter, RunSpec, record
from amlwidgets.resources.states import RunState
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.computes import compute_face
from amlwidgets.service.context import Context
from amlwidgets.service.routing import WORKSPACE, Request, Route
from amlwidgets.store.metrics.layout import LARGEST_STEP

_RUNS = f"{WORKSPACE}/runs"
_RUN = f"{_RUNS}/{{name}}"
_MOST, _MOST_SKIPPED = 1000, 10**12
_LAST_MOMENT = 253_402_300_799
"""The end of the year 9999: nothing that comes later has a date."""


def query_runs(context: Context, request: Request) -> Answer:
    """Runs that a filter finds, newest first."""
    fields = Fields(request.body)
    top, skip = fields.count("top", 100, least=1), min(fields.count("skip", 0), _MOST_SKIPPED)
    found = context.workspace(request).list_runs(_filter(fields.inner("filter")), top=min(top, _MOST), skip=skip)
    return listed([run_record(run) for run in found])


def _filter(fields: Fields) -> RunFilter:
    states = tuple(_state(word) for word in fields.texts("states")) if "states" in fields else None
    return RunFilter(
        **{
            name: fields.text(name)
            for name in ("experiment", "target", "type", "parent", "search")
            if name in fields
        },
        states=states,
        include_children=fields.flag("include_children", default=False),
        tags=_labels(fields, "tags"),
        properties=_labels(fields, "properties"),
        archived=fields.flag("archived", default=False) if "archived" in fields else None,
    )


def _state(word: str) -> RunState:
    if word not in set(map(str, RunState)):
        raise refuse("states", word, f"one of {', '.join(RunState)}")
    return RunState(word)


def _labels(fields: Fields, name: str) -> Any:
    """A key, or keys to values; None is any value."""
    given = fields.others().get(name)
    if given is None or isinstance(given, str):
        return given
    return _nullable(fields, name)


def _nullable(fields: Fields, name: str) -> Dict[str, Optional[str]]:
    values = fields.inner(name).others()
    for value in values.values():
        if value is not None and not isinstance(value, str):
            raise refuse(fields.name_of(name), value, "an object of texts")
    return values


def count_runs(context: Context, request: Request) -> Answer:
    """How many runs are in each state."""
    return Answer(200, context.workspace(request).count_runs())


def get_run(context: Context, request: Request) -> Answer:
    """One run."""
    return Answer(200, run_record(context.workspace(request).get_run(request.parts["name"])))


def put_run(context: Context, request: Request) -> Answer:
    """Submit a run, or record one that the client performs: the one without a spec."""
    backend, fields, run_id = context.workspace(request), Fields(request.body), request.parts["name"]
    if _is_there(context, request):
        raise ResourceExists(f"The run {run_id!r} exists already.", kind="run", name=run_id)
    described = _Described.of(fields, check_run_id(run_id))
    if "spec" not in fields:
        started = _moment(fields, "started")
        run = backend.start_interactive(described.experiment, **described.who, owned=False, started=started)
        return Answer(201, run_record(run))
    spec, properties = _spec(fields.inner("spec")), fields.labels("properties")
    return Answer(
        201, run_record(backend.submit(described.experiment, spec, **described.who, properties=properties))
    )


@dataclass(frozen=True)
class _Described:
    experiment: str
    who: Dict[str, Any]

    @classmethod
    def of(cls, fields: Fields, run_id: str) -> "_Described":
        parent = fields.text("parent", "") or None
        tags = _nullable(fields, "tags")
        return cls(
            fields.text("experiment"),
            {"run_id": run_id, "name": fields.text("name", ""), "parent": parent, "tags": tags},
        )


def _is_there(context: Context, request: Request) -> bool:
    try:
        context.workspace(request).get_run(request.parts["name"])
    except ResourceNotFound:
        return False
    return True


def _spec(fields: Fields) -> RunSpec:
    """The spec as it was sent, once its fields are of their types."""
    fields.text("script", ""), fields.text("target", "")
    fields.texts("arguments"), fields.labels("environment_variables")
    fields.inner("environment"), fields.inner("extra")
    fields.count("node_count", 1, least=-(10**9)), fields.count("processes_per_node", 1, least=1)
    if "max_run_duration_seconds" in fields:
        fields.number("max_run_duration_seconds")
    command = fields.others().get("command")
    if command is not None and not isinstance(command, str):
        fields.texts("command")
    if "snapshot" in fields:
        check_name(fields.text("snapshot"), "snapshot")
    if fields.text("type", SCRIPT_RUN) != SCRIPT_RUN:
        raise refuse(fields.name_of("type"), fields.text("type"), f"{SCRIPT_RUN!r}: other types are put as jobs")
    return record(RunSpec, {key: value for key, value in fields.others().items() if value is not None})


def change_run(context: Context, request: Request) -> Answer:
    """Describe a run; what is left out stays."""
    backend, fields = context.workspace(request), Fields(request.body)
    run = backend.update_run(
        request.parts["name"],
        name=_text(fields, "name"),
        description=_text(fields, "description"),
        tags=_nullable(fields, "tags"),
        remove_tags=fields.texts("removeTags"),
        properties=fields.labels("properties"),
        parameters=fields.labels("parameters"),
        archived=fields.flag("archived", default=False) if "archived" in fields else None,
    )
    return Answer(200, run_record(run))


def _text(fields: Fields, name: str) -> Optional[str]:
    return fields.text(name) if name in fields else None


def end_run(context: Context, request: Request) -> Answer:
    """End a run that the client performs."""
    fields = Fields(request.body)
    state = _state(fields.text("state"))
    if not state.ended:
        raise refuse("state", state.value, "Completed, Failed or Canceled")
    error = fields.labels("error") or None
    ended = _moment(fields, "ended")
    run = context.workspace(request).end_run(request.parts["name"], state.value, error, ended=ended)
    return Answer(200, run_record(run))


def get_metrics(context: Context, request: Request) -> Answer:
    """Everything that a run logged."""
    return Answer(200, metrics_document(context.workspace(request).read_metrics(request.parts["name"])))


def log_metrics(context: Context, request: Request) -> Answer:
    """Log what the client's run measures."""
    fields = Fields(request.body)
    points, entries = list(_points(fields)), list(_entries(fields))
    context.workspace(request).log_metrics(request.parts["name"], points, entries)
    return Answer(200, {})


def _moment(fields: Fields, name: str) -> Optional[float]:
    if name not in fields:
        return None
    moment = fields.number(name)
    if not 0 <= moment <= _LAST_MOMENT:
        raise refuse(fields.name_of(name), moment, "seconds since 1970")
    return moment


def _items(fields: Fields, name: str) -> List[Tuple[Fields, Any]]:
    given = fields.others().get(name) or []
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise refuse(name, given, "a list of objects")
    return [(Fields(item, f"{name}[{place}]"), item) for place, item in enumerate(given)]


def _points(fields: Fields) -> Iterator[MetricPoint]:
    for point, item in _items(fields, "points"):
        words = ("NaN", "Infinity", "-Infinity")
        value = float(item["value"]) if item.get("value") in words else point.number("value")
        step, moment = point.count("step", 0, least=-LARGEST_STEP), _moment(point, "time")
        if step > LARGEST_STEP:
            raise refuse(point.name_of("step"), step, "a whole number of at most 64 bits")
        yield point.text("name"), value, step, now() if moment is None else moment


def _entries(fields: Fields) -> Iterator[MetricEntry]:
    for entry, item in _items(fields, "records"):
        yield entry.text("name"), entry.text("kind"), item.get("value")


def put_content(context: Context, request: Request) -> Answer:
    """A file that `upload` has written."""
    path = request.parts["path"]
    found = context.workspace(request).list_run_files(request.parts["name"], path)
    return Answer(201, run_file(next((each for each in found if each.path == path), FileEntry(path, 0, 0.0))))


def upload(context: Context, request: Request) -> ContextManager[BinaryIO]:
    """A file of a run to write a request's body into."""
    return context.workspace(request).write_run_file(request.parts["name"], request.parts["path"])


def get_changes(context: Context, request: Request) -> Answer:
    """What changed after a cursor; everything without one."""
    backend, query = context.workspace(request), Fields(_numbers(request))
    cursor = query.count("cursor", 0) if "cursor" in query else None
    everything, changes = backend.changes(cursor, top=min(query.count("top", 100, least=1), _MOST))
    return Answer(
        200,
        {
            "everything": everything,
            "cursor": changes.cursor,
            "computes": [compute_face(backend, status) for status in changes.computes],
            "datastores": [arm_datastore(backend.workspace, store) for store in changes.datastores],
            "runs": [run_record(run) for run in changes.runs],
            "datasets": list(changes.datasets),
            "removed": [list(each) for each in changes.removed],
        },
    )


def _numbers(request: Request) -> Dict[str, Any]:
    """The query, with whole numbers in place of their texts; what is none is refused by its field."""
    digits = {name: text for name, text in request.query.items() if name in ("cursor", "top")}
    return {
        name: int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else text
        for name, text in digits.items()
    }


ROUTES = (
    Route("POST", f"{WORKSPACE}/queryRuns", query_runs, reads=True),
    Route("GET", f"{WORKSPACE}/runCounts", count_runs, quick=True),
    Route("GET", f"{WORKSPACE}/changes", get_changes, quick=True),
    Route("GET", _RUN, get_run, quick=True),
    Route("PUT", _RUN, put_run),
    Route("PATCH", _RUN, change_run),
    Route("POST", f"{_RUN}/end", end_run),
    Route("GET", f"{_RUN}/metrics", get_metrics),
    Route("POST", f"{_RUN}/metrics", log_metrics),
    Route("PUT", f"{_RUN}/content/{{path...}}", put_content, upload=upload),
)
