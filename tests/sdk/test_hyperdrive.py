"""Sweeps: expressions and sampling that draw, what is checked, the definition, and runs of sweeps."""

import json
import math
from collections import Counter
from itertools import islice
from random import Random

import pytest
from azureml.core import ScriptRunConfig
from azureml.exceptions import ExperimentExecutionException, UserErrorException
from azureml.train.estimator import Estimator
from azureml.train.hyperdrive import (
    BanditPolicy,
    BayesianParameterSampling,
    GridParameterSampling,
    HyperDriveConfig,
    HyperDriveConfigException,
    HyperDriveRun,
    MedianStoppingPolicy,
    NoTerminationPolicy,
    PrimaryMetricGoal,
    RandomParameterSampling,
    TruncationSelectionPolicy,
    choice,
    lognormal,
    loguniform,
    normal,
    qlognormal,
    qloguniform,
    qnormal,
    quniform,
    randint,
    uniform,
)
from azureml.train.hyperdrive.exceptions import HyperDriveNotImplementedException, HyperDriveRehydrateException


def drawn(expression, count=2000):
    random = Random(7)
    return [expression.sample(random) for _ in range(count)]


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        (uniform(0.5, 1.5), 0.5, 1.5),
        (loguniform(-3, -1), math.exp(-3), math.exp(-1)),
        (quniform(1, 10, 2), 2, 10),
        (qloguniform(0, 3, 0.5), 1, 20.5),
        (randint(5), 0, 4),
    ],
)
def test_values_are_between_the_bounds_and_reach_them(expression, low, high):
    values = drawn(expression)
    assert low <= min(values) < low + (high - low) / 8 and high - (high - low) / 5 < max(values) <= high


@pytest.mark.parametrize(
    ("expression", "of"),
    [
        (normal(10, 2), float),
        (qnormal(10, 2, 1), float),
        (lognormal(10, 2), math.log),
        (qlognormal(10, 2, 1), math.log),
    ],
)
def test_normal_values_have_the_mean_and_deviation(expression, of):
    values = [of(value) for value in drawn(expression)]
    mean = sum(values) / len(values)
    deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
    assert abs(mean - 10) < 0.2 and abs(deviation - 2) < 0.2


@pytest.mark.parametrize(
    "expression", [quniform(0, 9, 3), qnormal(0, 9, 3), qlognormal(0, 1, 3), qloguniform(0, 4, 3)]
)
def test_steps(expression):
    assert {value % 3 for value in drawn(expression)} == {0}


def test_a_choice_is_even():
    counts = Counter(drawn(choice("a", "b", "c", "d")))
    assert set(counts) == set("abcd") and min(counts.values()) > 400


def test_options_come_one_by_one_or_as_one_list_or_range():
    assert choice(1, 2) == choice([1, 2]) == choice(range(1, 3)) == ["choice", [[1, 2]]]
    assert choice("ab").options == ["ab"]


def test_expressions_are_the_lists_that_the_service_reads():
    assert loguniform(-6, -1) == ["loguniform", [-6, -1]]
    assert json.loads(json.dumps(quniform(1, 2, 0.5))) == ["quniform", [1, 2, 0.5]]


def test_a_grid_is_every_combination_once():
    grid = GridParameterSampling({"--a": choice(1, 2), "--b": choice("x", "y", "z")})
    rows = list(grid.draw())
    assert len(grid) == 6 == len({tuple(row.items()) for row in rows})
    assert rows[:2] == [{"--a": 1, "--b": "x"}, {"--a": 1, "--b": "y"}] and grid.sample(Random(3)) in rows


def test_random_draws_are_the_same_with_a_seed():
    space = {"--lr": loguniform(-3, -1), "--units": choice(16, 32)}
    seeded = [list(islice(RandomParameterSampling(space, {"seed": 5}).draw(), 20)) for _ in range(2)]
    assert seeded[0] == seeded[1] and len({row["--lr"] for row in seeded[0]}) == 20
    assert {row["--units"] for row in seeded[0]} == {16, 32}


def test_a_space_may_come_as_plain_lists():
    assert RandomParameterSampling({"--a": ["choice", [[1]]]}).sample() == {"--a": 1}


def test_bayesian_sampling_is_kept_and_says_that_it_cannot_draw():
    sampling = BayesianParameterSampling({"--a": uniform(0, 1)})
    assert sampling.to_json() == {"name": "BayesianOptimization", "parameter_space": {"--a": ["uniform", [0, 1]]}}
    with pytest.raises(HyperDriveNotImplementedException, match="RandomParameterSampling"):
        sampling.draw()


@pytest.mark.parametrize(
    ("policy", "rule"),
    [
        (
            BanditPolicy(2, slack_factor=0.1, delay_evaluation=5),
            {"policyType": "Bandit", "evaluationInterval": 2, "delayEvaluation": 5, "slackFactor": 0.1},
        ),
        (MedianStoppingPolicy(), {"policyType": "MedianStopping", "evaluationInterval": 1, "delayEvaluation": 0}),
        (
            TruncationSelectionPolicy(20, 3),
            {
                "policyType": "TruncationSelection",
                "evaluationInterval": 3,
                "delayEvaluation": 0,
                "truncationPercentage": 20,
            },
        ),
        (NoTerminationPolicy(), None),
    ],
)
def test_policies_are_rules_of_jobs(policy, rule):
    assert policy.to_rule() == rule
    assert policy.to_json()["name"] == policy.POLICY_NAME


