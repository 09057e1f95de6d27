"""Which workspace an ARM id stands for, and which is used where nothing names one."""

import os
import threading

import pytest

from amlwidgets.backend import create_workspace, known, open_workspace, resolve
from amlwidgets.backend.known import AZURE, EMBEDDED, SERVER, KnownWorkspace
from amlwidgets.resources.errors import ResourceNotFound, StoreException, WorkspaceException
from amlwidgets.service.workspaces import OpenWorkspaces


def arm_id(name="w", group="g", subscription="5f0f3d4e-0000-4000-8000-000000000001"):
    return (
        f"/subscriptions/{subscription}/resourceGroups/{group}"
        f"/providers/Microsoft.MachineLearningServices/workspaces/{name}"
    )


@pytest.fixture
def embedded(home):
    return create_workspace("mine").workspace


def test_nothing_is_known_at_first(home):
    assert known.workspaces() == []
    assert known.current() is None
    assert resolve().name == "my-workspace"
    assert resolve().kind == EMBEDDED


def test_a_choice_lasts_and_is_taken_back(home, embedded):
    azure = KnownWorkspace(arm_id())
    known.use(azure)
    assert known.current() == azure == resolve()
    assert known.workspaces() == [azure]
    known.use(KnownWorkspace(embedded.arm_id, EMBEDDED))
    assert open_workspace().workspace.name == "mine"
    assert known.workspaces() == [azure], "an embedded workspace is found by itself"
    known.use(None)
    assert resolve().name == "my-workspace"


def test_a_chosen_workspace_that_was_deleted_is_chosen_no_more(home, embedded):
    known.use(KnownWorkspace(embedded.arm_id, EMBEDDED))
    open_workspace(embedded.arm_id).delete_workspace()
    assert resolve().name == "my-workspace"
    with pytest.raises(WorkspaceException, match="no workspace 'mine'"):
        resolve(embedded.arm_id)


def test_what_is_here_counts_before_what_is_known_unless_it_was_chosen(home, embedded):
    there = KnownWorkspace(embedded.arm_id, SERVER, "http://localhost:1")
    known.remember(there, "PLANTED")
    assert resolve(embedded.arm_id).kind == EMBEDDED
    opened = OpenWorkspaces()
    here = opened(embedded.arm_id)
    assert here.workspace.workspace_id == embedded.workspace_id
    known.use(there)
    assert resolve(embedded.arm_id.upper()) == there
    assert known.token(there) == "PLANTED"


def test_ids_are_compared_without_case_and_odd_names_are_fine(home):
    azure = KnownWorkspace(arm_id(group="Group(1)"), AZURE)
    known.remember(azure)
    assert resolve(azure.arm_id.lower()) == azure
    with pytest.raises(WorkspaceException, match="not the ARM id"):
        resolve("w")


def test_remembering_again_replaces_and_forgetting_takes_the_choice_too(home):
    azure = KnownWorkspace(arm_id())
    known.use(azure)
    with_tenant = KnownWorkspace(azure.arm_id, tenant="t")
    known.remember(with_tenant)
    assert known.workspaces() == [with_tenant]
    assert known.current() == with_tenant
    known.forget(azure)
    assert known.workspaces() == []
    assert known.current() is None


def test_no_token_is_in_the_file_of_known_workspaces(home):
    there = KnownWorkspace(arm_id(), SERVER, "http://localhost:1")
    with pytest.raises(ResourceNotFound):
        known.token(there)
    known.remember(there, "PLANTED")
    assert "PLANTED" not in (home / "known.json").read_text() + repr(there)
    assert [path.name for path in home.iterdir() if path.stat().st_mode & 0o077 and path.is_dir()] == []


@pytest.mark.parametrize("content", ["", "[]", "{", '{"workspaces": [{}]}', '{"workspaces": [1], "current": 2}'])
def test_a_damaged_file_is_named(home, content):
    home.mkdir()
    (home / "known.json").write_text(content)
    with pytest.raises(StoreException, match=r"cannot be read[\s\S]*known\.json"):
        known.current()


def test_several_writers_at_once_lose_nothing(home):
    def write(letter):
        for number in range(10):
            known.remember(KnownWorkspace(arm_id(f"{letter}{number}")))

    threads = [threading.Thread(target=write, args=(letter,)) for letter in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(known.workspaces()) == 30
    assert sorted(os.listdir(home)) == ["known.json", "known.json.lock"]
