"""Every ARM answer of a workspace with something of everything, against Azure ML's public OpenAPI."""

from dataclasses import replace

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.faces.compute import arm_compute
from amlwidgets.faces.job import arm_job
from amlwidgets.resources.records import ComputeStatus, NodeRecord, QueuedRun
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.service.router import Router
from amlwidgets.service.routes import ROUTES

from . import specification

API = {"api-version": specification.DOCUMENT["info"]["version"]}
ENDED = ("Completed", "Failed", "Canceled")


@pytest.fixture
def backend(home):
    opened = open_workspace()
    yield opened
    opened.close()


class Caller:
    """Asks the router as one kind of client does, and checks each answer against the specification."""

    def __init__(self, backend, official):
        self.router, self.official = Router(), official
        self.workspace = backend.workspace.arm_id
        self.operations, self.faults = set(), []

    def __call__(self, verb, path, body=None, *, status=None, headers=None, query=None):
        base = "https://host:8888/prefix/amlwidgets" if self.official else ""
        asked = {**(API if self.official else {}), **(query or {})}
        where = path if path.startswith("/") else f"{self.workspace}/{path}".rstrip("/")
        answer = self.router.answer(verb, where, asked, body, headers=headers or {}, base=base)
        values = answer.values()
        found = specification.answer_problems(verb, where, answer.status, values, official=self.official)
        self.faults.extend((verb, where, answer.status, fault) for fault in found or ())
        if status is not None:
            assert answer.status == status, (verb, where, values)
        if found is not None:
            self.operations.add(specification.operation(verb, where)["operationId"])
        return values


@pytest.fixture(params=[True, False], ids=["official", "own"])
def call(request, backend):
    return Caller(backend, request.param)


def computes(call):
    cluster = {"location": "local", "properties": {"properties": {"vmSize": "STANDARD_D2_V2"}}, "tags": {"a": "b"}}
    cluster["properties"]["computeType"] = "AmlCompute"
    call("PUT", "computes/cpu", cluster, status=201)
    call("PUT", "computes/cpu", cluster, status=200)
    call(
        "PATCH", "computes/cpu", {"properties": {"properties": {"scaleSettings": {"maxNodeCount": 2}}}}, status=200
    )
    assert len(call("GET", "computes")["value"]) >= 2
    for name in ("cpu", "local"):
        call("GET", f"computes/{name}", status=200)
        assert call("POST", f"computes/{name}/listNodes", status=200)["nodes"] == []
        for verb in ("start", "stop", "restart"):
            call("POST", f"computes/{name}/{verb}", status=409)
    call("PUT", "computes/local", cluster)
    call("PUT", "computes/cpu", {"properties": {"computeType": "AKS"}}, status=409)
    call("PUT", "computes/x", {"properties": {"computeType": "Toaster"}}, status=400)
    instances(call)
    attached(call)
    call("GET", "computes/none", status=404)
    call("DELETE", "computes/cpu", status=202)


def instances(call):
    """Compute instances are on and off, with schedules that are kept."""
    schedule = {"action": "Stop", "triggerType": "Cron", "cron": {"expression": "0 18 * * *"}}
    properties = {"vmSize": "STANDARD_D2_V2", "schedules": {"computeStartStop": [schedule]}}
    body = {"properties": {"computeType": "ComputeInstance", "properties": properties}}
    call("PUT", "computes/mine", body, status=201)
    call("PATCH", "computes/mine", {"properties": {"properties": {"scaleSettings": {}}}}, status=409)
    for verb in ("start", "stop", "restart"):
        call("POST", f"computes/mine/{verb}", status=202)
        face = call("GET", "computes/mine", status=200)["properties"]["properties"]
        assert face["state"] and face["schedules"] == properties["schedules"]
    call("DELETE", "computes/mine", status=202)


ATTACHED = {
    "AKS": {"agentCount": 3},
    "Kubernetes": {"namespace": "n"},
    "DataFactory": {},
    "Databricks": {"databricksAccessToken": "SECRET"},
    "DataLakeAnalytics": {},
    "HDInsight": {"address": "h", "sshPort": 22, "administratorAccount": {"username": "u", "password": "SECRET"}},
    "SynapseSpark": {"poolName": "p"},
    "VirtualMachine": {"address": "h", "administratorAccount": {"username": "u", "privateKeyData": "SECRET"}},
}


def attached(call):
    """What is attached is kept without its secrets, which listKeys alone tells."""
    for kind, properties in ATTACHED.items():
        name = f"at-{kind.lower()}"
        body = {"properties": {"computeType": kind, "resourceId": "/subscriptions/s/x", "properties": properties}}
        made = call("PUT", f"computes/{name}", body, status=201)
        assert made["properties"]["isAttachedCompute"] and "SECRET" not in repr(made)
        assert ("SECRET" in repr(call("POST", f"computes/{name}/listKeys", status=200))) == (
            "SECRET" in repr(properties)
        )
    assert "SECRET" not in repr(call("GET", "computes", status=200))
    call("DELETE", "computes/at-aks", status=202, query={"underlyingResourceAction": "Detach"})


