"""The specification's subset itself: Azure's published answers are valid in it, and what is wrong is found."""

import json
from pathlib import Path

import pytest

from . import specification

EXAMPLES = json.loads(Path(__file__).with_name("examples.json").read_text())["examples"]
WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"


def of(word):
    return pytest.mark.parametrize("example", [e for e in EXAMPLES if word in e], ids=lambda e: e["from"])


@of("answer")
def test_published_answers_are_valid(example):
    verb, path = example["route"].split()
    status = example.get("status", 200)
    assert specification.answer_problems(verb, path, status, example["answer"], official=True) == []


@of("body")
def test_published_bodies_are_valid(example):
    verb, path = example["route"].split()
    schema = specification.operation(verb, path)["requestBody"]["content"]["application/json"]["schema"]
    assert specification.problems(schema, example["body"]) == []


def compute(**properties):
    return {"properties": {"computeType": "AmlCompute", **properties}}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (compute(provisioningState="Steaming"), "properties/provisioningState"),
        (compute(properties={"currentNodeCount": "2"}), "properties/properties/currentNodeCount"),
        (compute(properties={"scaleSettings": {}}), "properties/properties/scaleSettings"),
        (compute(createdOn="yesterday"), "properties/createdOn"),
        ({"properties": {"computeType": "LocalFolder"}}, "properties/computeType"),
        ({"properties": {}}, "properties"),
        ({"tags": {"a": 1}, **compute()}, "tags/a"),
    ],
)
def test_what_is_wrong_is_found(body, place):
    found = specification.answer_problems("GET", f"{WORKSPACE}/computes/c", 200, body, official=True)
    assert [problem for problem in found if problem.startswith(f"{place}:")], found


def test_extra_fields_kinds_of_ours_and_nulls_are_no_fault():
    body = {"properties": {"computeType": "Local", "description": None, "ours": 1}}
    assert specification.answer_problems("GET", f"{WORKSPACE}/computes/c", 200, body, official=False) == []


def test_a_status_that_is_not_there_is_found():
    found = specification.answer_problems("GET", f"{WORKSPACE.upper()}/JOBS/j", 202, None, official=True)
    assert found == ["the status is 202; the specification has 200, default"]


def test_routes_of_our_own_are_told_apart():
    assert specification.answer_problems("GET", f"{WORKSPACE}/jobs/j/files", 200, {}, official=False) is None
