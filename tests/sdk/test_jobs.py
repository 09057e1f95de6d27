"""Submitted runs, over a real engine: from `submit` to what is left (behaviours 16, 21, 23 to 26, 30, 32)."""

import re
import signal
import threading
import zipfile

import pytest

from amlwidgets.resources.errors import (
    ActivityFailedException,
    ExperimentExecutionException,
    ResourceExists,
    RunConfigurationException,
    UserErrorException,
)
from amlwidgets.sdk.compute import AmlCompute, ComputeTarget, LocalTarget
from amlwidgets.sdk.distributed import MpiConfiguration, PyTorchConfiguration, TensorflowConfiguration
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.run_config import DockerConfiguration, RunConfiguration
from amlwidgets.sdk.script_run_config import ScriptRunConfig

from .conftest import WAIT

TRAIN = """
import os, sys
from azureml.core import Run
from azureml.core.run import Run as SameRun, _OfflineRun

run = Run.get_context(allow_offline=False)
assert SameRun.get_context() is run and not isinstance(run, _OfflineRun)
assert not run.id.startswith("OfflineRun")
print("arguments", sys.argv[1:])
print("é", os.environ["COLOUR"])
for epoch in range(3):
    run.log("loss", 1 / (epoch + 1))
run.log("best", 0.25)
run.tag("from", "inside")
run.add_properties({"seen": "yes"})
with run.child_run("fold") as child:
    child.log("fold loss", 0.5)
workspace = run.experiment.workspace
print(workspace.name, run.experiment.name, run.display_name, run.status)
os.makedirs("outputs/deep", exist_ok=True)
open("outputs/deep/model.txt", "w").write("model")
open("logs/mine.txt", "w").write("mine")
run.upload_file("outputs/up.txt", "train.py")
run.complete()
"""


@pytest.fixture
def submitted(experiment, source):
    (source / "train.py").write_text(TRAIN)
    (source / "left-out.csv").write_text("big")
    (source / ".amlignore").write_text("*.csv\n")
    environment = Environment("mine")
    environment.environment_variables = {"COLOUR": "red"}
    environment.python.user_managed_dependencies = True
    config = ScriptRunConfig(source, "train.py", ["--lr", 0.1, "--n", 3], environment=environment)
    return experiment.submit(config, tags={"team": "a"}, display_name="first")


def test_a_job_from_submission_to_what_it_leaves(submitted, experiment, work, capsys):
    run = submitted
    assert re.fullmatch(r"digits_\d{10}_[0-9a-f]{8}", run.id)
    details = run.wait_for_completion(show_output=True)
    lines = capsys.readouterr().out.splitlines()
    title = "Streaming user_logs/std_log.txt"
    url = run.get_portal_url()
    assert lines[:5] == [f"RunId: {run.id}", f"Web View: {url}", "", title, "=" * len(title)]
    assert lines[-5:] == ["Execution Summary", "=================", f"RunId: {run.id}", f"Web View: {url}", ""]
    log = [line for line in lines[5:-5] if line]
    assert log == ["arguments ['--lr', '0.1', '--n', '3']", "é red", "w digits first Running"]

    assert details == run.get_details()
    assert (details["runId"], details["status"], details["target"]) == (run.id, "Completed", "local")
    assert details["runDefinition"]["arguments"] == ["--lr", "0.1", "--n", "3"]
    assert details["runDefinition"]["script"] == "train.py"
    assert details["runDefinition"]["environment"]["name"] == "mine"
    assert details["startTimeUtc"] < details["endTimeUtc"] and details["endTimeUtc"].endswith("Z")
    assert details["inputDatasets"] == details["outputDatasets"] == [] and details["submittedBy"]
    assert details["properties"]["seen"] == "yes"
    assert "error" not in details

    assert run.get_metrics() == {"loss": [1.0, 1 / 2, 1 / 3], "best": 0.25}
    assert run.get_metrics(recursive=True)["fold loss"] == 0.5
    assert run.tags == {"team": "a", "from": "inside"}
    assert [child.display_name for child in run.get_children()] == ["fold"]
    assert [child.status for child in run.get_children()] == ["Completed"]

    names = run.get_file_names()
    assert names == sorted(names)
    assert {"logs/mine.txt", "outputs/deep/model.txt", "outputs/up.txt", "user_logs/std_log.txt"} <= set(names)
    run.download_file("azureml-logs/70_driver_log.txt", "driver.txt")
    assert (work / "driver.txt").read_text(encoding="utf-8").startswith("arguments")
    assert "user_logs/std_log.txt" in details["logFiles"]
    assert run.get_details_with_logs()["logFiles"]["logs/mine.txt"] == "mine"
    assert any(path.endswith("std_log.txt") for path in run.get_all_logs(work / "logs"))
    assert (work / "logs" / "logs" / "mine.txt").exists()

    archive = run.restore_snapshot(path=work / "snapshot")
    with zipfile.ZipFile(archive) as files:
        kept = {name for name in files.namelist() if not name.endswith("/")}
    assert {"train.py"} <= kept and "left-out.csv" not in kept
    assert [found.id for found in experiment.get_runs(tags={"from": "inside"})] == [run.id]


