"""Of which class runs are, and lists of them by target, type and depth (behaviours 31, 32)."""

import time

import pytest

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import PIPELINE_RUN, SWEEP_RUN, RunSpec
from amlwidgets.sdk.compute import AmlCompute, ComputeTarget
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.hyperdrive.run import HyperDriveRun
from amlwidgets.sdk.pipeline.run import PipelineRun
from amlwidgets.sdk.run import Run, get_run, kinds
from amlwidgets.sdk.run.script_run import ScriptRun
from amlwidgets.sdk.script_run_config import ScriptRunConfig

from .conftest import WAIT


def wait_until(is_so):
    deadline = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def config(source):
    (source / "train.py").write_text("")
    return ScriptRunConfig(source, "train.py")


@pytest.fixture
def providers(monkeypatch):
    monkeypatch.setattr(kinds, "_factories", {})


def test_a_submitted_run_is_a_script_run_wherever_it_comes_from(ws, experiment, config):
    run = experiment.submit(config)
    child = run.submit_child(config)
    found = [
        run,
        child,
        child.parent,
        ws.get_run(run.id),
        get_run(experiment, run.id),
        *run.get_children(),
        *run.get_children(recursive=True),
        *experiment.get_runs(include_children=True),
        ScriptRun(experiment, run.id),
    ]
    assert {type(each) for each in found} == {ScriptRun} and ScriptRun.RUN_TYPE == run.type
    assert repr(run).startswith("Run(Experiment: digits,\nId: digits_")
    plain = [
        Run(experiment, run.id),
        get_run(experiment, run.id, rehydrate=False),
        *Run.list(experiment, _rehydrate_runs=False),
        *run.get_children(_rehydrate_runs=False),
        experiment.start_logging(),
        experiment.start_logging().child_run(),
    ]
    assert {type(each) for each in plain} == {Run}
    for each in (run, child):
        each.wait_for_completion()


def test_runs_of_a_type_are_made_by_whoever_asks_to(providers, ws, experiment):
    class Mine(Run):
        pass

    Run.add_type_provider("azureml.scriptrun", lambda experiment, record: Mine(experiment, record.run_id))
    run = experiment.start_logging()
    assert {type(each) for each in (run, ws.get_run(run.id), *experiment.get_runs())} == {Mine}
    for wrong in ((None, Mine), ("mine", "Mine")):
        with pytest.raises(
            UserErrorException, match="run_factory is 'Mine'; expected a f|runtype is None; expected"
        ):
            Run.add_type_provider(*wrong)


@pytest.mark.parametrize(("kind", "expected"), [(SWEEP_RUN, HyperDriveRun), (PIPELINE_RUN, PipelineRun)])
def test_sweeps_and_pipelines_that_others_recorded_are_their_own_classes(ws, kind, expected):
    record = ws.backend.submit("digits", RunSpec(type=kind))
    run = ws.get_run(record.run_id)
    assert type(run) is expected and run.get_status() == "Failed"
    assert repr(run).endswith(f"Type: {kind},\nStatus: Failed)")
    assert getattr(run, "hyperdrive_config", None) is None and list(run.get_children()) == []


def test_runs_of_a_compute_target(ws, experiment, config):
    target = ComputeTarget.create(ws, "cpu", AmlCompute.provisioning_configuration(max_nodes=1))
    config.run_config.target = target
    done = experiment.submit(config, tags={"k": "v"})
    done.wait_for_completion()
    with experiment.start_logging() as parent:
        waiting = parent.submit_child(config)
        waiting.cancel()
        waiting.wait_for_completion()
    elsewhere = Experiment(ws, "other").start_logging()
    assert [run.id for run in Run.list_by_compute(target)] == [waiting.id, done.id]
    assert [run.id for run in Run.list_by_compute(target, status="Completed")] == [done.id]
    assert [run.id for run in Run.list_by_compute(target, tags="k", type="azureml.scriptrun")] == [done.id]
    assert list(Run.list_by_compute(target, properties={"p": "q"})) == []
    assert elsewhere.id not in [run.id for run in Run.list_by_compute(target)]
    with pytest.raises(UserErrorException, match="compute is 'cpu'; expected a ComputeTarget"):
        Run.list_by_compute("cpu")


def test_a_run_that_waits_says_for_what(ws, experiment, source):
    (source / "long.py").write_text("import time; time.sleep(600)")
    ComputeTarget.create(ws, "cpu", AmlCompute.provisioning_configuration(max_nodes=1))
    config = ScriptRunConfig(source, "long.py", compute_target="cpu")
    first, second = experiment.submit(config), experiment.submit(config)
    wait_until(lambda: first.status == "Running" and second.status == "Queued")
    assert first.get_detailed_status() == {"status": "Running", "details": ""}
    assert second.get_detailed_status() == {
        "status": "Queued",
        "details": "It waits for a node of 'cpu': place 1 of 1 in the queue.",
    }
    for run in (second, first):
        run.cancel()
        run.wait_for_completion()


def test_children_of_any_depth(experiment):
    deepest = root = experiment.start_logging()
    for depth in range(60):
        deepest = deepest.child_run(name=str(depth))
        deepest.log("depth", depth)
    below = [run.display_name for run in root.get_children(recursive=True)]
    assert below == [str(depth) for depth in range(60)]
    assert root.get_metrics(recursive=True) == {"depth": list(range(60))}
    deepest.tag("last")
    assert [run.id for run in root.get_children(recursive=True, tags="last")] == [deepest.id]


def test_metrics_of_runs_below_are_added_to_each_other(experiment):
    root = experiment.start_logging()
    document = {"schema_type": "confusion_matrix", "data": {}}
    for number, run in enumerate((root, *root.create_children(2))):
        run.log("one", number)
        run.log_list("list", [number])
        run.log_row("table", x=number)
        run.log_confusion_matrix("matrix", document)
    metrics = root.get_metrics(recursive=True)
    assert sorted(metrics["one"]) == sorted(metrics["list"]) == sorted(metrics["table"]["x"]) == [0, 1, 2]
    assert metrics["matrix"] == [document] * 3
    assert root.get_metrics(recursive=True, run_type="hyperdrive") == root.get_metrics()


@pytest.mark.parametrize(
    "given",
    [{"count": 2, "tag_key": "k"}, {"tag_key": "k"}, {"tag_values": ["1"]}, {"tag_key": "k", "tag_values": "12"}],
)
def test_children_are_made_by_number_or_by_tag(experiment, given):
    run = experiment.start_logging()
    with pytest.raises(UserErrorException, match="expected either count, or tag_key and a list of tag_values"):
        run.create_children(**given)
    with pytest.raises(UserErrorException, match="count is None; expected a whole number"):
        run.create_children()
    assert list(run.get_children()) == []
