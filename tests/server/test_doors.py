"""Nobody comes in who must not: walks the routes that the application really has."""

import inspect
import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketHandler, websocket_connect

from amlwidgets.service.routes import ROUTES

VERBS = ("get", "head", "post", "put", "patch", "delete")


def handlers(app):
    """(pattern, handler class) of every route of ours in the running application."""
    found = []

    def walk(router):
        for rule in router.rules:
            target = rule.target
            if hasattr(target, "rules"):
                walk(target)
            elif inspect.isclass(target) and target.__module__.startswith("amlwidgets_server"):
                found.append((rule.matcher.regex.pattern, target))

    walk(app.default_router)
    return found


def paths(ws):
    """A path for each route of the service, and its verb."""
    parts = {"name": "thing", "path...": "a/b.txt", "location": "local", "version": "v2.0"}
    parts |= {
        "kind": "computes",
        "goal": "gone",
        "experiment": "digits",
        "account": "storage",
        "container": "azureml",
    }
    for route in ROUTES:
        known = {**parts, **dict(zip(("subscription", "group", "workspace"), ws_parts(ws)))}
        yield route.verb, "amlwidgets" + re.sub(r"\{([^}]+)\}", lambda m: known[m.group(1)], route.pattern)


def at_the_root(path):
    return path.startswith("amlwidgets/mlflow/") or (
        path.startswith("amlwidgets/history/") and "/artifacts" in path
    )


def ws_parts(ws):
    pieces = ws.split("/")
    return pieces[2], pieces[4], pieces[8]


def every_verb(ws):
    """Each route with each verb, offered or not."""
    found = {path for _, path in paths(ws)} | {"amlwidgets", "amlwidgets/nowhere", "amlwidgets/live"}
    # azureml-mlflow keeps of an address the host alone: these are at the root as well.
    found |= {path.removeprefix("amlwidgets/") for path in found if at_the_root(path)}
    return [(verb.upper(), path) for path in sorted(found) for verb in VERBS]


def test_all_routes_of_the_extension_are_known_here(jp_serverapp):
    names = sorted(handler.__name__ for _, handler in handlers(jp_serverapp.web_app))
    assert names == [
        "ArmHandler",
        "ArtifactHandler",
        "AzureMLHistoryHandler",
        "AzureMLTrackingHandler",
        "BlobHandler",
        "ContentHandler",
        "DiscoveryHandler",
        "LiveHandler",
        "TrackingHandler",
    ]


def test_every_verb_of_every_handler_is_authenticated_and_authorised(jp_serverapp):
    for _, handler in handlers(jp_serverapp.web_app):
        for verb in VERBS:
            method = getattr(handler, verb)
            if method.__module__.startswith("tornado") and not issubclass(handler, WebSocketHandler):
                continue  # tornado's own answer to a verb that is not there
            if issubclass(handler, WebSocketHandler):
                if verb == "get":
                    assert "is_authorized" in inspect.getsource(inspect.unwrap(method))
                    assert getattr(method, "__allow_unauthenticated", None) is False
                continue
            layers = layers_of(method)
            assert ("tornado.web", "authenticated") in layers, (handler, verb)
            assert ("jupyter_server.auth.decorator", "authorized") in layers, (handler, verb)
        assert handler.auth_resource == "amlwidgets"


def layers_of(method):
    found = set()
    while method is not None:
        code = method.__code__
        name = code.co_qualname.split(".")[0] if hasattr(code, "co_qualname") else method.__qualname__
        found.add((inspect.getmodule(code).__name__, name))
        method = getattr(method, "__wrapped__", None)
    return found


@pytest.mark.parametrize("header", [{}, {"Authorization": "token wrong"}, {"Authorization": "Bearer x"}])
async def test_without_the_token_every_route_is_shut(call, ws, header):
    for verb, path in every_verb(ws):
        status, body, headers = await call(verb, path, headers=header)
        assert status == shut(path), (verb, path)
        if in_mlflow_shape(path):
            assert headers["WWW-Authenticate"] == "Bearer"
            assert verb == "HEAD" or set(body) == {"error_code", "message"}, (verb, path)
        else:
            assert verb == "HEAD" or set(body["error"]) == {"code", "message", "remedy"}, (verb, path)


def shut(path):
    """MLflow's clients are told by 401 that a token is missing."""
    return 401 if in_mlflow_shape(path) else 403


def in_mlflow_shape(path):
    return "/mlflow/" in f"/{path}"