@pytest.mark.parametrize("end", ["", "/"])
def test_links_lead_to_the_lab_where_there_is_one(submitted, monkeypatch, end):
    submitted.wait_for_completion()
    monkeypatch.setenv("AMLWIDGETS_SERVER_URL", f"http://127.0.0.1:8888{end}")
    assert submitted.get_portal_url() == f"http://127.0.0.1:8888/lab?aml-run={submitted.id}"
    url = submitted.get_details()["logFiles"]["user_logs/std_log.txt"]
    assert url.startswith("http://127.0.0.1:8888/amlwidgets/subscriptions/")
    assert url.endswith(f"/jobs/{submitted.id}/content/user_logs/std_log.txt")


LIVE = """
import os, time
print("first", flush=True)
while not os.path.exists(os.environ["GO"]):
    time.sleep(0.01)
print("second", end="", flush=True)
"""


def test_the_log_is_printed_while_it_grows(experiment, source, tmp_path, monkeypatch):
    # Only a watch can tell in time: the slow look is put off.
    monkeypatch.setattr("amlwidgets.sdk.run.following._CHECK_SECONDS", 10 * WAIT)
    (source / "live.py").write_text(LIVE)
    go = tmp_path / "go"
    config = ScriptRunConfig(source, "live.py")
    config.run_config.environment_variables = {"GO": str(go)}
    run = experiment.submit(config)
    printed = Printed()
    monkeypatch.setattr("sys.stdout", printed)
    follower = threading.Thread(target=run.wait_for_completion, kwargs={"show_output": True})
    follower.start()
    assert printed.wait_for("first\n")
    assert "Execution Summary" not in printed.text
    go.touch()
    assert printed.wait_for("second\nExecution Summary\n")
    follower.join(WAIT)
    assert not follower.is_alive()


def test_an_interrupt_ends_the_following_not_the_run(experiment, source, tmp_path, monkeypatch):
    (source / "live.py").write_text(LIVE)
    go = tmp_path / "go"
    config = ScriptRunConfig(source, "live.py")
    config.run_config.environment_variables = {"GO": str(go)}
    run = experiment.submit(config)
    printed = Printed()
    monkeypatch.setattr("sys.stdout", printed)
    main = threading.get_ident()
    threading.Thread(
        target=lambda: printed.wait_for("first\n") and signal.pthread_kill(main, signal.SIGINT)
    ).start()
    with pytest.raises(KeyboardInterrupt):
        run.wait_for_completion(show_output=True)
    assert "The run goes on: run.cancel() ends it." in printed.text
    assert run.status == "Running"
    go.touch()
    assert run.wait_for_completion()["status"] == "Completed"


def test_the_process_zero_of_several_is_followed(experiment, source, capsys):
    (source / "rank.py").write_text("import os; print('rank', os.environ['RANK'])")
    run = experiment.submit(ScriptRunConfig(source, "rank.py", distributed_job_config=MpiConfiguration(2)))
    run.wait_for_completion(show_output=True)
    out = capsys.readouterr().out
    assert "Streaming user_logs/std_log_process_00.txt\n" in out
    assert "rank 0\n" in out and "rank 1" not in out


class Printed:
    """A standard output that can be waited for."""

    def __init__(self):
        self.text = ""
        self._changed = threading.Condition()

    def write(self, text):
        with self._changed:
            self.text += text
            self._changed.notify_all()

    def flush(self):
        pass

    def wait_for(self, part):
        with self._changed:
            return self._changed.wait_for(lambda: part in self.text, WAIT)