PLACES = {
    "AzureBlob": {"accountName": "a", "containerName": "c"},
    "AzureFile": {"accountName": "a", "fileShareName": "c", "protocol": "https"},
    "AzureDataLakeGen1": {"storeName": "s"},
    "AzureDataLakeGen2": {"accountName": "a", "filesystem": "c", "endpoint": "core.windows.net"},
}
KEY = {"credentialsType": "AccountKey", "secrets": {"secretsType": "AccountKey", "key": "SECRET"}}
PRINCIPAL = {
    "credentialsType": "ServicePrincipal",
    "tenantId": "00000000-1111-2222-3333-444444444444",
    "clientId": "00000000-1111-2222-3333-444444444444",
    "secrets": {"secretsType": "ServicePrincipal", "clientSecret": "SECRET"},
}


def datastores(call, tmp_path):
    folder = {"properties": {"datastoreType": "LocalFolder", "path": str(tmp_path), "tags": {"a": "b"}}}
    call("PUT", "datastores/folder", folder, status=201)
    for kind, place in PLACES.items():
        for name, access in {"none": {"credentialsType": "None"}, "key": KEY, "principal": PRINCIPAL}.items():
            refused = (kind, name) in (("AzureDataLakeGen1", "key"), ("AzureFile", "principal"))
            path, asked = f"datastores/{name}-{kind}", {"datastoreType": kind, **place, "credentials": access}
            call("PUT", path, {"properties": asked}, status=400 if refused else 201)
            if not refused:
                assert "SECRET" not in repr(call("GET", path, status=200))
            if not refused and name != "none":
                assert "SECRET" in repr(call("POST", f"{path}/listSecrets", {}, status=200))
    call(
        "PUT", "datastores/blob", {"properties": {"datastoreType": "AzureBlob", **PLACES["AzureBlob"]}}, status=201
    )
    call("PUT", "datastores/folder", {"properties": {"isDefault": True}}, status=200)
    assert len(call("GET", "datastores")["value"]) >= 4
    for name in ("folder", "workspaceblobstore", "workspacefilestore"):
        call("GET", f"datastores/{name}", status=200)
        call("POST", f"datastores/{name}/listSecrets", {}, status=200)
    call("GET", "datastores", query={"isDefault": "true"}, status=200)
    call("GET", "datastores/none", status=404)
    call("DELETE", "datastores/blob", status=204)


VERSIONS = {
    "environments": {"image": "x", "condaFile": "dependencies: []", "osType": "Linux"},
    "data": {"dataType": "uri_file", "dataUri": "azureml://datastores/workspaceblobstore/paths/a.txt"},
    "models": {"modelType": "custom_model", "modelUri": "azureml://x", "flavors": {"f": {"data": {"a": "b"}}}},
    "components": {"componentSpec": {"name": "x", "type": "command", "command": "echo"}},
    "codes": {"codeUri": "https://x/y", "properties": {"hash_sha256": "1"}},
}


def assets(call):
    for name, value in (
        ("tags", "a"),
        ("tags", {"a": [1]}),
        ("properties", []),
        ("isArchived", "no"),
        ("description", 1),
    ):
        call("PUT", "environments/odd/versions/1", {"properties": {name: value}}, status=400)
    for kind, properties in VERSIONS.items():
        body = {"properties": {**properties, "description": None, "tags": {"a": "b"}}}
        call("PUT", f"{kind}/mine/versions/1", body, status=201)
        call("PUT", f"{kind}/mine/versions/1", body, status=200)
        call("PUT", f"{kind}/mine/versions/1", body, status=412, headers={"If-Match": '"other"'})
        call("PUT", f"{kind}/mine/versions/2", {"properties": {**properties, "isArchived": True}}, status=201)
        for path in (kind, f"{kind}/mine", f"{kind}/mine/versions", f"{kind}/mine/versions/1"):
            call("GET", path, status=200)
        call("GET", f"{kind}/mine/versions", query={"$top": "1", "listViewType": "All"}, status=200)
        call("GET", f"{kind}/none", status=404)
        call("DELETE", f"{kind}/mine/versions/1", status=204)
    call("POST", "codes/new/versions/1/startPendingUpload", {}, status=200)
    call("PUT", "schedules/nightly", {"properties": SCHEDULE}, status=201)
    for path in ("schedules", "schedules/nightly", "onlineEndpoints", "batchEndpoints"):
        call("GET", path, status=200)
    call("GET", "onlineEndpoints/none", status=404)
    call("GET", "batchEndpoints/none", status=404)
    call("DELETE", "schedules/nightly", status=204)


