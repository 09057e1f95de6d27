"""Runs on a machine over SSH: a real sshd of this user on loopback."""

import os
import time
from pathlib import Path

import pytest

from amlwidgets.resources.errors import ExperimentExecutionException
from amlwidgets.resources.records import ComputeRecord, RunSpec
from amlwidgets.resources.states import RunState

from . import sshd
from .conftest import STUBBORN, running_with, until

pytestmark = pytest.mark.skipif(sshd.PROGRAM is None, reason=sshd.MISSING)
ALONE = {"python": {"userManagedDependencies": True}}
SCRIPT = """
import os, sys
from azureml.core import Run
run = Run.get_context()
for step in range(3):
    run.log("loss", step / 2)
run.tag("where", "there")
open("outputs/model.txt", "w").write("weights")
open("logs/mine.txt", "w").write("a log")
os.makedirs("outputs/deep", exist_ok=True)
open("outputs/deep/empty", "w").close()
print("arguments", sys.argv[1:], os.environ["MINE"], os.getcwd(), flush=True)
"""


@pytest.fixture
def machine(tmp_path):
    made = sshd.Sshd(tmp_path / "machine")
    yield made
    made.close()


@pytest.fixture
def vm(lab, machine, monkeypatch):
    """The machine, attached with its key."""
    monkeypatch.setenv("AMLWIDGETS_CANCEL_GRACE", "1")
    attach(lab, machine)
    return machine


def attach(lab, machine, **changed):
    extra = {"address": "127.0.0.1", "sshPort": machine.port, "administratorAccount": {"username": machine.user}}
    account = {"privateKeyData": machine.key.read_text(), "privateKeyPassphrase": sshd.PASSPHRASE, **changed}
    record = ComputeRecord("vm", type="VirtualMachine", extra=extra, attached=True)
    lab.backend.put_compute(record, {"administratorAccount": account})


def submit(lab, text, *arguments, **spec):
    return lab.submit(text, *arguments, target="vm", environment=ALONE, **spec)


def test_a_run_is_performed_there_and_everything_comes_back(lab, vm):
    run = lab.end(
        submit(lab, SCRIPT, "--lr", "0.1", environment_variables={"MINE": "mine", "MY_PASSWORD": "Pa55"})
    )
    assert (run.state, run.error) == (RunState.COMPLETED, None), lab.log(run, "system_logs/ssh.txt")
    assert "arguments ['--lr', '0.1'] mine" in lab.log(run) and str(vm.home) in lab.log(run)
    assert lab.log(run, "outputs/model.txt") == "weights" and lab.log(run, "logs/mine.txt") == "a log"
    assert [entry.size for entry in lab.backend.list_run_files(run.run_id, "outputs/deep")] == [0]
    loss = lab.backend.read_metrics(run.run_id).series["loss"]
    assert list(loss.values) == [0.0, 0.5, 1.0] and run.tags == {"where": "there"}
    until(lambda: not vm.left(), "the machine's folder to go")
    assert "PRIVATE KEY" not in repr(run) + "".join(
        path.read_text(errors="replace") for path in Path(lab.layout.runs).rglob("*") if path.is_file()
    )


def test_a_failing_script_tells_its_reason(lab, vm):
    run = lab.end(submit(lab, "def broken():\n    raise ValueError('of mine')\nbroken()"))
    assert (run.state, run.error["code"]) == (RunState.FAILED, "UserScriptError")
    assert run.error["message"] == "ValueError: of mine (train.py, line 2)"
    run = lab.end(submit(lab, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    assert "killed by SIGKILL" in run.error["message"]


def test_a_cancel_ends_the_whole_tree_there(lab, vm):
    tag = f"{time.time_ns()}"
    run = submit(lab, STUBBORN, tag)
    lab.prints(run, "all are there")
    assert len(running_with(tag)) >= 4
    lab.backend.cancel(run.run_id)
    assert lab.end(run).state is RunState.CANCELED
    until(lambda: not running_with(tag), "the end of the tree")
    until(lambda: not vm.left(), "the machine's folder to go")


def test_a_lost_connection_is_made_again_and_nothing_is_missing(lab, vm, tmp_path):
    go = tmp_path / "go"
    text = f"""
import os, time
print("first", flush=True)
while not os.path.exists({str(go)!r}):
    time.sleep(0.05)
    print("still", flush=True)
print("last", flush=True)
"""
    run = submit(lab, text)
    lab.prints(run, "first")
    vm.cut()
    until(lambda: lab.log(run, "system_logs/ssh.txt"), "the connector to notice")
    assert lab.run(run).state is RunState.RUNNING
    go.touch()
    vm.start()
    assert lab.end(run).state is RunState.COMPLETED
    lines = lab.log(run).split()
    assert lines[0] == "first" and lines[-1] == "last" and set(lines[1:-1]) == {"still"}


def test_a_machine_that_stays_away_fails_the_run_and_cleans_up(lab, machine, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_REMOTE_PATIENCE", "1")
    attach(lab, machine)
    run = submit(lab, "import time; print('here', flush=True); time.sleep(600)")
    lab.prints(run, "here")
    machine.cut()
    ended = lab.end(run)
    assert (ended.state, ended.error["code"]) == (RunState.FAILED, "RemoteMachineError")
    assert "no connection for 1 s" in ended.error["message"] and "ssh -p" in ended.error["remedy"]
    (left,) = machine.left()
    os.utime(left / "lease", (0, 0))  # as if it had been so long
    until(lambda: not machine.left(), "the guardian to clean up")


def test_a_refused_key_and_a_wrong_passphrase_are_told(lab, vm):
    (vm.folder / "authorized").write_text("")
    refused = lab.end(submit(lab, "print(1)"))
    assert refused.error["code"] == "RemoteMachineError" and "Permission denied" in refused.error["message"]
    attach(lab, vm, privateKeyPassphrase="wrong")
    wrong = lab.end(submit(lab, "print(1)"))
    assert "private key of 'vm' cannot be used" in wrong.error["message"]


def test_what_cannot_be_performed_there_is_refused(lab, vm):
    packages = {"python": {"condaDependencies": {"dependencies": ["numpy"]}}}
    run = lab.end(lab.submit("print(1)", target="vm", environment=packages))
    assert run.error["code"] == "RunConfiguration" and "asks for packages" in run.error["message"]
    run = lab.end(submit(lab, "print(1)", os.path.join(lab.layout.datastores, "x")))
    assert "data of a datastore on this machine" in run.error["message"]
    with pytest.raises(ExperimentExecutionException, match="has at most 1"):
        lab.backend.submit("e", RunSpec(script="a.py", target="vm", node_count=2))
    run = lab.end(submit(lab, "print(1)", environment_variables={}, command=["/none/such"], script=None))
    assert run.error["code"] == "StartFailed" and "/none/such" in run.error["message"]


def test_an_engine_that_is_killed_changes_nothing(lab, vm, tmp_path):
    go = tmp_path / "go"
    run = submit(
        lab,
        f"import os, time\nprint('here', flush=True)\nwhile not os.path.exists({str(go)!r}):\n    time.sleep(0.05)",
    )
    lab.prints(run, "here")
    lab.kill_engine()
    go.touch()
    assert lab.end(run).state is RunState.COMPLETED
