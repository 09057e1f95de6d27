"""The routes for another amlwidgets, given what no client of ours sends."""

import itertools

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.service.router import Router

ODD = (
    None, True, -1, 10**30, 1e308, float("nan"), "", "../x", "x" * 3000, [], [None], [[]], {}, {"a": None}, {"a": 1},
)  # fmt: skip
FIELDS = {
    "queryRuns": ("filter", "top", "skip"),
    "runs/r1": ("spec", "name", "parent", "tags", "properties", "started", "parameters", "removeTags", "archived"),
    "runs/r1/end": ("state", "error", "ended"),
    "runs/r1/metrics": ("points", "records"),
}
VERBS = {
    "queryRuns": ("POST",),
    "runs/r1": ("PUT", "PATCH"),
    "runs/r1/end": ("POST",),
    "runs/r1/metrics": ("POST",),
}


@pytest.fixture
def ask():
    backend = open_workspace()
    backend.start_interactive("e", run_id="r1")
    router = Router(lambda _: backend)
    yield lambda verb, path, body=None, **query: router.answer(
        verb, f"{backend.workspace.arm_id}/{path}", query, body
    )
    backend.close()


@pytest.mark.parametrize("path", sorted(FIELDS))
def test_odd_values_are_refused_by_their_field_and_break_nothing(ask, path):
    for verb, field, value in itertools.product(VERBS[path], FIELDS[path], ODD):
        body = {"experiment": "e", "state": "Completed", field: value}
        target = path.replace("r1", "r2") if verb == "PUT" else path
        answer = ask(verb, target, body)
        assert answer.status < 500, (verb, path, body, answer.body)
    for inner in ("states", "tags", "experiment", "archived", "search"):
        for value in ODD:
            assert ask("POST", "queryRuns", {"filter": {inner: value}}).status < 500, (inner, value)
    for inner in (
        "script",
        "arguments",
        "command",
        "snapshot",
        "target",
        "node_count",
        "environment",
        "extra",
        "type",
    ):
        for value in ODD:
            body = {"experiment": "e", "spec": {"command": "true", "target": "none", inner: value}}
            assert ask("PUT", "runs/r3", body).status < 500, (inner, value)
    for inner in ("name", "value", "step", "time"):
        for value in ODD:
            point = {"name": "m", "value": 1.0, inner: value}
            assert ask("POST", "runs/r1/metrics", {"points": [point]}).status < 500, (inner, value)
    assert ask("POST", "queryRuns", {}).status == 200 and ask("GET", "jobs").status == 200
    assert ask("GET", "runs/r1/metrics").status == 200


@pytest.mark.parametrize("cursor", ["", "x", "-1", "9" * 30, "٣"])
def test_odd_cursors_are_refused(ask, cursor):
    assert ask("GET", "changes", cursor=cursor).status == 400


def test_a_started_run_is_told_as_a_record(ask):
    answer = ask("GET", "runs/r1")
    assert answer.status == 200 and answer.body["run_id"] == "r1" and answer.body["state"] == "Running"
    assert ask("PUT", "runs/r1", {"experiment": "e"}).status == 409
    assert ask("GET", "runs/none").status == 404