async def test_a_wrong_token_in_the_url_is_no_better(call, ws):
    for verb, path in every_verb(ws):
        assert (await call(verb, path + "?token=wrong", headers={}))[0] == shut(path), (verb, path)


async def logged_in(call):
    """The headers of a browser after logging in: the session's cookie, without a token."""
    _, _, headers = await call("GET", "api/me")
    cookie = "; ".join(value.split(";")[0] for value in headers.get_list("Set-Cookie"))
    assert "username-" in cookie
    return {"Cookie": cookie}


async def test_a_cookie_alone_may_not_come_from_another_origin(call, ws):
    cookie = await logged_in(call)
    for verb, path in every_verb(ws):
        headers = {**cookie, "Origin": "https://evil.example"}
        assert (await call(verb, path, headers=headers))[0] == 403, (verb, path)


async def test_a_cookie_alone_reads_but_changes_nothing_without_the_xsrf_token(call, ws):
    headers = await logged_in(call)
    assert (await call("GET", "amlwidgets/capabilities", headers=headers))[0] == 200
    for verb, path in every_verb(ws):
        if verb not in ("GET", "HEAD"):
            assert (await call(verb, path, headers=headers))[0] == 403, (verb, path)


async def test_no_byte_of_an_upload_is_kept_before_the_doors(call, ws, backend):
    path = f"{ws}/datastores/workspaceblobstore/content/x.bin"
    assert (await call("PUT", path, b"x" * 100_000, headers={}))[0] == 403
    assert os.listdir(backend.get_datastore("workspaceblobstore").path) == []


@pytest.mark.parametrize("header", [{"Authorization": "token wrong"}, {"Authorization": ""}])
async def test_the_socket_is_shut_without_the_token(jp_ws_fetch, header):
    with pytest.raises(HTTPClientError) as refused:
        await jp_ws_fetch("amlwidgets", "live", headers=dict(header))
    assert refused.value.code == 403


async def test_the_socket_is_shut_for_a_foreign_origin(call, jp_http_port, jp_base_url):
    cookie = await logged_in(call)
    url = f"ws://127.0.0.1:{jp_http_port}{jp_base_url}amlwidgets/live"
    (await websocket_connect(HTTPRequest(url, headers=cookie))).close()
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        with pytest.raises(HTTPClientError) as refused:
            await websocket_connect(HTTPRequest(url, headers={**cookie, "Origin": origin}))
        assert refused.value.code == 403


class TestReadOnlyUser:
    """An Authorizer that lets everybody read and nobody write."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        from jupyter_server.auth import Authorizer

        class Readers(Authorizer):
            def is_authorized(self, handler, user, action, resource):
                return action == "read"

        return {
            "ServerApp": {**jp_server_config["ServerApp"], "authorizer_class": Readers},
        }

    async def test_reads_and_nothing_else(self, call, ws, backend):
        # Reading first: an authorization that were kept between verbs would let the rest through.
        assert (await call("GET", f"{ws}/computes"))[0] == 200
        for verb, path in paths(ws):
            if verb != "GET":
                assert (await call(verb, path, b"{}"))[0] == 403, (verb, path)
        assert os.listdir(backend.get_datastore("workspaceblobstore").path) == []


class TestNobody:
    """An Authorizer that lets nobody do anything: a good token opens no door."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        from jupyter_server.auth import Authorizer

        class Nobody(Authorizer):
            def is_authorized(self, handler, user, action, resource):
                return resource != "amlwidgets"

        return {"ServerApp": {**jp_server_config["ServerApp"], "authorizer_class": Nobody}}

    async def test_every_route_and_the_socket_are_shut(self, call, ws, jp_ws_fetch):
        for verb, path in paths(ws):
            assert (await call(verb, path, None if verb == "GET" else b"{}"))[0] == 403, (verb, path)
        with pytest.raises(HTTPClientError) as refused:
            await jp_ws_fetch("amlwidgets", "live")
        assert refused.value.code == 403


