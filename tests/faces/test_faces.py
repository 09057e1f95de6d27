"""The views of records, and what their parsers take and refuse."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.records import (
    ComputeRecord,
    ComputeStatus,
    DatastoreRecord,
    NodeRecord,
    QueuedRun,
    RunRecord,
    RunSpec,
    ScaleSettings,
    WorkspaceRecord,
)
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.faces.compute import arm_compute, parse_compute, parse_scale
from amlwidgets.faces.datastore import arm_datastore, parse_datastore
from amlwidgets.faces.fields import Fields
from amlwidgets.faces.job import arm_job, command_line, parse_job
from amlwidgets.faces.run import run_document
from amlwidgets.faces.workspace import arm_workspace, parse_workspace

WORKSPACE = WorkspaceRecord("ws", "sub", "rg", folder="/somewhere", created=0.0, tags={"a": "b"})
RUN = RunRecord(
    run_id="digits_1",
    experiment="digits",
    number=12,
    state=RunState.FAILED,
    spec=RunSpec(
        script="train.py",
        arguments=["--name", "a b"],
        snapshot="f00",
        environment={"name": "sklearn", "python": {"version": "3.11"}},
        environment_variables={"API_KEY": "hidden"},
    ),
    times={"NotStarted": 0.0, "Failed": 1.5},
    ended=1.5,
    error={"code": "UserError", "message": "<b>"},
    usage={"progress": 0.5, "pid": 1},
)


def test_run_document():
    document = run_document(RUN)
    assert document["id"] == document["name"] == "digits_1" and document["state"] == "Failed"
    assert document["times"]["Failed"] == document["ended"] == "1970-01-01T00:00:01.500000Z"
    assert document["started"] is None and document["progress"] == 0.5
    assert document["parameters"] == {} and document["archived"] is False
    put_aside = run_document(replace(RUN, parameters={"lr": "0.1"}, archived=True))
    assert put_aside["parameters"] == {"lr": "0.1"} and put_aside["archived"] is True
    assert document["error"] == {"code": "UserError", "message": "<b>", "remedy": ""}
    assert document["environment"] == {"name": "sklearn", "python": "3.11"}
    assert "hidden" not in str(document)


def test_arm_job_carries_the_run_document_and_no_secret():
    job = arm_job(WORKSPACE, RUN)
    assert job["id"] == WORKSPACE.arm_id + "/jobs/digits_1"
    assert job["properties"]["run"] == run_document(RUN)
    assert job["properties"]["command"] == "python train.py --name 'a b'"
    assert job["properties"]["codeId"].endswith("/codes/f00")
    assert "hidden" not in str(job)


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        (RunSpec(), ""),
        (RunSpec(command="a && b"), "a && b"),
        (RunSpec(command=["a", "b c"]), "a 'b c'"),
        (RunSpec(script="x.py"), "python x.py"),
    ],
)
def test_command_line(spec, line):
    assert command_line(spec) == line


def test_a_job_comes_back_as_it_was_asked_for():
    spec = RunSpec(command="python x.py", snapshot="f00", target="cpu", node_count=2)
    job = arm_job(WORKSPACE, replace(RUN, spec=spec, name="n", description="d", tags={"t": "1"}))
    job["properties"].pop("environmentId")
    wanted = parse_job(job)
    assert wanted.spec == spec
    assert (wanted.experiment, wanted.name, wanted.description, wanted.tags) == ("digits", "n", "d", {"t": "1"})


@pytest.mark.parametrize(
    ("properties", "named"),
    [
        ({"jobType": "Spark"}, "properties.jobType"),
        ({"command": 5}, "properties.command"),
        ({"command": "x", "resources": {"instanceCount": 0}}, "properties.resources.instanceCount"),
        ({"command": "x", "resources": {"instanceCount": True}}, "properties.resources.instanceCount"),
        ({"tags": {"a": 1}}, "properties.tags"),
        ({"command": "x", "environmentVariables": ["A"]}, "properties.environmentVariables"),
    ],
)
def test_a_wrong_job_is_refused_by_its_field(properties, named):
    with pytest.raises(ValidationException) as refused:
        parse_job({"properties": properties})
    assert refused.value.message.startswith(named + " is ") and "expected" in refused.value.message


def cluster(*nodes, scale=ScaleSettings(1, 4, 300.0), target=2, queue=()):
    return ComputeStatus(ComputeRecord("cpu", scale=scale), tuple(nodes), tuple(queue), target, 5.0)


def test_arm_compute():
    nodes = (
        NodeRecord("cpu", "node-0", NodeState.RUNNING, 1.0, "digits_1"),
        NodeRecord("cpu", "node-1", NodeState.IDLE, 2.0),
    )
    face = arm_compute(WORKSPACE, cluster(*nodes, queue=[QueuedRun("q", "name", 2, 3.0)]), {"digits_1": "<b>"})
    inner = face["properties"]["properties"]
    assert (inner["currentNodeCount"], inner["targetNodeCount"], inner["allocationState"]) == (2, 2, "Steady")
    assert inner["nodeStateCounts"]["runningNodeCount"] == inner["nodeStateCounts"]["idleNodeCount"] == 1
    assert inner["scaleSettings"]["nodeIdleTimeBeforeScaleDown"] == "PT300S"
    assert [node["leavesAt"] for node in inner["nodes"]] == [None, "1970-01-01T00:05:02.000000Z"]
    assert inner["nodes"][0]["runName"] == "<b>" and inner["queue"][0]["nodeCount"] == 2


def test_a_node_that_the_minimum_keeps_never_leaves():
    status = cluster(NodeRecord("cpu", "node-0", NodeState.IDLE, 2.0), target=1)
    assert arm_compute(WORKSPACE, status, {})["properties"]["properties"]["nodes"][0]["leavesAt"] is None


@given(
    low=st.integers(0, 50),
    more=st.integers(0, 50),
    idle=st.integers(0, 10**6),
    tags=st.dictionaries(st.text(), st.text()),
)
def test_a_compute_comes_back_as_it_was_shown(low, more, idle, tags):
    record = ComputeRecord("cpu", scale=ScaleSettings(low, low + more, float(idle)), tags=tags, description="d")
    parsed = parse_compute("cpu", arm_compute(WORKSPACE, ComputeStatus(record, (), (), 0, 0.0), {}))
    assert replace(parsed, extra={}) == record


def test_a_patch_of_the_scale_leaves_the_rest():
    def patch(**settings):
        return parse_scale({"properties": {"properties": {"scaleSettings": settings}}}, ScaleSettings(1, 4, 60.0))

    assert patch() == ScaleSettings(1, 4, 60.0)
    assert patch(maxNodeCount=9) == ScaleSettings(1, 9, 60.0)
    assert patch(nodeIdleTimeBeforeScaleDown="PT1H") == ScaleSettings(1, 4, 3600.0)
    for wrong in ({"maxNodeCount": 0}, {"minNodeCount": -1}, {"minNodeCount": 1.5}, {"maxNodeCount": "4"}):
        with pytest.raises(ValidationException):
            patch(**wrong)


def test_what_we_have_no_use_for_in_a_compute_is_kept():
    settings = {"vmSize": "X", "subnet": {"id": "s"}}
    body = {"properties": {"properties": settings}}
    assert parse_compute("cpu", body).extra == {"subnet": {"id": "s"}}


def test_datastores():
    store = DatastoreRecord("mine", "LocalFolder", "/data", description="d", is_default=True, tags={"a": "b"})
    assert parse_datastore("mine", arm_datastore(WORKSPACE, store), None) == store
    only_default = parse_datastore("mine", {"properties": {"isDefault": False}}, store)
    assert only_default == replace(store, is_default=False)
    for wrong in (
        {},
        {"path": "data"},
        {"path": "/x", "datastoreType": "AzureBlob"},
        {"path": "/x", "isDefault": 1},
    ):
        with pytest.raises(ValidationException):
            parse_datastore("mine", {"properties": wrong}, None)


def test_workspace():
    face = arm_workspace(WORKSPACE)
    assert face["id"] == WORKSPACE.arm_id and face["tags"] == {"a": "b"}
    assert face["properties"]["friendlyName"] == "ws" and face["properties"]["folder"] == "/somewhere"
    wanted = parse_workspace(face)
    assert (wanted.location, wanted.friendly_name, wanted.tags) == ("local", "ws", {"a": "b"})
    with pytest.raises(ValidationException):
        parse_workspace({"tags": ["a"]})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(body=json_values, inner=json_values)
def test_no_body_whatsoever_raises_anything_but_a_refusal(body, inner):
    names = ("properties", "jobType", "command", "path", "scaleSettings", "maxNodeCount", "tags")
    for made in (body, {"properties": body}, {"properties": {"properties": dict.fromkeys(names, inner)}}):
        for parse in (
            parse_job,
            parse_workspace,
            lambda b: parse_compute("cpu", b),
            lambda b: parse_scale(b, ScaleSettings()),
            lambda b: parse_datastore("mine", b, None),
        ):
            try:
                parse(made)
            except ValidationException as refused:
                assert len(refused.message) < 500


def test_a_refusal_does_not_echo_an_upload():
    with pytest.raises(ValidationException) as refused:
        Fields({"name": ["x" * 10_000]}).text("name")
    assert len(refused.value.message) < 300
