"""azure-mgmt-machinelearningservices as it is published: 1.0.1, and the pre-release 2.0.0b2 which knows jobs."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from .conftest import GROUP, SUBSCRIPTION, WORKSPACE, JupyterToken, wait_for

HERE = (GROUP, WORKSPACE)


@pytest.fixture
def client(trusted):
    from azure.mgmt.machinelearningservices import MachineLearningServicesMgmtClient

    return MachineLearningServicesMgmtClient(JupyterToken(), SUBSCRIPTION, base_url=trusted.url)


@pytest.fixture
def models():
    from azure.mgmt.machinelearningservices import models

    return models


def compute_operations(client):
    return client.compute if hasattr(client, "compute") else client.machine_learning_compute


def listed(operations):
    every = operations.list if hasattr(operations, "list") else operations.list_by_workspace
    return {found.name for found in every(*HERE)}


def test_workspace(client):
    found = client.workspaces.get(*HERE)
    assert found.name == WORKSPACE
    assert [workspace.name for workspace in client.workspaces.list_by_resource_group(GROUP)] == [WORKSPACE]
    with pytest.raises(ResourceNotFoundError) as missing:
        client.workspaces.get(GROUP, "nowhere")
    assert missing.value.error.code == "WorkspaceError"


def test_a_cluster_comes_and_goes_by_long_operations(client, models):
    operations = compute_operations(client)
    scale = models.ScaleSettings(min_node_count=0, max_node_count=3)
    inner = models.AmlComputeProperties(vm_size="STANDARD_D2_V2", scale_settings=scale)
    wanted = models.ComputeResource(location="local", properties=models.AmlCompute(properties=inner))
    made = operations.begin_create_or_update(*HERE, "by-mgmt", wanted).result(timeout=60)
    assert made.properties.provisioning_state == "Succeeded"
    assert made.properties.properties.scale_settings.max_node_count == 3
    assert "by-mgmt" in listed(operations)
    operations.begin_delete(*HERE, "by-mgmt", underlying_resource_action="Delete").result(timeout=60)
    with pytest.raises(ResourceNotFoundError):
        operations.get(*HERE, "by-mgmt")


def test_a_wrong_token_is_refused(trusted, client):
    stranger = type(client)(JupyterToken("wrong"), SUBSCRIPTION, base_url=trusted.url)
    with pytest.raises(HttpResponseError) as refused:
        stranger.workspaces.get(*HERE)
    assert refused.value.status_code == 403


def test_datastores(client):
    if not hasattr(client, "datastores"):
        pytest.skip("this version knows no datastores")
    names = {found.name: found for found in client.datastores.list(*HERE)}
    assert {"workspaceblobstore", "workspacefilestore"} <= set(names)
    (default,) = client.datastores.list(*HERE, is_default=True)
    assert default.name == "workspaceblobstore"
    assert client.datastores.list_secrets(*HERE, default.name).secrets_type == "Sas"


def test_jobs(client, models):
    if not hasattr(client, "jobs"):
        pytest.skip("this version knows no jobs")
    wanted = models.CommandJob(command="echo done", environment_id="azureml:default:1", experiment_name="mgmt")
    made = client.jobs.create_or_update(*HERE, "by-mgmt-1", models.JobBase(properties=wanted))
    assert made.properties.job_type == "Command"
    wait_for(lambda: client.jobs.get(*HERE, "by-mgmt-1").properties.status == "Completed")
    assert "by-mgmt-1" in {found.name for found in client.jobs.list(*HERE)}
    with pytest.raises(ResourceNotFoundError):
        client.jobs.get(*HERE, "nowhere")


def test_a_sweep_is_recorded_and_the_submitter_told(client, models):
    if not hasattr(client, "jobs"):
        pytest.skip("this version knows no jobs")
    trial = models.TrialComponent(command="echo 1", environment_id="azureml:default:1")
    goal = models.Objective(goal="Maximize", primary_metric="accuracy")
    sweep = models.SweepJob(
        trial=trial,
        objective=goal,
        sampling_algorithm=models.RandomSamplingAlgorithm(),
        search_space={"lr": ["uniform", [0.1, 1]]},
    )
    with pytest.raises(HttpResponseError, match="engine does not execute sweeps yet"):
        client.jobs.create_or_update(*HERE, "by-mgmt-2", models.JobBase(properties=sweep))
    kept = client.jobs.get(*HERE, "by-mgmt-2").properties
    assert (kept.job_type, kept.status, kept.search_space) == ("Sweep", "Failed", sweep.search_space)
