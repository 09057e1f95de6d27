"""Azure's published requests, sent to a workspace of ours: kept as they were sent, or refused in ARM's words."""

import json
from pathlib import Path

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.resources.clock import parse_duration
from amlwidgets.resources.records import ComputeRecord
from amlwidgets.service.router import Router

from . import specification

EXAMPLES = [
    example
    for example in json.loads(Path(__file__).with_name("examples.json").read_text())["examples"]
    if "body" in example
]
REFUSED = {
    "Job/SweepJob/createOrUpdate": "sweeps",
    "Job/PipelineJob/createOrUpdate": "pipelines",
    "Job/AutoMLJob/createOrUpdate": "jobType",
}
"""What this workspace cannot be or do, and what its refusal names."""
RECORDED = ("Sweep", "Pipeline")
"""Jobs that are refused and kept all the same, so that one can look at them."""
DATA = "azureml://datastores/workspaceblobstore/paths/x"


@pytest.fixture
def backend(home):
    opened = open_workspace()
    opened.put_compute(ComputeRecord("string"))  # what the examples name
    yield opened
    opened.close()


@pytest.fixture(params=["2025-12-01", "2023-04-01", "1999-01-01-preview"])
def send(request, backend):
    router = Router()
    base = "https://host/amlwidgets"

    def ask(verb, path, body=None):
        workspace = backend.workspace
        path = path.format(s=workspace.subscription_id, g=workspace.resource_group, w=workspace.name)
        answer = router.answer(verb, path, {"api-version": request.param}, body, base=base)
        assert not specification.answer_problems(verb, path, answer.status, answer.values(), official=True)
        return answer.status, answer.values()

    return ask


def body_of(example):
    """The body; its data in a place of this workspace, for the examples name `string`."""
    return json.loads(json.dumps(example["body"]).replace('"uri": "string"', f'"uri": "{DATA}"'))


def refusal_of(example):
    return next((word for name, word in REFUSED.items() if f"{name}.json" in example["from"]), None)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["from"])
def test_published_requests(backend, send, example):
    verb, path = example["route"].split()
    if verb != "PUT" or "/computes/" not in path:
        backend.put_compute(ComputeRecord("compute123"))
    body = body_of(example)
    status, answer = send(verb, path, body)
    refused = refusal_of(example)
    if refused:
        assert status == 400 and refused in answer["error"]["message"] and answer["error"]["remedy"] is not None
    else:
        assert status in (200, 201), answer
    if not refused or body["properties"].get("jobType") in RECORDED:
        assert not lost(body, send("GET", path)[1])


NEVER_SHOWN = ("secrets", "environmentVariables", "services", "resources")
"""Secrets, what may hold secrets, and what the server says of itself."""
RESERVED = (
    "enableNodePublicIp",
    "isolatedNetwork",
    "osType",
    "remoteLoginPortPublicAccess",
    "virtualMachineImage",
)
"""What nothing here could do."""


@pytest.mark.parametrize(
    ("kind", "told"), [("AzureBlobWAccountKey", "key"), ("AzureDataLakeGen2W", "clientSecret")]
)
def test_a_datastores_secret_is_told_by_list_secrets_alone(send, kind, told):
    (example,) = (each for each in EXAMPLES if f"Datastore/{kind}" in each["from"])
    body = body_of(example)
    body["properties"]["credentials"]["secrets"][told] = "a-secret-that-was-sent"
    place = example["route"].split()[1]
    assert "a-secret-that-was-sent" not in repr(send("PUT", place, body))
    for path in (place, place.rpartition("/")[0]):
        assert "a-secret-that-was-sent" not in repr(send("GET", path))
    assert send("POST", f"{place}/listSecrets", {})[1][told] == "a-secret-that-was-sent"


def lost(sent, kept, path=""):
    """The fields of what was sent that are not in what was kept."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        return [
            found
            for name, value in sent.items()
            if value is not None and name not in NEVER_SHOWN + RESERVED
            for found in lost(value, kept.get(name), f"{path}.{name}")
        ]
    return [] if sent == kept or _same(str(sent), str(kept)) else [(path, sent, kept)]


def _same(sent, kept):
    """Whether two texts are one duration, or a name and its ARM id."""
    if sent.startswith("PT") and kept.startswith("PT"):
        return parse_duration(sent) == parse_duration(kept)
    return kept.rpartition("/")[2] == sent