class TestReadOnlyServer:
    """`c.AmlWidgets.read_only = True`."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        return {**jp_server_config, "AmlWidgets": {"read_only": True}}

    async def test_shows_and_changes_nothing(self, call, ws, backend):
        assert (await call("GET", "amlwidgets/capabilities"))[1]["readOnly"] is True
        for route, (verb, path) in zip(ROUTES, paths(ws)):
            if verb != "GET" and not route.reads:
                status, body, _ = await call(verb, path, b"{}")
                code = body["error_code"] if "/mlflow/" in path else body["error"]["code"]
                assert (status, code) in ((403, "ReadOnly"), (403, "PERMISSION_DENIED")), (verb, path)
        assert os.listdir(backend.get_datastore("workspaceblobstore").path) == []


ODD_NAMES = ["....//....//secret", "%252e%252e/secret"]

TRAVERSALS = [
    "../secret",
    "..%2Fsecret",
    "%2e%2e/secret",
    "%2e%2e%2fsecret",
    "a/../../secret",
    "a/%2e%2e/%2e%2e/secret",
    "%2Fetc%2Fpasswd",
    "/etc/passwd",
    "..%5Csecret",
    "a%5C..%5C..%5Csecret",
    "a%00.txt",
    "C:%5Csecret",
    "C%3A/secret",
    "link/secret",
    *ODD_NAMES,
]


@pytest.fixture
def secret(backend, tmp_path):
    """A file outside the datastore and the run, with a link to its folder from within each."""
    run = backend.start_interactive("digits")
    place = tmp_path / "outside"
    place.mkdir()
    (place / "secret").write_text("secret")
    store = backend.get_datastore("workspaceblobstore").path
    near = Path(os.path.dirname(store), "secret")
    for file in (near, Path(backend.run_folder(run.run_id), "launcher", "secret")):
        file.parent.mkdir(exist_ok=True)
        file.write_text("secret")
    os.symlink(place, os.path.join(store, "link"))
    os.makedirs(os.path.join(backend.run_folder(run.run_id), "outputs"), exist_ok=True)
    os.symlink(place, os.path.join(backend.run_folder(run.run_id), "outputs", "link"))
    return run.run_id, place / "secret", near


@pytest.mark.parametrize("path", TRAVERSALS)
async def test_no_path_leads_out_of_its_folder(call, ws, secret, path):
    run_id, file, near = secret
    bases = (
        f"{ws}/datastores/workspaceblobstore/content/",
        f"{ws}/jobs/{run_id}/content/outputs/",
        f"{ws}/datastores/workspaceblobstore/files?path=",
    )
    for base in bases:
        status, body, _ = await call("GET", base + path)
        assert status in (400, 404), (base, path, body)
        assert b"secret" != body
    # What is only an odd name, and no way out, may be written and removed as such.
    allowed = (201, 204) if path in ODD_NAMES else (400, 404)
    for verb, content in (("PUT", b"changed"), ("DELETE", None)):
        assert (await call(verb, bases[0] + path, content))[0] in allowed, (verb, path)
    assert file.read_text() == near.read_text() == "secret"


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..", "a%2fb", "%00", "%2e", "-", "x" * 2000])
async def test_no_name_leads_anywhere(call, ws, name):
    for path in (f"{ws}/jobs/{name}", f"{ws}/computes/{name}", f"{ws}/datastores/{name}"):
        assert (await call("GET", path))[0] in (400, 404), path
    other = ws.replace("my-workspace", name)
    assert (await call("GET", other))[0] in (400, 404)
    assert (await call("PUT", other, {}))[0] in (400, 404), other
    assert (await call("PUT", f"{ws}/datastores/{name}", {"properties": {"path": "/tmp"}}))[0] in (400, 404)


async def test_what_is_the_products_own_in_a_run_is_no_file_of_it(call, ws, backend):
    run = backend.start_interactive("digits")
    for name in ("metrics", "launcher"):
        folder = os.path.join(backend.run_folder(run.run_id), name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "file"), "w") as file:
            file.write("ours")
        assert (await call("GET", f"{ws}/jobs/{run.run_id}/content/{name}/file"))[0] == 400
        assert (await call("GET", f"{ws}/jobs/{run.run_id}/content/outputs/../{name}/file"))[0] == 400


async def test_markup_stays_text(call, ws, backend):
    markup = '<img src=x onerror="alert(1)">'
    run = backend.start_interactive("digits", name=markup, tags={markup: markup})
    status, job, headers = await call("GET", f"{ws}/jobs/{run.run_id}")
    assert headers["Content-Type"].startswith("application/json")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert job["properties"]["run"]["name"] == markup and job["properties"]["tags"] == {markup: markup}
    path = f"{ws}/datastores/workspaceblobstore/content/{quote(markup)}.svg"
    await call("PUT", path, f'<svg xmlns="http://www.w3.org/2000/svg">{markup}</svg>')
    status, _, headers = await call("GET", path)
    assert status == 200 and "sandbox" in headers["Content-Security-Policy"]
    _, body, headers = await call("GET", f"amlwidgets/{quote(markup)}")
    assert headers["Content-Type"].startswith("application/json") and "error" in body