@pytest.fixture
def script(work):
    (work / "train.py").write_text("print('here')\n")
    return ScriptRunConfig(".", script="train.py", arguments=["--epochs", 3])


def sweep(script, **others):
    sampling = RandomParameterSampling({"--lr": uniform(0, 1)})
    return HyperDriveConfig(sampling, "accuracy", PrimaryMetricGoal.MAXIMIZE, 8, run_config=script, **others)


def test_a_sweep_is_a_job_as_azure_ml_writes_it(script):
    described = sweep(script, policy=BanditPolicy(slack_amount=2), max_concurrent_runs=2).to_json()
    assert described["objective"] == {"primaryMetric": "accuracy", "goal": "Maximize"}
    assert described["searchSpace"] == {"--lr": ["uniform", [0, 1]]}
    assert described["samplingAlgorithm"] == {"samplingAlgorithmType": "Random"}
    assert described["earlyTermination"]["slackAmount"] == 2
    limits = {"jobLimitsType": "Sweep", "maxTotalTrials": 8, "maxConcurrentTrials": 2, "timeout": "PT10080M"}
    assert described["limits"] == limits
    assert described["trial"]["arguments"] == ["--epochs", "3"] and json.dumps(described)


def test_a_job_of_a_sweep_is_what_the_server_accepts(script):
    from amlwidgets.faces.fields import Fields
    from amlwidgets.faces.job_definition import definition_of

    described = sweep(script).to_json()
    trial = {"command": "python train.py", "environmentId": "azureml:e:1"}
    assert definition_of("Sweep", Fields({**described, "trial": trial}))["searchSpace"] == described["searchSpace"]


def test_a_sweep_of_an_estimator(work, script):
    estimator = Estimator(".", entry_script="train.py", compute_target="c")
    sampling = GridParameterSampling({"--lr": choice(1, 2)})
    config = HyperDriveConfig(sampling, "m", PrimaryMetricGoal.MINIMIZE, 2, estimator=estimator)
    assert config.estimator is estimator and config.run_config.script == "train.py"
    assert config.to_json()["trial"]["target"] == "c"


def test_submitting_a_sweep_says_what_to_do_meanwhile(experiment, script):
    config = sweep(script)
    with pytest.raises(ExperimentExecutionException, match="HyperDriveConfig cannot be submitted yet") as error:
        experiment.submit(config)
    assert "submit_child" in error.value.remedy
    assert list(experiment.get_runs()) == []


def test_what_the_sentence_advises_works(experiment, script):
    config = sweep(script)
    with experiment.start_logging() as parent:
        for values in islice(config.hyperparameter_sampling.draw(), 2):
            words = [word for pair in values.items() for word in pair]
            child = ScriptRunConfig(".", script="train.py", arguments=words)
            parent.submit_child(child).wait_for_completion()
    assert [child.get_status() for child in parent.get_children()] == ["Completed", "Completed"]


# -- runs of sweeps ------------------------------------------------------------------------------------------


def recorded_sweep(experiment, goal="maximize", values=((0.1, 0.7), (0.9, 0.2), ())):
    parent = experiment.start_logging()
    parent.add_properties({"primary_metric_config": json.dumps({"name": "accuracy", "goal": goal})})
    ids = []
    for index, logged in enumerate(values):
        child = parent.child_run()
        for value in logged:
            child.log("accuracy", value)
        parent.tag(child.id, json.dumps({"--lr": index}))
        child.complete()
        ids.append(child.id)
    parent.complete()
    return HyperDriveRun(experiment, parent.id), ids


def test_the_best_run_has_the_best_value_it_ever_logged(experiment):
    run, ids = recorded_sweep(experiment)
    assert run.get_best_run_by_primary_metric().id == ids[1]
    run, ids = recorded_sweep(experiment, goal="minimize")
    assert run.get_best_run_by_primary_metric().id == ids[0]


def test_children_in_the_order_of_their_metric(experiment):
    run, ids = recorded_sweep(experiment)
    rows = run.get_children_sorted_by_primary_metric()
    assert [row["run_id"] for row in rows] == [ids[1], ids[0], ids[2]]
    assert rows[0] == {
        "run_id": ids[1],
        "hyperparameters": '{"--lr": 1}',
        "best_primary_metric": 0.9,
        "status": "Completed",
    }
    assert rows[2]["best_primary_metric"] is None
    assert len(run.get_children_sorted_by_primary_metric(discard_no_metric=True)) == 2
    assert run.get_children_sorted_by_primary_metric(top=1) == rows[:1]
    assert run.get_hyperparameters()[ids[2]] == '{"--lr": 2}'


def test_a_sweep_without_metrics_has_no_best(experiment, capsys):
    run, _ = recorded_sweep(experiment, values=((),))
    assert run.get_best_run_by_primary_metric() is None
    run.get_diagnostics()
    assert "1 Completed" in capsys.readouterr().out


def test_a_run_that_is_no_sweep(experiment):
    plain = experiment.start_logging()
    plain.complete()
    with pytest.raises(HyperDriveRehydrateException, match="primary_metric_config"):
        HyperDriveRun(experiment, plain.id).get_best_run_by_primary_metric()


def test_exceptions_are_of_v1s_tree_and_of_ours():
    with pytest.raises(UserErrorException):
        choice()
    with pytest.raises(ValueError, match="max_value"):
        uniform(1, 0)
    assert issubclass(HyperDriveConfigException, UserErrorException)
