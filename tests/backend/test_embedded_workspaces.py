"""How embedded workspaces are found, made and listed."""

import threading
from pathlib import Path

import pytest

from amlwidgets.backend import Backend, create_workspace, list_workspaces, open_folder, open_workspace
from amlwidgets.resources import errors


@pytest.fixture
def backend() -> Backend:
    return open_workspace()


class TestWorkspace:
    def test_the_default_one_is_made_once(self, backend: Backend) -> None:
        again = open_workspace()
        assert again.workspace == backend.workspace
        assert [w.arm_id for w in list_workspaces()] == [backend.workspace.arm_id]

    def test_is_found_by_its_arm_id_and_by_its_folder(self, backend: Backend) -> None:
        assert open_workspace(backend.workspace.arm_id).workspace == backend.workspace
        assert open_folder(backend.workspace.folder).workspace == backend.workspace

    def test_create_refuses_a_taken_name(self, backend: Backend) -> None:
        create_workspace("w", "s", "g")
        with pytest.raises(errors.ResourceExists, match="'w' exists already"):
            create_workspace("w", "s", "g")
        assert create_workspace("w", "s", "g", exist_ok=True).workspace.resource_group == "g"

    @pytest.mark.parametrize("bad", ["", "../x", "a/b", ".hidden", "x" * 256, None, 5])
    def test_create_refuses_names_that_are_none(self, backend: Backend, bad: str) -> None:
        with pytest.raises(errors.ValidationException, match="name is"):
            create_workspace(bad)

    def test_a_missing_one_is_an_error_with_a_remedy(self, backend: Backend) -> None:
        with pytest.raises(errors.WorkspaceException, match="Workspace.create"):
            open_workspace(backend.workspace.arm_id + "x")

    def test_many_processes_may_make_it_at_once(self, home: Path) -> None:
        found, threads = [], []
        for _ in range(8):
            thread = threading.Thread(target=lambda: found.append(open_workspace().workspace.workspace_id))
            threads.append(thread)
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len(set(found)) == 1

    def test_delete_leaves_nothing(self, backend: Backend) -> None:
        backend.start_interactive("e")
        other = create_workspace("other")
        other.delete_workspace()
        assert not Path(other.workspace.folder).exists()
        assert len(list_workspaces()) == 1