@pytest.mark.parametrize(
    ("script", "part"), [("import sys; sys.exit(3)", "3"), ("raise ValueError('<b>no data</b>')", ""), ("def", "")]
)
def test_a_failure_raises_unless_told_not_to(experiment, source, script, part):
    (source / "bad.py").write_text(script)
    run = experiment.submit(ScriptRunConfig(source, "bad.py"))
    with pytest.raises(ActivityFailedException, match=f"The run {run.id} has failed: .*{part}"):
        run.wait_for_completion()
    details = run.wait_for_completion(raise_on_error=False)
    assert details["status"] == "Failed"
    assert details["error"]["error"]["message"]


def test_canceling(experiment, source):
    (source / "long.py").write_text("import time; time.sleep(600)")
    run = experiment.submit(ScriptRunConfig(source, "long.py"))
    run.cancel()
    assert run.wait_for_completion()["status"] == "Canceled"


def test_data_becomes_its_path_and_its_variable(ws, experiment, source, work):
    (work / "data").mkdir()
    (work / "data" / "a.csv").write_text("1,2")
    (source / "read.py").write_text(
        "import os, sys\n"
        "variable, path = sys.argv[1], sys.argv[2]\n"
        "assert os.environ[variable] == path\n"
        "print(open(os.path.join(path, 'a.csv')).read())\n"
    )
    reference = ws.get_default_datastore().upload("data", "in", show_progress=False)
    arguments = [str(reference)[1:], reference.as_mount()]
    run = experiment.submit(ScriptRunConfig(source, "read.py", arguments))
    run.wait_for_completion()
    assert run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] == "1,2\n"


@pytest.mark.parametrize("command", ["echo $((40 + 2))", ["echo $((40 + 2))"], ["python", "-c", "print(42)"]])
def test_commands(experiment, source, command):
    (source / "x").write_text("")
    run = experiment.submit(ScriptRunConfig(source, command=command))
    run.wait_for_completion()
    assert run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] == "42\n"


@pytest.mark.parametrize("given", ["cpu", "target", "run_config"])
def test_a_target_by_name_or_itself(ws, experiment, source, given):
    (source / "x.py").write_text("")
    target = ComputeTarget.create(ws, "cpu", AmlCompute.provisioning_configuration(max_nodes=1))
    if given == "run_config":
        settings = RunConfiguration()
        settings.target = target
        config = ScriptRunConfig(source, "x.py", run_config=settings)
    else:
        config = ScriptRunConfig(source, "x.py", compute_target=target if given == "target" else "cpu")
    run = experiment.submit(config)
    assert ws.backend.get_run(run.id).spec.target == "cpu"
    run.cancel()
    run.wait_for_completion()


def test_what_is_recorded_of_a_configuration(ws, experiment, source):
    (source / "x.py").write_text("")
    settings = RunConfiguration(framework="Python")
    settings.environment_variables = {"N": 5}
    settings.communicator = settings
    settings.environment.python.conda_dependencies = {"a": [{"pip": ("x",)}]}
    with pytest.warns(UserWarning, match="ScriptRunConfig does not know '(enviroment|thing|odd)'"):
        config = ScriptRunConfig(
            source,
            "x.py",
            {"--lr": 0.1},
            settings,
            compute_target=LocalTarget(),
            distributed_job_config=MpiConfiguration(process_count_per_node=2),
            max_run_duration_seconds="60",
            docker_runtime_config=DockerConfiguration(use_docker=True),
            enviroment="typo",
            thing=object(),
            odd={(1, 2): 3},
        )
    run = experiment.submit(config, run_id="mine_1")
    spec = ws.backend.get_run("mine_1").spec
    assert (spec.arguments, spec.processes_per_node, spec.max_run_duration_seconds) == (["--lr", "0.1"], 2, 60.0)
    assert spec.environment_variables["N"] == "5"
    assert (spec.extra["enviroment"], spec.extra["docker"]["useDocker"]) == ("typo", True)
    assert spec.extra["thing"].startswith("<object object") and spec.extra["odd"] == "{(1, 2): 3}"
    assert spec.environment["python"]["condaDependencies"] == {"a": [{"pip": ["x"]}]}
    assert settings.node_count == 1
    assert run.get_details()["runDefinition"]["communicator"] == "Mpi"
    run.wait_for_completion()
    with pytest.raises(ResourceExists):
        experiment.submit(ScriptRunConfig(source, "x.py"), run_id="mine_1")


def test_how_many_processes():
    assert (
        PyTorchConfiguration(process_count=4, node_count=2).processes_per_node,
        MpiConfiguration(3, 2).node_count,
    ) == (
        2,
        2,
    )
    assert TensorflowConfiguration(worker_count=2, parameter_server_count=1).node_count == 2


