"""Our own OpenAPI document: it is one, and it is the route table."""

import re

import pytest

from amlwidgets.service.openapi import openapi, path_of
from amlwidgets.service.openapi_details import BODIES, QUERIES
from amlwidgets.service.router import Router
from amlwidgets.service.routes import ROUTES

DOCUMENT = openapi(ROUTES, "https://host/amlwidgets")


def operations():
    return [(path, verb, said) for path, verbs in DOCUMENT["paths"].items() for verb, said in verbs.items()]


def test_the_document_is_valid():
    validator = pytest.importorskip("jsonschema_rs").meta
    for _path, _verb, said in operations():
        for content in (said.get("requestBody", {}).get("content", {})).values():
            assert validator.is_valid(
                content["schema"] | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
            )


def test_every_route_is_in_it_and_nothing_else():
    routes = sorted((path_of(route), route.verb.lower()) for route in ROUTES)
    assert routes == sorted((path, verb) for path, verb, _ in operations())


def test_every_route_says_what_it_does_under_a_name_of_its_own():
    assert [(verb, path) for path, verb, said in operations() if not said["summary"]] == []
    names = [said["operationId"] for _path, _verb, said in operations()]
    assert len(set(names)) == len(names)


def test_every_part_of_a_path_is_a_parameter():
    for path, _verb, said in operations():
        named = [parameter["name"] for parameter in said["parameters"] if parameter["in"] == "path"]
        assert named == re.findall(r"\{(\w+)\}", path)


@pytest.mark.parametrize(("verb", "end"), [*BODIES, *QUERIES])
def test_every_detail_is_of_a_route(verb, end):
    assert any(route.verb == verb and route.pattern.endswith(end) for route in ROUTES)


def test_it_is_served():
    answer = Router().answer("GET", "/openapi", base="https://host/amlwidgets")
    assert answer.status == 200 and answer.body == DOCUMENT
