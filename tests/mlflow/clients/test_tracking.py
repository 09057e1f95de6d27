"""MLflow's own client and fluent functions against our server."""

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import mlflow
import pytest
from mlflow import MlflowClient
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException

from .conftest import ROOT, Server, aim


def sdk(server: Server, code: str) -> Any:
    """What a program over our SDK prints last, as JSON, in the workspace that the server serves."""
    environment = {"AMLWIDGETS_HOME": str(server.workspace.parents[3]), "HOME": str(server.workspace.parent)}
    done = subprocess.run(
        [ROOT / ".venv/bin/python", "-c", f"import json\nfrom amlwidgets.sdk.workspace import Workspace\n{code}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_thousand_points_in_order_by_pages(tracking: Server) -> None:
    client = MlflowClient()
    run_id = client.create_run(client.create_experiment("thousand")).info.run_id
    points = [Metric("m", math.sin(step), 1_000 + step, step) for step in range(1000)]
    client.log_batch(run_id, points[::-1])
    assert [(p.step, p.value) for p in client.get_metric_history(run_id, "m")] == [
        (step, math.sin(step)) for step in range(1000)
    ]
    steps, token = [], None
    while token or not steps:
        page = client._tracking_client.store.get_metric_history(run_id, "m", max_results=300, page_token=token)
        steps += [point.step for point in page]
        token = page.token
        assert len(page) <= 300
    assert steps == list(range(1000))
    assert client.get_run(run_id).data.metrics == {"m": math.sin(999)}


def test_what_json_has_no_number_for(tracking: Server) -> None:
    client = MlflowClient()
    run_id = client.create_run(client.create_experiment("odd")).info.run_id
    for step, value in enumerate((math.nan, math.inf, -math.inf)):
        client.log_metric(run_id, f"m{step}", value)
        client.log_metric(run_id, "all", value, step=step)
    found = client.get_run(run_id).data.metrics
    assert math.isnan(found["m0"]) and found["m1"] == math.inf and found["m2"] == found["all"] == -math.inf
    values = [point.value for point in client.get_metric_history(run_id, "all")]
    assert math.isnan(values[0]) and values[1:] == [math.inf, -math.inf]


def test_a_metric_of_the_sdk_is_one_of_mlflow(tracking: Server) -> None:
    run_id = sdk(
        tracking,
        """
from amlwidgets.sdk.experiment import Experiment
run = Experiment(Workspace.from_config(), "faces").start_logging(snapshot_directory=None)
for value in (0.5, 0.25, float("nan")):
    run.log("loss", value)
run.log("epochs", 3)
run.log("words", "no number")
run.tag("colour", "red")
run.complete()
print(json.dumps(run.id))
""",
    )
    client = MlflowClient()
    run = client.get_run(run_id)
    assert run.info.status == "FINISHED" and run.data.tags["colour"] == "red"
    assert (
        math.isnan(run.data.metrics["loss"])
        and run.data.metrics["epochs"] == 3
        and "words" not in run.data.metrics
    )
    assert [point.value for point in client.get_metric_history(run_id, "loss")][:2] == [0.5, 0.25]
    assert [point.step for point in client.get_metric_history(run_id, "loss")] == [0, 1, 2]
    assert client.get_experiment(run.info.experiment_id).name == "faces"


def test_a_metric_of_mlflow_is_one_of_the_sdk(tracking: Server) -> None:
    mlflow.set_experiment("other-way")
    with mlflow.start_run(run_name="by mlflow", tags={"colour": "blue"}) as run:
        for step in range(3):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_params({"lr": 0.1})
        mlflow.log_text("a model", "outputs/model.txt")
    found = sdk(
        tracking,
        f"""
run = Workspace.from_config().get_run({run.info.run_id!r})
print(json.dumps([run.get_metrics(), run.get_tags(), run.get_status(), run.display_name, run.get_file_names()]))
""",
    )
    metrics, tags, status, name, files = found
    assert metrics == {"loss": [1.0, 0.5, 1 / 3]} and tags["colour"] == "blue"
    assert (status, name, files) == ("Completed", "by mlflow", ["outputs/model.txt"])


def test_nested_and_failing_runs(tracking: Server) -> None:
    mlflow.set_experiment("nested")
    with pytest.raises(ZeroDivisionError), mlflow.start_run() as outer, mlflow.start_run(nested=True) as inner:
        1 / 0
    assert mlflow.get_run(outer.info.run_id).info.status == "FAILED"
    child = mlflow.get_run(inner.info.run_id)
    assert child.info.status == "FAILED" and child.data.tags["mlflow.parentRunId"] == outer.info.run_id
    found = mlflow.search_runs(
        experiment_names=["nested"], filter_string=f"tags.mlflow.parentRunId = '{outer.info.run_id}'"
    )
    assert list(found.run_id) == [inner.info.run_id]


def test_a_run_is_taken_up_again(tracking: Server) -> None:
    mlflow.set_experiment("again")
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1, step=0)
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_metric("m", 2, step=1)
    assert mlflow.get_run(run.info.run_id).data.metrics == {"m": 2}


def test_the_experiment_of_who_names_none(tracking: Server) -> None:
    client = MlflowClient()
    run = client.create_run("0")
    assert run.info.experiment_id == "0" and client.get_experiment("0").name == "Default"
    assert run.info.run_id in [each.info.run_id for each in client.search_runs(["0"])]


def test_search_with_filters_and_paging(tracking: Server) -> None:
    client = MlflowClient()
    experiment = client.create_experiment("many")
    for number in range(25):
        run = client.create_run(experiment, run_name=f"run {number:02}", tags={"even": str(number % 2 == 0)})
        client.log_batch(run.info.run_id, [Metric("score", (number * 7) % 25, 1, 0)])
    names, token = [], None
    while token or not names:
        page = client.search_runs(
            [experiment],
            "tags.even = 'True' AND metrics.score >= 5",
            max_results=4,
            order_by=["metrics.score DESC"],
            page_token=token,
        )
        names += [run.info.run_name for run in page]
        token = page.token
    scores = sorted(((n * 7) % 25, f"run {n:02}") for n in range(0, 25, 2) if (n * 7) % 25 >= 5)
    assert names == [name for _, name in scores[::-1]]


def test_files_in_folders(tracking: Server, tmp_path: Path) -> None:
    client = MlflowClient()
    run_id = client.create_run(client.create_experiment("files")).info.run_id
    (tmp_path / "out" / "deep").mkdir(parents=True)
    (tmp_path / "out" / "a.txt").write_text("a")
    (tmp_path / "out" / "deep" / "b.bin").write_bytes(b"\0" * 3_000_000)
    client.log_artifacts(run_id, tmp_path / "out", "outputs")
    assert [(f.path, f.is_dir) for f in client.list_artifacts(run_id)] == [("outputs", True)]
    assert [(f.path, f.file_size) for f in client.list_artifacts(run_id, "outputs/deep")] == [
        ("outputs/deep/b.bin", 3_000_000)
    ]
    got = Path(client.download_artifacts(run_id, "outputs", tmp_path))
    assert (got / "deep" / "b.bin").stat().st_size == 3_000_000 and (got / "a.txt").read_text() == "a"
    for path in ("launcher/pid", "metrics/x.bin"):
        with pytest.raises(Exception, match="400"):
            client.log_text(run_id, "mine", path)


def test_autologging_keeps_metrics_params_and_the_model(tracking: Server) -> None:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("auto")
    mlflow.sklearn.autolog()
    try:
        with mlflow.start_run() as run:
            LogisticRegression(max_iter=300).fit(*load_iris(return_X_y=True))
    finally:
        mlflow.sklearn.autolog(disable=True)
    data = mlflow.get_run(run.info.run_id).data
    assert data.metrics["training_accuracy_score"] > 0.9 and data.params["max_iter"] == "300"
    files = [file.path for file in MlflowClient().list_artifacts(run.info.run_id, "model")]
    assert "model/MLmodel" in files and len(files) == len(set(files))
    assert mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model").max_iter == 300


def test_a_model_outside_of_any_run(tracking: Server) -> None:
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("solo")
    info = mlflow.sklearn.log_model(LogisticRegression(C=3.0), name="solo")
    model = mlflow.get_logged_model(info.model_id)
    assert (model.name, str(model.status)) == ("solo", "READY")
    assert mlflow.sklearn.load_model(f"models:/{info.model_id}").C == 3.0
    assert mlflow.get_run(model.source_run_id).info.status == "FINISHED"


def test_who_brings_no_token_is_told_so(tracking: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = MlflowClient()
    run_id = client.create_run("0").info.run_id
    # By another name: MLflow keeps the cookie that Jupyter gave to the valid token.
    aim(monkeypatch, tracking.tracking.replace("127.0.0.1", "localhost"), "wrong")
    client = MlflowClient()
    with pytest.raises(MlflowException) as refused:
        client.get_run(run_id)
    assert refused.value.error_code == "UNAUTHENTICATED" and refused.value.get_http_status_code() == 401
    with pytest.raises(MlflowException, match="UNAUTHENTICATED"):
        client.log_metric(run_id, "m", 1)
    repository = mlflow.artifacts.get_artifact_repository(f"mlflow-artifacts:/{run_id}")
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(Exception, match="401"):
        repository.log_artifact(tmp_path / "a.txt")


def test_what_is_not_there(tracking: Server) -> None:
    client = MlflowClient()
    for call in (lambda: client.get_run("none"), lambda: client.get_experiment("none")):
        with pytest.raises(MlflowException) as refused:
            call()
        assert (
            refused.value.error_code == "RESOURCE_DOES_NOT_EXIST" and refused.value.get_http_status_code() == 404
        )
    assert client.get_experiment_by_name("none") is None
    client = MlflowClient(tracking.tracking.replace("my-workspace", "another"))
    with pytest.raises(MlflowException, match="RESOURCE_DOES_NOT_EXIST"):
        client.search_experiments()
    client = MlflowClient(tracking.url + "/amlwidgets/mlflow")
    with pytest.raises(MlflowException, match="ENDPOINT_NOT_FOUND"):
        client.search_experiments()
