"""One run, many faces: what a record looks like to a service comes back as the record."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.faces.asset import arm_asset, parse_asset
from amlwidgets.faces.client.asset import asset_body, read_asset
from amlwidgets.faces.client.compute import compute_body, read_compute, scale_body
from amlwidgets.faces.client.datastore import azure_body, datastore_body, read_datastore
from amlwidgets.faces.client.history import read_history
from amlwidgets.faces.client.job import command_job, read_job, read_spec
from amlwidgets.faces.client.mlflow import metrics_body, read_mlflow_run, read_point
from amlwidgets.faces.client.workspace import read_workspace
from amlwidgets.faces.compute import arm_compute, parse_compute, parse_scale
from amlwidgets.faces.datastore import arm_datastore, official_datastore, parse_datastore, parsed_with_secrets
from amlwidgets.faces.history import history_run
from amlwidgets.faces.job import arm_job, parse_job
from amlwidgets.faces.metrics import metrics_document, read_metrics, series_of
from amlwidgets.faces.record import filter_values, read_run, run_record
from amlwidgets.faces.workspace import arm_workspace
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.records import (
    ComputeRecord,
    ComputeStatus,
    DatastoreRecord,
    ExperimentRecord,
    NodeRecord,
    QueuedRun,
    RunFilter,
    RunRecord,
    RunSpec,
    ScaleSettings,
    WorkspaceRecord,
)
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.service.mlflow.run_face import mlflow_run
from amlwidgets.storage.kinds import ARM_KINDS, KINDS, LOCAL_FOLDER
from amlwidgets.store.metrics import MetricBatch, MetricRecord

WORKSPACE = WorkspaceRecord("ws", "sub", "rg", "here", "guid", created=12.5, friendly_name="ours", tags={"a": "b"})
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NAME = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)
SECONDS = st.integers(0, 2**32).map(float)
MOMENT = st.one_of(st.none(), SECONDS)
LABELS = st.dictionaries(TEXT, TEXT, max_size=3)

SPECS = st.builds(
    RunSpec,
    script=st.sampled_from(["train.py", "a b/ü.py"]),
    arguments=st.lists(TEXT, max_size=4),
    snapshot=st.one_of(st.none(), NAME),
    target=NAME.filter(lambda name: name != "serverless"),
    node_count=st.integers(1, 9),
    processes_per_node=st.integers(1, 9),
    environment=st.builds(lambda name, version: {"name": name, "version": version}, NAME, NAME),
    environment_variables=LABELS,
    max_run_duration_seconds=st.one_of(st.none(), st.integers(1, 10**6).map(float)),
)
RUNS = st.builds(
    RunRecord,
    run_id=NAME,
    experiment=NAME,
    number=st.integers(0, 99),
    name=NAME,
    state=st.sampled_from(RunState),
    created=SECONDS,
    started=MOMENT,
    ended=MOMENT,
    parent=st.one_of(st.none(), NAME),
    description=TEXT,
    tags=LABELS,
    properties=LABELS,
    parameters=LABELS,
    archived=st.booleans(),
)


def job_of(spec: RunSpec) -> dict:
    code = spec.snapshot and f"{WORKSPACE.arm_id}/codes/{spec.snapshot}/versions/1"
    environment = "{}/environments/{name}/versions/{version}".format(WORKSPACE.arm_id, **spec.environment)
    return json.loads(json.dumps(command_job(spec, "exp", WORKSPACE.arm_id, code=code, environment=environment)))


@given(SPECS)
def test_a_spec_is_a_command_job_and_back(spec: RunSpec) -> None:
    back = read_spec(job_of(spec)["properties"])
    # Several processes need a way to find each other: a job says which, a spec may leave it open.
    assert replace(back, extra={}) == spec
    assert back.extra == ({"distributed": "Mpi"} if spec.processes_per_node > 1 else {})


@given(SPECS, st.sampled_from(["Mpi", "PyTorch", "TensorFlow"]), st.integers(1, 4), st.integers(0, 3))
def test_how_processes_find_each_other_survives(spec: RunSpec, kind: str, workers: int, servers: int) -> None:
    extra = {"distributed": kind}
    if kind == "TensorFlow":
        per_node = -(-(workers + servers) // spec.node_count)
        spec = replace(spec, processes_per_node=per_node)
        extra.update(worker_count=workers, parameter_server_count=servers)
    spec = replace(spec, extra=extra)
    assert read_spec(job_of(spec)["properties"]) == spec
    taken = parse_job(job_of(spec)).spec
    assert {name: taken.extra.get(name) for name in extra} == extra
    assert taken.processes_per_node == spec.processes_per_node


@given(SPECS)
def test_our_own_server_understands_the_job_as_it_was_meant(spec: RunSpec) -> None:
    taken = parse_job(job_of(spec)).spec
    assert taken.node_count == spec.node_count and taken.environment_variables == spec.environment_variables
    assert taken.processes_per_node == spec.processes_per_node and taken.target == spec.target
    assert taken.max_run_duration_seconds == spec.max_run_duration_seconds


@given(st.text("ab '\"$\\\n;|&ü", min_size=1))
def test_a_command_stays_word_for_word(command: str) -> None:
    spec = RunSpec(command=command, target="cpu", environment={"name": "a", "version": "1"})
    assert read_spec(job_of(spec)["properties"]).command == command


@given(RUNS)
def test_a_run_is_its_record_to_another_server(run: RunRecord) -> None:
    assert read_run(json.loads(json.dumps(run_record(run)))) == run


def test_what_may_be_secret_is_not_told_to_another_server() -> None:
    spec = RunSpec(
        script="t.py",
        environment={"name": "e", "environmentVariables": {"K": "hidden"}},
        environment_variables={"K": "hidden"},
        extra={"docker": {"password": "hidden"}},
    )
    told = run_record(RunRecord("r", "e", spec=spec))
    assert "hidden" not in json.dumps(told) and read_run(told).spec.environment == {"name": "e"}


@given(RUNS)
def test_a_run_is_read_from_its_history(run: RunRecord) -> None:
    back = read_history(json.loads(json.dumps(history_run(WORKSPACE, run))))
    for field in ("run_id", "experiment", "number", "created", "started", "ended", "parent", "description"):
        assert getattr(back, field) == getattr(run, field)
    assert (back.state, back.tags, back.properties, back.archived) == (
        run.state,
        run.tags,
        run.properties,
        run.archived,
    )
    assert back.name == ("" if run.name == run.run_id else run.name)


@given(RUNS)
def test_a_run_is_read_from_its_job(run: RunRecord) -> None:
    back = read_job(json.loads(json.dumps(arm_job(WORKSPACE, run))))
    assert (back.run_id, back.experiment, back.state, back.parent) == (
        run.run_id,
        run.experiment,
        run.state,
        run.parent,
    )
    assert (back.tags, back.properties, back.description) == (run.tags, run.properties, run.description)
    assert back.created == run.created and back.archived == run.archived


@given(RUNS.filter(lambda run: not any(key.startswith("mlflow.") for key in run.tags)))
def test_a_run_is_read_from_mlflow(run: RunRecord) -> None:
    face = json.loads(json.dumps(mlflow_run(run, ExperimentRecord(run.experiment)).with_metrics({})))
    back = read_mlflow_run(face, run.experiment)
    assert (back.run_id, back.tags, back.parameters, back.parent) == (
        run.run_id,
        run.tags,
        run.parameters,
        run.parent,
    )
    assert back.state.ended == run.state.ended and back.archived == run.archived
    assert not run.state.ended or back.state is run.state


@given(st.lists(st.tuples(st.integers(-5, 5), SECONDS, st.floats()), max_size=5), TEXT)
def test_metrics_are_the_same_as_json(points: list, name: str) -> None:
    batch = MetricBatch(
        {name: series_of(name, "float", points)}, [MetricRecord(name, "table", 0, 1.0, {"a": [1]})]
    )
    back = read_metrics(json.loads(json.dumps(metrics_document(batch), allow_nan=False)))
    series = back.series[name]
    assert repr(list(zip(series.steps, series.times, series.values))) == repr(points)
    assert back.records == batch.records


@given(st.floats(), st.integers(-(2**62), 2**62))
def test_a_point_is_the_same_to_mlflow(value: float, step: int) -> None:
    (body,) = metrics_body([("m", value, step, 12.345)])
    assert repr(read_point(json.loads(json.dumps(body, allow_nan=False)))) == repr(("m", value, step, 12.345))


def test_a_compute_is_the_same_both_ways() -> None:
    compute = ComputeRecord(
        "cpu", vm_size="STANDARD_NC6", scale=ScaleSettings(1, 4, 60.0), tags={"a": "b"}, created=5.0, modified=6.0
    )
    node = NodeRecord("cpu", "node-0", NodeState.RUNNING, 7.0, "run")
    status = ComputeStatus(compute, (node,), (QueuedRun("r", "name", 2, 8.0),), 3, 9.0)
    assert read_compute(arm_compute(WORKSPACE, status, {})) == status
    asked = parse_compute("cpu", compute_body(compute, "local"))
    assert (asked.vm_size, asked.scale, asked.tags) == (compute.vm_size, compute.scale, compute.tags)
    assert parse_scale(scale_body(ScaleSettings(0, 9, 1.0)), ScaleSettings()) == ScaleSettings(0, 9, 1.0)


def test_nodes_that_azure_only_counts_are_counted() -> None:
    counts = {"idleNodeCount": 2, "runningNodeCount": 1}
    inner = {"nodeStateCounts": counts, "nodes": None, "targetNodeCount": 3}
    status = read_compute({"name": "cpu", "properties": {"properties": inner}})
    assert (status.count(NodeState.IDLE), status.count(NodeState.RUNNING), len(status.nodes)) == (2, 1, 3)


def test_numbers_among_an_assets_labels_are_kept_as_texts() -> None:
    sent = {"properties": {"properties": {"hash_version": 202208, "hash_sha256": "d8"}, "tags": {"good": True}}}
    kept = parse_asset("codes", "c", "1", sent).properties
    assert kept["properties"] == {"hash_version": "202208", "hash_sha256": "d8"} and kept["tags"] == {
        "good": "true"
    }


def test_datastores_assets_and_workspaces_are_the_same_both_ways() -> None:
    store = DatastoreRecord("mine", "LocalFolder", "/data", description="d", is_default=True, tags={"a": "b"})
    assert read_datastore(arm_datastore(WORKSPACE, store)) == store
    assert parse_datastore("mine", datastore_body(store), None) == store
    asset = AssetRecord("models", "m", "1", {"path": "p"}, 5.0, 6.0, "ada")
    assert read_asset("models", "m", "1", arm_asset(WORKSPACE, asset)) == asset
    kept = parse_asset("models", "m", "1", asset_body(asset))
    assert read_asset("models", "m", "1", arm_asset(WORKSPACE, kept)).properties == asset.properties
    back = read_workspace(arm_workspace(WORKSPACE), WORKSPACE.arm_id)
    assert replace(back, folder=WORKSPACE.folder, discovery={}) == WORKSPACE


def test_a_service_that_says_nothing_is_read_all_the_same() -> None:
    for body in ({}, {"properties": None}, {"properties": {"properties": "x", "tags": [1]}}):
        assert read_compute(body).nodes == () and read_datastore(body).tags == {}
        assert read_job(body).state is RunState.RUNNING and read_history(body).tags == {}
        assert read_mlflow_run(body, "e").run_id == ""


def test_a_filter_says_only_what_filters() -> None:
    assert filter_values(RunFilter()) == {}
    which = RunFilter(states=(RunState.FAILED,), archived=False, tags={"a": None}, include_children=True)
    told = json.loads(json.dumps(filter_values(which)))
    assert told == {"states": ["Failed"], "archived": False, "tags": {"a": None}, "include_children": True}


SETTINGS = {"port": st.integers(1, 65535), "enforceSsl": st.booleans()}
WORD = st.text("abcdefgh.-/ü ", min_size=1, max_size=12)


@st.composite
def elsewhere(draw: st.DrawFn) -> DatastoreRecord:
    """A datastore of any kind but a folder, with what its kind needs."""
    kind = draw(st.sampled_from([kind for kind in KINDS.values() if kind.type != LOCAL_FOLDER]))
    settings = {
        name: draw(SETTINGS.get(name, WORD))
        for name in kind.settings
        if name in kind.required or draw(st.booleans())
    }
    place = {name: draw(WORD) if name in kind.required else "" for name in ("accountName", "containerName")}
    return DatastoreRecord(
        draw(NAME),
        kind.type,
        "",
        place["accountName"],
        place["containerName"],
        description=draw(TEXT),
        tags=draw(LABELS),
        settings=settings,
        secret_fields=sorted(draw(st.sets(st.sampled_from(kind.secrets)))) if kind.secrets else [],
    )


@given(elsewhere())
def test_a_datastore_elsewhere_is_the_same_both_ways(store: DatastoreRecord) -> None:
    shown = json.loads(json.dumps(arm_datastore(WORKSPACE, store)))
    assert read_datastore(shown) == store
    secrets = {field: f"S3CRET-{field}" for field in store.secret_fields}
    body = json.loads(json.dumps(datastore_body(store, secrets)))
    made, given_secrets = parsed_with_secrets(store.name, body, None)
    assert replace(made, secret_fields=store.secret_fields) == store and given_secrets == secrets
    assert parsed_with_secrets(store.name, datastore_body(store), store) == (store, None)
    # What was read is put back unchanged, and its secrets with it.
    again, untouched = parsed_with_secrets(store.name, shown, store)
    assert again == store and untouched in (None, {}) and not (untouched is not None and shown_secret(store))


def shown_secret(store: DatastoreRecord) -> bool:
    return arm_datastore(WORKSPACE, store)["properties"]["credentials"]["credentialsType"] != "None"


@given(elsewhere().filter(lambda store: store.type in ARM_KINDS), st.data())
def test_a_datastore_is_azures_and_back(store: DatastoreRecord, data: st.DataObject) -> None:
    fields = [field for field in KINDS[store.type].secrets if field != "connectionString"]
    field = data.draw(st.sampled_from(fields))
    store = replace(store, secret_fields=[field])
    if field != "clientSecret":
        principal = ("tenantId", "clientId", "authorityUrl", "resourceUrl")
        store = replace(store, settings={k: v for k, v in store.settings.items() if k not in principal})
    else:
        store = replace(store, settings={**store.settings, "tenantId": "t", "clientId": "c"})
    body = json.loads(json.dumps(azure_body(store, {field: "S3CRET"})))
    made, secrets = parsed_with_secrets(store.name, body, None)
    assert replace(made, secret_fields=[field]) == store and secrets == {field: "S3CRET"}
    answer = json.loads(json.dumps(official_datastore(WORKSPACE, store, "account-of-this-server")))
    assert "S3CRET" not in repr(answer) and "account-of-this-server" not in repr(answer)
    del answer["properties"]["settings"], answer["properties"]["secretsGiven"]
    back = read_datastore(answer)
    if store.type != "AzureDataLake":
        store = replace(store, settings={"endpoint": "core.windows.net", "protocol": "https", **store.settings})
    assert back == store
