"""Unknown keywords and attributes of configuration objects: one warning, and kept."""

import warnings
from copy import deepcopy

import pytest
from azureml.core import Environment, RunConfiguration, ScriptRunConfig
from azureml.core.compute import AmlCompute
from azureml.core.model import InferenceConfig
from azureml.core.runconfig import DockerConfiguration, MpiConfiguration
from azureml.pipeline.core import ScheduleRecurrence
from azureml.pipeline.steps import ParallelRunConfig, PythonScriptStep
from azureml.train.estimator import Estimator
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform

MADE = {
    "AmlCompute": lambda: AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2"),
    "Docker": DockerConfiguration,
    "Environment": lambda: Environment("e"),
    "Estimator": lambda: Estimator(".", entry_script="train.py"),
    "HyperDrive": lambda: HyperDriveConfig(
        RandomParameterSampling({"--lr": uniform(0, 1)}),
        "m",
        PrimaryMetricGoal.MAXIMIZE,
        1,
        run_config=ScriptRunConfig(".", script="train.py"),
    ),
    "Inference": lambda: InferenceConfig(entry_script="score.py"),
    "Mpi": MpiConfiguration,
    "ParallelRun": lambda: ParallelRunConfig(Environment("e"), "train.py", 1, "append_row", "c", 1),
    "PythonSection": lambda: Environment("e").python,
    "RunConfiguration": RunConfiguration,
    "ScheduleRecurrence": lambda: ScheduleRecurrence("Day", 1),
    "ScriptRunConfig": lambda: ScriptRunConfig(".", script="train.py"),
    "Step": lambda: PythonScriptStep("train.py"),
}


@pytest.fixture(autouse=True)
def script(work):
    for name in ("train.py", "score.py"):
        (work / name).write_text("print('here')\n")


@pytest.mark.parametrize("kind", MADE)
def test_an_unknown_attribute_warns_once_and_is_kept(kind):
    made = MADE[kind]()
    with pytest.warns(UserWarning, match="does not know 'framework2'") as told:
        made.framework2 = 1
    assert len(told) == 1 and made.framework2 == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made.framework2 = 2
        MADE[kind]().framework2 = 3
    assert made.framework2 == 2


@pytest.mark.parametrize("kind", MADE)
def test_what_is_known_is_set_without_a_word(kind):
    made = MADE[kind]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, value in list(vars(made).items()):
            setattr(made, name, value)
        made._private = 1


def test_an_unknown_attribute_goes_on_the_record(experiment):
    config = ScriptRunConfig(".", script="train.py")
    with pytest.warns(UserWarning):
        config.seen = {"by": "all"}
        config.run_config.framework2 = 1
        config.run_config.environment.purpose = "mine"
        config.run_config.environment.python.pace = "slow"
    run = experiment.submit(deepcopy(config))
    spec = run._record().spec
    assert (spec.extra["seen"], spec.extra["framework2"]) == ({"by": "all"}, 1)
    assert (spec.environment["purpose"], spec.environment["python"]["pace"]) == ("mine", "slow")
    run.cancel()


def test_what_a_file_says_is_kept_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        section = Environment.from_json({"name": "e", "python": {"newInV9": 1}}).python
    assert section.to_json()["newInV9"] == 1


def test_a_value_that_json_has_no_word_for_is_kept_as_its_text(experiment):
    config = RunConfiguration()
    with pytest.warns(UserWarning):
        config.thing = object
    assert config.thing is object and "object" in config.extra["thing"]
