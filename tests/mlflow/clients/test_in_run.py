"""MLflow inside a run that is submitted by a plain script: no Jupyter server is anywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator

import mlflow
import pytest

from .conftest import QUIET, ROOT

SUBMIT = """
import json, sys
from amlwidgets import Experiment, ScriptRunConfig, Workspace
from amlwidgets.sdk.environment import Environment
environment = Environment("clients")
environment.python.user_managed_dependencies = True
environment.python.interpreter_path = sys.argv[2]
environment.environment_variables = json.loads(sys.argv[3])
workspace = Workspace.from_config()
config = ScriptRunConfig(source_directory=sys.argv[1], script="train.py", environment=environment)
run = Experiment(workspace, "sklearn").submit(config)
run.wait_for_completion(raise_on_error=False)
print(json.dumps({
    "id": run.id, "status": run.get_status(), "metrics": run.get_metrics(), "files": run.get_file_names(),
    "log": open(workspace.backend.run_folder(run.id) + "/user_logs/std_log.txt").read(),
    "parameters": workspace.backend.get_run(run.id).parameters,
    "runs": [[other.id, other.parent.id if other.parent else None] for other in run.experiment.get_runs(include_children=True)],
}))
"""

BY_HAND = """
import mlflow
mlflow.log_metric("loss", 0.5, step=0)
mlflow.log_metric("loss", 0.25, step=1)
mlflow.log_param("depth", 3)
mlflow.log_text("hello", "notes/hello.txt")
print(mlflow.active_run().info.run_id, mlflow.get_experiment_by_name("sklearn").experiment_id)
with mlflow.start_run(nested=True):
    mlflow.log_metric("inner", 1.0)
"""

AUTOMATIC = """
import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
mlflow.autolog()
x, y = load_iris(return_X_y=True)
with mlflow.start_run():
    LogisticRegression(max_iter=200, C=0.5).fit(x, y)
"""

BOTH = """
import mlflow
from amlwidgets import Run
run = Run.get_context()
run.log("ours", 1.0)
mlflow.log_metric("theirs", 2.0)
print(sorted(mlflow.get_run(run.id).data.metrics))
"""


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dict[str, str]]:
    """The environment of a user who has nothing but our package: of a workspace of its own."""
    home = tmp_path_factory.mktemp("plain")
    variables = {"HOME": str(home), "AMLWIDGETS_HOME": str(home / "aml"), "PATH": os.environ["PATH"]}
    yield variables
    code = "from amlwidgets import Workspace; Workspace.from_config().delete()"
    subprocess.run(
        [ROOT / ".venv/bin/python", "-c", code], env=variables, check=True, timeout=60, capture_output=True
    )


def submitted(folders: Dict[str, str], source: Path, script: str, **variables: str) -> Dict[str, Any]:
    """Submit a script by a program with our SDK alone, performed by this environment's Python; what became of it."""
    source.mkdir(exist_ok=True)
    (source / "train.py").write_text(script)
    chosen = json.dumps({**QUIET, **variables})
    done = subprocess.run(
        [ROOT / ".venv/bin/python", "-c", SUBMIT, str(source), sys.executable, chosen],
        env=folders,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_what_is_logged_by_hand_lands_on_the_run(folders: Dict[str, str], tmp_path: Path) -> None:
    told = submitted(folders, tmp_path / "source", BY_HAND)
    assert told["status"] == "Completed", told["log"]
    assert told["metrics"] == {"loss": [0.5, 0.25]}
    assert told["parameters"] == {"depth": "3"}
    assert "notes/hello.txt" in told["files"]
    assert told["log"].split()[0] == told["id"]
    ((child, parent),) = [pair for pair in told["runs"] if pair[0] != told["id"]]
    assert parent == told["id"]


def test_autologging_a_model_of_scikit_learn(folders: Dict[str, str], tmp_path: Path) -> None:
    told = submitted(folders, tmp_path / "source", AUTOMATIC)
    assert told["status"] == "Completed", told["log"]
    assert told["metrics"]["training_accuracy_score"] > 0.9
    assert told["parameters"]["C"] == "0.5" and told["parameters"]["max_iter"] == "200"
    assert "model/MLmodel" in told["files"] and "model/model.pkl" in told["files"]


def test_both_vocabularies_in_one_run(folders: Dict[str, str], tmp_path: Path) -> None:
    told = submitted(folders, tmp_path / "source", BOTH)
    assert told["status"] == "Completed", told["log"]
    assert told["metrics"] == {"ours": 1.0, "theirs": 2.0}
    assert told["log"] == "['ours', 'theirs']\n"


def test_behind_a_proxy_that_is_not_there(folders: Dict[str, str], tmp_path: Path) -> None:
    proxies = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    told = submitted(folders, tmp_path / "source", BOTH, **proxies)
    assert told["status"] == "Completed", told["log"]


def test_from_a_notebook(folders: Dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with our SDK gets the URI and holds the port; MLflow logs with what it was given."""
    code = (
        "import os, sys\nfrom amlwidgets import Workspace\n"
        "print(Workspace.from_config().get_mlflow_tracking_uri(), os.environ['MLFLOW_TRACKING_TOKEN'], flush=True)\n"
        "sys.stdin.read()"
    )
    command = [ROOT / ".venv/bin/python", "-c", code]
    with subprocess.Popen(
        command, env=folders, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kernel:
        assert kernel.stdout is not None and kernel.stdin is not None
        uri, token = _last_line(kernel)
        monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", token)
        mlflow.set_tracking_uri(uri)
        mlflow.set_experiment("from-a-notebook")
        with mlflow.start_run() as run:
            mlflow.log_metric("m", 7.0)
            mlflow.log_text("a text", "notes/a.txt")
        assert mlflow.get_run(run.info.run_id).data.metrics == {"m": 7.0}
        assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/a.txt") == "a text"
        kernel.stdin.close()


def _last_line(kernel: "subprocess.Popen[str]") -> Any:
    """The URI and the token; a line about the workspace comes first."""
    assert kernel.stdout is not None
    for line in kernel.stdout:
        if line.startswith("http"):
            return line.split()
    raise AssertionError("the program ended")
