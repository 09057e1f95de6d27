"""Variables that look secret: out of the record, into the process, gone with the run."""

import os
from pathlib import Path

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.faces.environment import KIND, VARIABLES
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceExists, StoreException
from amlwidgets.resources.records import RunSpec
from amlwidgets.resources.redaction import HIDDEN
from amlwidgets.store.layout import Layout
from amlwidgets.store.secret_variables import ENVIRONMENT, RUN, keep, put_together, shown
from amlwidgets.store.secrets import SecretStore

WAIT = 60.0
PRINTED = "echo $API_TOKEN $PLAIN"


@pytest.fixture
def backend(home):
    opened = open_workspace()
    yield opened
    opened.close()


@pytest.fixture
def layout(backend):
    return Layout(backend.workspace.folder)


def output(backend, run_id):
    assert backend.wait_for_run(run_id, WAIT).state == "Completed"
    with backend.open_run_file(run_id, "user_logs/std_log.txt") as file:
        return file.read().decode()


def with_token(value="first", **more):
    return RunSpec(command=PRINTED, environment_variables={"API_TOKEN": value, "PLAIN": "plain"}, **more)


def test_kept_apart_and_put_together(layout):
    variables = {"API_TOKEN": "ä first", "PLAIN": "plain", "DOTS": HIDDEN}
    assert shown(variables) == {"API_TOKEN": HIDDEN, "PLAIN": "plain", "DOTS": HIDDEN}
    keep(layout, RUN, "r", variables)
    assert put_together(layout, RUN, "r", shown(variables)) == variables
    keep(layout, RUN, "r", {"PLAIN": "plain"})
    assert SecretStore(layout).names(RUN) == []
    assert put_together(layout, RUN, "r", shown(variables)) == shown(variables)


def test_a_value_that_looks_like_a_reference_stays_itself(layout):
    keep(layout, RUN, "r", {"A_TOKEN": "env:HOME"})
    assert put_together(layout, RUN, "r", {"A_TOKEN": HIDDEN}) == {"A_TOKEN": "env:HOME"}


def test_the_process_has_what_the_record_has_not(backend, layout):
    run = backend.submit("secret", with_token(environment={"environmentVariables": {"API_TOKEN": "overruled"}}))
    assert backend.get_run(run.run_id).spec.environment_variables == {"API_TOKEN": HIDDEN, "PLAIN": "plain"}
    assert backend.get_run(run.run_id).spec.environment["environmentVariables"] == {"API_TOKEN": HIDDEN}
    assert output(backend, run.run_id) == "first plain\n"
    again = backend.resubmit(run.run_id)
    assert output(backend, again.run_id) == "first plain\n"
    backend.delete_run(run.run_id)
    assert SecretStore(layout).names(RUN) == [again.run_id]


def test_a_name_that_is_taken_keeps_its_secrets(backend):
    backend.submit("secret", with_token(), run_id="taken")
    with pytest.raises(ResourceExists):
        backend.submit("secret", with_token("second"), run_id="taken")
    assert output(backend, "taken") == "first plain\n"


def test_a_place_that_others_may_read_is_not_used(backend, layout):
    SecretStore(layout).set(RUN, "other", "x")
    os.chmod(os.path.join(layout.secrets, RUN), 0o755)
    with pytest.raises(StoreException, match="others may open it"):
        backend.submit("secret", with_token(), run_id="refused")
    assert "refused" not in [run.run_id for run in backend.list_runs()]


def test_a_registered_environment(backend, layout):
    asset = AssetRecord(KIND, "e", "1", {VARIABLES: {"HF_TOKEN": "first", "PLAIN": "plain"}})
    backend.put_asset(asset)
    assert backend.get_asset(KIND, "e", "1").properties[VARIABLES] == {"HF_TOKEN": "first", "PLAIN": "plain"}
    assert [each.properties[VARIABLES]["HF_TOKEN"] for each in backend.list_assets(KIND)] == ["first"]
    kept = [file.read_bytes() for file in Path(layout.root).glob("workspace.db*")]
    assert any(b"plain" in content for content in kept) and not any(b"first" in content for content in kept)
    backend.delete_asset(KIND, "e", "1")
    assert SecretStore(layout).names(ENVIRONMENT) == []
