"""Thousands of requests that schemathesis makes of our OpenAPI document and of Azure ML's."""

import json
import os
import random
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from amlwidgets.service.openapi import openapi
from amlwidgets.service.routes import ROUTES

from .conftest import assert_intact

REQUESTS = 10_000 if os.environ.get("AMLWIDGETS_SOAK") else 500
ARM = json.loads((Path(__file__).parents[1] / "openapi/arm.json").read_text())
OWN = openapi(ROUTES, "")
SECONDS = 60
"""How long an answer may take on a busy machine; a hang takes for ever."""

KNOWN = {
    **dict.fromkeys(("subscription", "subscriptionId"), 2),
    **dict.fromkeys(("group", "resourceGroupName"), 4),
    **dict.fromkeys(("workspace", "workspaceName"), 8),
}
"""Path parameters that are parts of the workspace's ARM id, by their place in it."""

NAMES = ["a", "b", "local", "cpu", "workspaceblobstore", "azureml", "1", "2", "x.txt", "v1.0", "present", "jobs"]
"""Names that come often, so that requests meet what earlier ones made."""


LETTERS = [*"aZ09 ._-~%/\\:;,+&=?#@!$*'()[]{}<>|^`\"", *map(chr, (0, 7, 10, 127, 0xE9, 0x661, 0x202E, 0x1F600))]
"""What other names are made of."""


def operations(document):
    config = SchemathesisConfig(
        projects=ProjectsConfig(default=ProjectConfig(generation=GenerationConfig(with_security_parameters=False)))
    )
    schema = schemathesis.openapi.from_dict(document, config=config)
    return [found.ok() for found in schema.get_all_operations()]


def strategy(operation, workspace, folder):
    """Cases of one operation, valid and invalid; most of them in the workspace that there is."""
    parts = workspace.split("/")
    # Schemathesis would draw these last and longest: names that meet something are better made here.
    given = {found.name: "-" for found in operation.path_parameters}
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    kinds = [operation.as_strategy(generation_mode=mode, path_parameters=dict(given)) for mode in modes]
    return st.builds(
        lambda case, seed: aimed(case, parts, folder, random.Random(seed)), st.one_of(kinds), st.integers(0, 2**32)
    )


def aimed(case, parts, folder, chance):
    """The case at names that may be there. None is to run a command, write elsewhere, or remove the workspace."""
    for name in case.path_parameters or {}:
        if name in KNOWN:
            case.path_parameters[name] = parts[KNOWN[name]]
        elif chance.random() < 0.7:
            case.path_parameters[name] = chance.choice(NAMES)
        else:
            case.path_parameters[name] = "".join(chance.choices(LETTERS, k=chance.choice((1, 3, 20, 300))))
    if case.method == "DELETE" and case.path.endswith(("/{workspace}", "/{workspaceName}")):
        case.path_parameters[case.path.rpartition("{")[2][:-1]] = "another"
    case.body = harmless(case.body, folder)
    return case


def harmless(body, folder):
    """Commands that do nothing, folders that are this test's."""
    if isinstance(body, dict):
        safe = {"command": "true", "path": folder}
        return {
            key: safe[key] if key in safe and isinstance(value, str) else harmless(value, folder)
            for key, value in body.items()
        }
    return [harmless(value, folder) for value in body] if isinstance(body, list) else body


def check(case, answer):
    said = f"{answer.request.method} {answer.request.url} {answer.request.body!r:.2000}: {answer.text[:500]}"
    assert answer.status_code < 500, said
    assert answer.elapsed < SECONDS, said
    if answer.status_code >= 400 and answer.status_code != 416:
        assert answer.headers["content-type"][0].startswith("application/json"), said
        error = answer.json()
        assert {"code", "message"} <= error.get("error", {}).keys() or {"error_code", "message"} <= error.keys(), (
            said
        )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("document", [OWN, ARM], ids=["own", "arm"])
def test_no_request_is_a_fault_of_the_server(server, document):
    found = operations(document)
    each = -(-REQUESTS // 2 // len(found))
    sent = 0
    for operation in found:

        @hypothesis.seed(20251201)
        @hypothesis.settings(
            max_examples=each,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(strategy(operation, server.workspace, str(server.home / "data")))
        def send(case):
            nonlocal sent
            sent += 1
            answer = case.call(base_url=server.url, session=server.session, timeout=SECONDS, allow_redirects=False)
            check(case, answer)

        send()
    print(f"{sent} requests to {len(found)} operations")
    assert sent >= len(found)
    assert_intact(server)
