"""Requests that nobody means, by the thousand: each is answered, none is a fault of the server."""

import random
import re
from urllib.parse import quote

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.service.router import Router
from amlwidgets.service.routes import ROUTES
from amlwidgets.service.routing import WORKSPACE

REQUESTS = 3000
KEYS = (
    "properties tags command codeId codeUri inputs outputs jobType jobInputType uri value computeId environmentId limits "
    "timeout distribution processCountPerInstance resources instanceCount hidden displayName values runId isArchived "
    "datastoreType path accountName experimentName set remove scaleSettings $top $skip hash listViewType comp prefix "
    "delimiter marker maxresults blockid isDefault status tag api-version overwrite"
).split()
WORDS = [
    *(
        "",
        "a",
        "1",
        "..",
        "%2e%2e",
        "a b",
        "é",
        "\x00",
        "\ud800",
        "x" * 600,
        "-1",
        "9" * 20,
        "١",
        "PT1H",
        "literal",
    ),
    *("azureml", "azureml:a:1", "/etc/passwd", "${{inputs.a}}", "workspaceblobstore", "ExperimentRun/dcid.x/y"),
    *(
        "https://x/upload-00000000-0000-0000-0000-000000000000/code",
        "computes",
        "gone",
        "present",
        "block",
        "list",
    ),
    *("blocklist", "metadata", "AzureBlob", "local", "Command", "/"),
]


@pytest.fixture
def backend(home):
    opened = open_workspace()
    yield opened
    opened.close()


def value(chance, depth=0):
    kind = chance.random()
    if depth < 4 and kind < 0.45:
        return {chance.choice(KEYS): value(chance, depth + 1) for _ in range(chance.randrange(5))}
    if depth < 4 and kind < 0.55:
        return [value(chance, depth + 1) for _ in range(chance.randrange(3))]
    return chance.choice([None, True, 0, -1, 10**30, 1.5, *WORDS])


def request(chance, route, backend):
    workspace = backend.workspace
    known = {
        "subscription": workspace.subscription_id,
        "group": workspace.resource_group,
        "workspace": workspace.name,
    }
    path = re.sub(r"\{([^}]+)\}", lambda found: known.get(found.group(1)) or segment(chance), route.pattern)
    query = {chance.choice(KEYS): chance.choice(WORDS) for _ in range(chance.randrange(4))}
    body = chance.choice([value(chance), {"properties": value(chance)}])
    if route.verb == "PUT" and route.pattern.endswith("/jobs/{name}"):
        # A command that is none: no odd request is to be executed.
        body = {"properties": {key: value(chance) for key in KEYS[:12]} | {"command": 5}}
    return path, query, b"<Latest>1</Latest>" if route.upload else body


def segment(chance):
    word = chance.choice(WORDS) or "q"
    return quote(word, safe="%" if chance.random() < 0.3 else "", errors="surrogatepass")


@pytest.mark.parametrize("seed", [1, 2])
def test_every_request_is_answered(backend, seed):
    chance, router, statuses = random.Random(seed), Router(), set()
    routes = [route for route in ROUTES if route.pattern != WORKSPACE or route.verb == "GET"]
    for _ in range(REQUESTS):
        route = chance.choice(routes)
        path, query, body = request(chance, route, backend)
        headers = chance.choice([{}, {"If-Match": '"x"'}, {"If-None-Match": "*"}, {"x-ms-meta-a": "b"}])
        answer = router.answer(route.verb, path, query, body, headers=headers, base="https://h/amlwidgets")
        if hasattr(answer.body, "file"):
            answer.body.file.close()
        assert answer.status < 500, (route.verb, path, query, body, answer.body)
        statuses.add(answer.status)
    assert {200, 201, 400, 404} <= statuses
    assert [store.name for store in backend.list_datastores() if store.protected]
