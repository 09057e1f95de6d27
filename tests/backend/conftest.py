"""The kinds of backend that the contract is run against."""

from contextlib import contextmanager
from typing import Dict, Iterator

import pytest

from amlwidgets.backend import Backend, open_workspace
from amlwidgets.backend.rest import Cloud, open_rest
from tests.azure.double import AzureDouble
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

KINDS = ("embedded", "server", "azure")

_NO_LOCAL = "Azure ML runs nothing on this machine"
_NO_FOLDERS = "Azure ML's datastores are storage accounts: it reaches no folder of this machine"
DIFFERENCES: Dict[str, str] = {
    "test_delete_leaves_nothing": _NO_FOLDERS,
    "test_local_is_always_there_and_fixed": _NO_LOCAL,
    "test_is_described_anew": "the double keeps its workspace as it is",
    "test_is_what_runs": _NO_LOCAL,
    "test_a_submitted_run_that_was_said_to_fail_fails": _NO_LOCAL,
    "test_ending_a_submitted_run_as_canceled_cancels_it": _NO_LOCAL,
    "test_a_run_performed_out_of_sight_outlives_the_engine_and_is_cancelled": _NO_LOCAL,
    "test_a_change_keeps_when_it_was_made_and_may_depend_on_what_was_seen": "Azure ML's assets have no ETag",
    "test_begins_with_two": "Azure ML shows the store of all runs' files as a third one",
    "test_register_default_unregister": _NO_FOLDERS,
    "test_what_a_workspace_begins_with_stays": _NO_FOLDERS,
    "test_refuses_a_taken_name_and_a_missing_folder": _NO_FOLDERS,
    "test_no_link_leaves_the_folder": _NO_FOLDERS,
    "test_putting_a_datastore_again_keeps_it_the_default": _NO_FOLDERS,
    "test_interactive_from_start_to_end": "Azure ML makes the ids of interactive runs and keeps no error of them",
    "test_what_is_no_number_comes_back_too": "Azure ML tells of numbers alone, by MLflow",
    "test_a_taken_id_is_refused": "Azure ML makes the ids of interactive runs",
    "test_lists_are_filtered_and_paged": "MLflow's lists do not say the numbers of runs",
    "test_an_experiment_is_archived_and_tagged": "Azure's MLflow removes no tag of an experiment",
    "test_a_run_performed_out_of_sight_has_its_own_times": "run history stamps interactive runs itself",
    "test_an_active_run_is_not_deleted": "an interactive run of Azure ML is archived, never deleted",
    "test_first_all_then_only_what_changed": "an interactive run of Azure ML is archived, never deleted",
}
"""What Azure ML does otherwise, by test; tests/backend/test_azure.py shows how."""


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    reason = DIFFERENCES.get(request.node.originalname)
    if request.param == "azure" and reason is not None:
        pytest.skip(reason)
    with OPENERS[request.param](request) as opened:
        yield opened
        opened.close()


@contextmanager
def embedded(_: pytest.FixtureRequest) -> Iterator[Backend]:
    yield open_workspace()


@contextmanager
def over_server(request: pytest.FixtureRequest) -> Iterator[Backend]:
    server, arm_id = request.getfixturevalue("server"), new_arm_id()
    make_workspace(server, arm_id)
    yield open_rest(server.url, arm_id, TOKEN)


@contextmanager
def over_azure(_: pytest.FixtureRequest) -> Iterator[Backend]:
    with AzureDouble() as azure:
        azure.page_size = 2
        yield open_rest(azure.arm_url, azure.ws, azure.credential(), cloud=Cloud())


OPENERS = {"embedded": embedded, "server": over_server, "azure": over_azure}
