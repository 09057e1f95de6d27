"""azureml-mlflow as it is published: MLflow with a tracking URI of scheme azureml, over TLS, below a base URL."""

import math
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from .conftest import GROUP, SUBSCRIPTION, WORKSPACE, JupyterToken, fetch


@pytest.fixture
def tracking(ml_client, trusted, monkeypatch):
    """MLflow aimed at the workspace, as docs/users/mlflow.md says."""
    import mlflow
    from azureml.mlflow import get_mlflow_tracking_uri_v2

    monkeypatch.setenv("AZUREML_CURRENT_CLOUD", "AzureCloud")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    workspace = SimpleNamespace(ml_flow_tracking_uri=ml_client.workspaces.get().mlflow_tracking_uri)
    access = {
        "subscription_id": SUBSCRIPTION,
        "resource_group_name": GROUP,
        "workspace_name": WORKSPACE,
        "auth": JupyterToken(),
        "host_url": trusted.url.removesuffix("/amlwidgets"),
    }
    uri = get_mlflow_tracking_uri_v2(workspace, access)
    assert uri.startswith("azureml://")
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(uri)
    yield mlflow
    mlflow.set_tracking_uri(before)


def test_params_metrics_and_tags(tracking, trusted):
    tracking.set_experiment("by-azureml-mlflow")
    with tracking.start_run(run_name="first", tags={"colour": "red"}) as run:
        tracking.log_param("lr", 0.1)
        tracking.log_metrics({"loss": 0.5, "odd": math.nan}, step=0)
        for step in range(1, 20):
            tracking.log_metric("loss", 1 / step, step=step)
    found = tracking.get_run(run.info.run_id)
    assert (found.info.status, found.data.params, found.data.tags["colour"]) == ("FINISHED", {"lr": "0.1"}, "red")
    assert found.data.metrics["loss"] == 1 / 19 and math.isnan(found.data.metrics["odd"])
    history = tracking.MlflowClient().get_metric_history(run.info.run_id, "loss")
    assert [point.step for point in history] == list(range(20))
    (again,) = tracking.search_runs(
        experiment_names=["by-azureml-mlflow"], filter_string="metrics.loss < 0.1", output_format="list"
    )
    assert again.info.run_id == run.info.run_id
    arm = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.MachineLearningServices"
    status, body = fetch(trusted, f"{arm}/workspaces/{WORKSPACE}/jobs/{run.info.run_id}")
    assert status == 200 and b'"Completed"' in body


def test_artifacts_in_folders(tracking, tmp_path):
    large = os.urandom(1024) * 70_000  # more than the client sends in one piece
    (tmp_path / "out" / "a b").mkdir(parents=True)
    (tmp_path / "out" / "a.txt").write_text("a")
    (tmp_path / "out" / "a b" / "large.bin").write_bytes(large)
    with tracking.start_run() as run:
        assert run.info.artifact_uri.startswith("azureml://")
        tracking.log_artifacts(str(tmp_path / "out"), "outputs")
        tracking.log_text("héllo", "notes/ü.txt")
    client = tracking.MlflowClient()
    assert {(f.path, f.is_dir) for f in client.list_artifacts(run.info.run_id)} == {
        ("outputs", True),
        ("notes", True),
    }
    got = Path(client.download_artifacts(run.info.run_id, "outputs", str(tmp_path)))
    assert (got / "a.txt").read_text() == "a" and (got / "a b" / "large.bin").read_bytes() == large
    assert Path(client.download_artifacts(run.info.run_id, "notes/ü.txt", str(tmp_path))).read_text() == "héllo"
    with pytest.raises(Exception, match="ensure that the path is correct"):
        client.download_artifacts(run.info.run_id, "outputs/none.txt", str(tmp_path))


def test_autologging_and_the_model(tracking):
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    tracking.sklearn.autolog()
    try:
        with tracking.start_run() as run:
            LogisticRegression(max_iter=300).fit(*load_iris(return_X_y=True))
    finally:
        tracking.sklearn.autolog(disable=True)
    data = tracking.get_run(run.info.run_id).data
    assert data.metrics["training_accuracy_score"] > 0.9 and data.params["max_iter"] == "300"
    assert tracking.sklearn.load_model(f"runs:/{run.info.run_id}/model").max_iter == 300


def test_what_is_not_there_and_who_is_not_known(tracking, trusted):
    from azureml.mlflow import get_mlflow_tracking_uri_v2
    from mlflow.exceptions import MlflowException

    with pytest.raises(MlflowException) as missing:
        tracking.get_run("none")
    assert missing.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    uri = tracking.get_tracking_uri().replace("127.0.0.1", "localhost")
    access = {
        "subscription_id": SUBSCRIPTION,
        "resource_group_name": GROUP,
        "workspace_name": WORKSPACE,
        "auth": JupyterToken("wrong"),
        "host_url": trusted.url.removesuffix("/amlwidgets").replace("127.0.0.1", "localhost"),
    }
    tracking.set_tracking_uri(get_mlflow_tracking_uri_v2(SimpleNamespace(ml_flow_tracking_uri=uri), access))
    with pytest.raises(MlflowException) as refused:
        tracking.get_run("none")
    assert refused.value.error_code == "UNAUTHENTICATED"
