"""A smoke test against a live Azure subscription, for who has one.

Skipped unless AMLWIDGETS_LIVE_AZURE names a config.json; signs in as azure-identity does. Reads alone, unless
AMLWIDGETS_LIVE_COMPUTE names a cluster: then it submits two command jobs of seconds, and the node costs what it costs.
"""

import json
import os
from typing import Any, Dict, Iterator

import pytest

from amlwidgets.backend import Backend
from amlwidgets.resources.records import RunSpec
from amlwidgets.resources.states import RunState

# At import: the fixtures of all tests take such variables, and the home that `az login` wrote to, away.
CONFIG = os.environ.get("AMLWIDGETS_LIVE_AZURE", "")
COMPUTE = os.environ.get("AMLWIDGETS_LIVE_COMPUTE", "")
HOME = os.environ.get("HOME", "")
SECONDS = 1800

pytestmark = [
    pytest.mark.skipif(not CONFIG, reason="AMLWIDGETS_LIVE_AZURE names no config.json"),
    pytest.mark.timeout(2 * SECONDS),
]
needs_compute = pytest.mark.skipif(not COMPUTE, reason="AMLWIDGETS_LIVE_COMPUTE names no cluster")


@pytest.fixture
def live(home: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    """The workspace that the config.json names."""
    from amlwidgets.backend.known import AZURE, KnownWorkspace
    from amlwidgets.service.remote.elsewhere import Elsewhere

    monkeypatch.setenv("HOME", HOME)
    with open(CONFIG, encoding="utf-8") as file:
        config: Dict[str, str] = json.load(file)
    arm_id = (
        f"/subscriptions/{config['subscription_id']}/resourceGroups/{config['resource_group']}"
        f"/providers/Microsoft.MachineLearningServices/workspaces/{config['workspace_name']}"
    )
    elsewhere = Elsewhere()
    yield elsewhere.open(KnownWorkspace(arm_id, AZURE))
    elsewhere.close()


def test_the_workspace_says_who_it_is(live: Backend) -> None:
    assert live.workspace.name and live.workspace.location


def test_computes_datastores_and_jobs_are_listed(live: Backend) -> None:
    assert live.list_computes()
    assert "workspaceblobstore" in [store.name for store in live.list_datastores()]
    for run in live.list_runs(top=5):
        assert run.run_id and run.state in RunState


@needs_compute
def test_a_job_is_followed_to_its_end_and_its_log_is_read(live: Backend) -> None:
    made = live.submit("amlwidgets-smoke", spec("echo hello from amlwidgets"))
    ended = live.wait_for_run(made.run_id, SECONDS)
    assert ended.state is RunState.COMPLETED, ended.error
    logs = [entry.path for entry in live.list_run_files(made.run_id, "user_logs/")]
    with live.open_run_file(made.run_id, logs[0]) as log:
        assert b"hello from amlwidgets" in log.read()


@needs_compute
def test_a_job_is_cancelled(live: Backend) -> None:
    made = live.submit("amlwidgets-smoke", spec("sleep 600"))
    live.cancel(made.run_id)
    assert live.wait_for_run(made.run_id, SECONDS).state is RunState.CANCELED


def spec(command: str) -> RunSpec:
    return RunSpec(command=command, target=COMPUTE)