def test_a_child_is_submitted_below_its_parent(experiment, source):
    (source / "x.py").write_text("")
    with experiment.start_logging() as parent:
        child = parent.submit_child(ScriptRunConfig(source, "x.py"), tags={"a": "b"})
        child.wait_for_completion()
    assert child.parent.id == parent.id and child.tags == {"a": "b"}
    assert [run.id for run in parent.get_children(status="Completed")] == [child.id]


WRONG = [
    (
        lambda s: ScriptRunConfig(s, "missing.py"),
        UserErrorException,
        r"script is 'missing.py'; expected a file in",
    ),
    (
        lambda s: ScriptRunConfig("/nowhere", "x.py"),
        UserErrorException,
        r"source_directory is '/nowhere'; expected",
    ),
    (lambda s: ScriptRunConfig(s, "../x.py"), UserErrorException, r"'\.\./x.py'; expected a relative path"),
    (lambda s: ScriptRunConfig(s, "/x.py"), UserErrorException, "stays inside source_directory"),
    (lambda s: ScriptRunConfig(5, "x.py"), UserErrorException, "source_directory is 5; expected a path"),
    (lambda s: ScriptRunConfig(s), RunConfigurationException, "Neither script nor command"),
    (lambda s: ScriptRunConfig(s, command=5), UserErrorException, "command is 5; expected a text for the shell"),
    (lambda s: ScriptRunConfig(s, command=[]), UserErrorException, r"command is \[\]; expected a text"),
    (lambda s: ScriptRunConfig(s, "x.py", command="ls"), RunConfigurationException, "script and command are both"),
    (
        lambda s: ScriptRunConfig(s, command="ls", arguments=["a"]),
        RunConfigurationException,
        "arguments are given",
    ),
    (lambda s: ScriptRunConfig(s, "x.py", "--lr 1"), UserErrorException, "arguments is '--lr 1'; expected a list"),
    (lambda s: ScriptRunConfig(s, "x.py", compute_target=5), UserErrorException, "compute_target is 5; expected"),
    (
        lambda s: ScriptRunConfig(s, "x.py", compute_target="gone"),
        ExperimentExecutionException,
        "'gone' was not found",
    ),
    (
        lambda s: ScriptRunConfig(s, "x.py", environment="e"),
        UserErrorException,
        "environment is 'e'; expected an Env",
    ),
    (
        lambda s: ScriptRunConfig(s, "x.py", run_config={}),
        UserErrorException,
        "run_config is {}; expected a RunConf",
    ),
    (
        lambda s: ScriptRunConfig(s, "x.py", distributed_job_config=2),
        UserErrorException,
        "distributed_job_config is 2",
    ),
    (
        lambda s: ScriptRunConfig(s, "x.py", max_run_duration_seconds="soon"),
        UserErrorException,
        "max_run_duration_seconds is 'soon'; expected a whole number",
    ),
    (lambda s: "train.py", UserErrorException, "config is 'train.py'; expected a ScriptRunConfig"),
    (
        lambda s: PyTorchConfiguration(process_count=3, node_count=2),
        UserErrorException,
        "process_count is 3; expected",
    ),
    (lambda s: MpiConfiguration(node_count=0), UserErrorException, "node_count is 0; expected a whole number"),
    (lambda s: Environment(""), UserErrorException, "name is ''; expected a text"),
]


@pytest.mark.parametrize(("make", "error", "message"), WRONG)
def test_wrong_values_are_named_before_anything_runs(ws, experiment, source, make, error, message):
    (source / "x.py").write_text("")
    with pytest.raises(error, match=message):
        experiment.submit(make(source))
    assert list(experiment.get_runs()) == []


@pytest.mark.parametrize("name", ["a/b", "..", "", None, "<script>", "x" * 300])
def test_wrong_experiment_names(ws, name):
    from amlwidgets.sdk.experiment import Experiment

    with pytest.raises(UserErrorException, match="name is"):
        Experiment(ws, name)


def test_a_missing_script_says_which_are_there(experiment, source):
    (source / "train.py").write_text("")
    with pytest.raises(UserErrorException, match=r"There: train\.py"):
        experiment.submit(ScriptRunConfig(source, "trian.py"))


def test_a_configuration_as_it_looks(source):
    assert (
        repr(ScriptRunConfig(str(source), "x.py"))
        == f"ScriptRunConfig('x.py', in {str(source)!r}, compute_target='local')"
    )