ECHO = {
    "jobType": "Command",
    "command": "echo ${{inputs.a}}",
    "environmentId": "azureml:mine:1",
    "computeId": "local",
}
SCHEDULE = {
    "trigger": {"triggerType": "Cron", "expression": "0 1 * * *"},
    "action": {"actionType": "CreateJob", "jobDefinition": ECHO},
}


def jobs(call, backend):
    inputs = {"a": {"jobInputType": "literal", "value": "hello"}}
    outputs = {"o": {"jobOutputType": "uri_folder", "mode": "Upload"}}
    limits = {"jobLimitsType": "Command", "timeout": "PT1H"}
    call(
        "PUT",
        "jobs/done",
        {"properties": {**ECHO, "inputs": inputs, "outputs": outputs, "limits": limits}},
        status=201,
    )
    call("PUT", "jobs/bad", {"properties": {**ECHO, "command": "exit 3"}}, status=201)
    call("PUT", "jobs/long", {"properties": {**ECHO, "command": "sleep 600"}}, status=201)
    call("POST", "jobs/long/cancel")
    call("PUT", "jobs/odd", {"properties": {"jobType": "Spark"}}, status=400)
    call("PUT", "jobs/sweep", {"properties": SWEEP}, status=400)
    backend.start_interactive("notebook")
    states = [backend.wait_for_run(name, 60).state.value for name in ("done", "bad", "long")]
    assert states == ["Completed", "Failed", "Canceled"]
    backend.update_run("bad", tags={"a": "b"}, archived=True, description="d")
    for name in ("done", "bad", "long", "sweep"):
        assert call("GET", f"jobs/{name}", status=200)["properties"]["status"] in ENDED
    page = call("GET", "jobs", query={"$top": "2"}, status=200)
    assert len(page["value"]) == 2 and page["nextLink"]
    assert len(call("GET", "jobs", query={"$skip": "2"}, status=200)["value"]) >= 3
    call("PUT", "jobs/done", {"properties": {**ECHO, "displayName": "renamed"}}, status=200)
    call("GET", "jobs", query={"$top": "none"}, status=400)
    call("GET", "jobs/none", status=404)
    call("DELETE", "jobs/done", status=204)


SWEEP = {
    "jobType": "Sweep",
    "trial": {"command": "echo", "environmentId": "azureml:mine:1"},
    "objective": {"goal": "Minimize", "primaryMetric": "loss"},
    "samplingAlgorithm": {"samplingAlgorithmType": "Random"},
    "searchSpace": {"lr": ["uniform", [0, 1]]},
}


def workspaces(call):
    group = call.workspace.rpartition("/")[0]
    subscription = "/".join(call.workspace.split("/")[:3]) + "/providers/Microsoft.MachineLearningServices"
    call(
        "PUT", f"{group}/second", {"location": "local", "properties": {"friendlyName": "Two"}, "tags": {"a": "b"}}
    )
    call("PUT", f"{group}/second", {"properties": {}}, status=200)
    described = call(
        "PATCH", "", {"tags": {"team": "vision"}, "properties": {"description": "Digits"}}, status=200
    )
    assert described["tags"] == {"team": "vision"} and described["properties"]["description"] == "Digits"
    for path in ("", group, f"{subscription}/workspaces", f"{subscription}/locations/local/vmSizes"):
        call("GET", path, status=200)
    call("GET", f"{group}/none", status=404)
    call("DELETE", f"{group}/second", status=204)


def test_every_answer_is_valid(call, backend, tmp_path):
    computes(call)
    datastores(call, tmp_path)
    assets(call)
    jobs(call, backend)
    workspaces(call)
    assert not call.faults, "\n".join(map(str, call.faults))
    served = {
        found["operationId"]
        for route in ROUTES
        if (found := specification.operation(route.verb, route.pattern)) is not None
    }
    assert not served - call.operations


@pytest.mark.parametrize("official", [True, False])
def test_a_job_is_valid_in_every_state(backend, official):
    run = backend.start_interactive("digits")
    schema = specification.operation("GET", f"{backend.workspace.arm_id}/jobs/x")["responses"]["200"]
    schema = schema["content"]["application/json"]["schema"]
    for state in RunState:
        error = {"code": "a", "message": "b"} if state is RunState.FAILED else None
        job = arm_job(backend.workspace, replace(run, state=state, error=error))
        assert specification.problems(schema, job, official=official) == [], state


def test_a_compute_is_valid_with_nodes_in_every_state(backend):
    Caller(backend, True)("PUT", "computes/cpu", {"properties": {}})
    status = backend.get_compute("cpu")
    nodes = [NodeRecord("cpu", f"node-{number}", state, 0.0) for number, state in enumerate(NodeState)]
    queue = [QueuedRun("run", "name", 1, 0.0)]
    busy = replace(status, nodes=nodes, queue=queue)
    assert isinstance(busy, ComputeStatus)
    body = arm_compute(backend.workspace, busy, {})
    path = f"{backend.workspace.arm_id}/computes/cpu"
    assert specification.answer_problems("GET", path, 200, body, official=True) == []
