"""The router without a web server: how it finds routes, and what the comm is answered."""

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.resources.errors import ValidationException, WorkspaceException
from amlwidgets.service.answer import FileContent
from amlwidgets.service.router import Router
from amlwidgets.service.routes import ROUTES
from amlwidgets.service.routing import find
from amlwidgets.service.workspaces import OpenWorkspaces, only


@pytest.fixture
def backend():
    opened = open_workspace()
    yield opened
    opened.close()


def test_no_two_routes_are_the_same():
    keys = [(route.verb, route.pattern.lower()) for route in ROUTES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("path", "name"),
    [("a", "a"), ("A%20b", "A b"), ("a%2Fb", "a/b"), ("%C3%BC", "ü"), ("%25", "%"), ("+", "+")],
)
def test_names_are_decoded_once_and_keep_their_case(backend, path, name):
    verbs, parts = find(ROUTES, f"{backend.workspace.arm_id}/jobs/{path}")
    assert set(verbs) == {"GET", "PUT", "DELETE"} and parts["name"] == name


def test_what_is_no_utf8_is_refused(backend):
    with pytest.raises(ValidationException):
        find(ROUTES, f"{backend.workspace.arm_id}/jobs/%FF")


def test_the_rest_of_a_path_is_one_part(backend):
    _, parts = find(ROUTES, f"{backend.workspace.arm_id}/jobs/x/content/a/b%2Fc//d")
    assert (parts["name"], parts["path"]) == ("x", "a/b/c//d")


def test_a_comm_reads_and_writes_files_as_bytes(backend):
    router = Router(only(backend))
    path = f"{backend.workspace.arm_id}/datastores/workspaceblobstore/content/a.txt"
    assert router.answer("PUT", path, {}, b"hello").status == 201
    assert router.answer("PUT", path, {"overwrite": "perhaps"}, b"x").status == 400
    assert router.answer("PUT", path, {}, {"no": "bytes"}).status == 400
    content = router.answer("GET", path).body
    assert isinstance(content, FileContent) and content.content_type == "text/plain; charset=utf-8"
    with content.file as file:
        assert file.read() == b"hello"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.html", "text/html; charset=utf-8"),
        ("x.png", "image/png"),
        ("x.txt.gz", "application/octet-stream"),
        ("x", "application/octet-stream"),
    ],
)
def test_content_types(tmp_path, name, kind):
    (tmp_path / name).write_bytes(b"x")
    with (tmp_path / name).open("rb") as file:
        assert FileContent.of(file, name).content_type == kind


def test_a_notebooks_view_reaches_its_own_workspace_only(backend):
    router = Router(only(backend))
    assert router.answer("GET", backend.workspace.arm_id).status == 200
    other = backend.workspace.arm_id.replace("my-workspace", "other")
    assert router.answer("GET", other).status == 404


def test_a_workspace_is_opened_once_and_forgotten_when_it_is_deleted(backend):
    opened = OpenWorkspaces()
    router = Router(opened)
    assert opened(None) is opened(backend.workspace.arm_id)
    assert router.answer("DELETE", backend.workspace.arm_id).status == 204
    with pytest.raises(WorkspaceException):
        opened(backend.workspace.arm_id)


def test_only_what_is_quick_runs_on_the_event_loop(backend):
    router, base = Router(only(backend)), backend.workspace.arm_id
    assert router.is_quick("GET", f"{base}/jobs") and router.is_quick("GET", "/nowhere")
    assert not router.is_quick("GET", f"{base}/jobs/x/files")
    assert not any(route.quick for route in ROUTES if route.verb != "GET")
