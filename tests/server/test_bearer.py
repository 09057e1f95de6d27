"""Tokens in the shape of a JSON Web Token: what they carry is looked at, they themselves prove nothing."""

import base64
import json

import pytest

from amlwidgets_server.bearer import CLAIM, plain_authorization


def part(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def shaped(token, **more):
    return f"Bearer {part({'alg': 'none'})}.{part({CLAIM: token, 'exp': 4102444800, **more})}.x"


def test_what_a_shaped_token_carries():
    assert plain_authorization(shaped("secret")) == "Bearer secret"
    assert plain_authorization(shaped("a.b-c?~")) == "Bearer a.b-c?~"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer plain",
        "Bearer with.two.dots",
        "token " + shaped("secret")[7:],
        "Bearer a." + part(["no object"]) + ".c",
        "Bearer a." + part({"other": "secret"}) + ".c",
        "Bearer ..",
        "Bearer a.é.c",
        shaped(7),
        shaped(""),
        shaped("line\nbreak"),
        shaped("naïve"),
        "Bearer a." + part({CLAIM: "secret"}) + ".c.d",
        "Bearer a." + base64.urlsafe_b64encode(b"[" * 100_000).decode() + ".c",
    ],
)
def test_any_other_header_stays_as_it_came(header):
    assert plain_authorization(header) == header


async def test_jupyter_decides_about_what_is_carried(call, ws, jp_serverapp):
    right = jp_serverapp.identity_provider.token
    for token, status in ((right, 200), ("wrong", 403), (right + "x", 403), (right[:-1], 403)):
        assert (await call("GET", ws, headers={"Authorization": shaped(token)}))[0] == status
    tracking = (
        f"amlwidgets/mlflow/v2.0{ws.removeprefix('amlwidgets')}/api/2.0/mlflow/experiments/search?max_results=5"
    )
    assert (await call("GET", tracking, headers={"Authorization": shaped(right)}))[0] == 200
    assert (await call("GET", tracking, headers={"Authorization": shaped("wrong")}))[0] == 401
    put = {"Authorization": shaped(right)}
    assert (await call("PUT", f"{ws}/models/m/versions/1", {"properties": {}}, headers=put))[0] == 201
