"""RunConfiguration: its attributes, its files, and what of it reaches a run."""

import pytest
import yaml

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.conda_dependencies import CondaDependencies
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.distributed import MpiConfiguration, PyTorchConfiguration, TensorflowConfiguration
from amlwidgets.sdk.run_config import (
    Data,
    DataReferenceConfiguration,
    DockerConfiguration,
    HistoryConfiguration,
    OutputData,
    RunConfiguration,
)
from amlwidgets.sdk.script_run_config import ScriptRunConfig, get_run_config_from_script_run, submit

BY_HAND = """
script: train.py
arguments: [--lr, 0.1]
target: cpu
framework: TensorFlow
communicator: ParameterServer
nodeCount: 2
maxRunDurationSeconds: 600
environment:
  name: mine
  environmentVariables: {A: '1'}
  python:
    userManagedDependencies: false
    condaDependenciesFile: aml_config/conda_dependencies.yml
  docker: {enabled: true, baseImage: 'mcr.microsoft.com/azureml/base:0.2.1'}
history: {outputCollection: false, directoriesToWatch: [logs]}
tensorflow: {workerCount: 2, parameterServerCount: 1}
mpi: {processCountPerNode: 3}
dataReferences:
  pictures: {dataStoreName: workspaceblobstore, pathOnDataStore: images, mode: download, overwrite: false}
amlcompute: {vmSize: STANDARD_D2_V2, retainCluster: false}
"""


def full():
    made = RunConfiguration(script="t.py", arguments=["--lr", 0.1], framework="PyTorch", communicator="Nccl")
    made.target = "gpu"
    made.node_count = 2
    made.max_run_duration_seconds = 60
    made.environment.name = "mine"
    made.environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["tiny<2"])
    made.environment_variables = {"A": "1"}
    made.docker = DockerConfiguration(use_docker=True, shm_size="2g", arguments=["--gpus", "all"])
    made.history.output_collection = False
    made.pytorch.process_count = 4
    made.spark.configuration["spark.app.name"] = "mine"
    made.data_references["pictures"] = DataReferenceConfiguration("store", "download", "images")
    made.data["table"] = Data(mechanism="mount", environment_variable_name="table")
    made.output_data["out"] = OutputData(mechanism="upload")
    made.auto_prepare_environment = False
    made.amlcompute.vm_size = "STANDARD_D2_V2"
    return made


def described(config):
    from amlwidgets.sdk.run_config.file import to_yaml

    return to_yaml(config)


@pytest.mark.parametrize("separate", [False, True])
def test_what_is_saved_is_loaded(work, separate):
    full().save(work, "gpu", separate_environment_yaml=separate)
    file = work / ".azureml" / "gpu.runconfig"
    said = yaml.safe_load(file.read_text())
    assert (
        said["nodeCount"] == 2
        and said["environment"]["docker"]["baseImage"]
        and said["pytorch"]["processCount"] == 4
    )
    assert ("condaDependenciesFile" in said["environment"]["python"]) is separate
    assert (work / ".azureml" / "conda_dependencies.yml").exists() is separate
    loaded = RunConfiguration.load(work, "gpu")
    assert described(loaded) == described(full())
    assert isinstance(loaded.data["table"], Data)
    loaded.node_count = 4
    loaded.save()
    assert RunConfiguration.load(str(file)).node_count == 4
    loaded.save(name="other")
    assert RunConfiguration.load(".", "other").node_count == 4
    RunConfiguration.delete(work, "gpu")
    assert not file.exists()
    with pytest.raises(UserErrorException, match="no run configuration 'gpu'"):
        RunConfiguration.delete(work, "gpu")


def test_a_file_of_v1s_first_versions(work):
    folder = work / "aml_config"
    folder.mkdir()
    (folder / "cpu.runconfig").write_text(BY_HAND + "surprise: 1\n")
    (folder / "conda_dependencies.yml").write_text("dependencies: [python=3.6.2, {pip: [tiny]}]")
    with pytest.warns(UserWarning, match="does not know 'surprise'"):
        config = RunConfiguration.load(work, "cpu")
    assert (config.target, config.script, config.arguments) == ("cpu", "train.py", ["--lr", 0.1])
    assert config.environment.python.conda_dependencies.get_python_version() == "3.6.2"
    assert config.environment.docker.base_image == "mcr.microsoft.com/azureml/base:0.2.1"
    assert config.environment_variables == {"A": "1"} and config.mpi.process_count_per_node == 3
    assert isinstance(config.history, HistoryConfiguration) and config.history.output_collection is False
    assert config.data_references["pictures"].path_on_data_store == "images"
    assert config.extra == {"surprise": 1} and config.amlcompute.vm_size == "STANDARD_D2_V2"
    distributed = config.distribution()
    assert (distributed.nodes, distributed.processes_per_node) == (2, 2)
    config.save(work / "copy.runconfig")
    assert yaml.safe_load((work / "copy.runconfig").read_text())["surprise"] == 1


@pytest.mark.parametrize(
    "text, message",
    [
        ("[1, 2]", "expected names and values"),
        ("a: [", "no valid YAML"),
        ("environment: [1]", "environment is \\[1\\]; expected names and values"),
        ("mpi: 3", "mpi is 3; expected names and values"),
        ("target: 3", "target is 3; expected a compute target"),
    ],
)
def test_files_that_are_none(work, text, message):
    (work / "x.runconfig").write_text(text)
    with pytest.raises(UserErrorException, match=message):
        RunConfiguration.load(work / "x.runconfig")


def test_saving_needs_a_name(work):
    with pytest.raises(UserErrorException, match="name is None; expected the name"):
        RunConfiguration().save(work)
    with pytest.raises(UserErrorException, match="is not there"):
        (work / "x.runconfig").write_text("environment: {python: {condaDependenciesFile: none.yml}}")
        RunConfiguration.load(work, "x")


def numbers(config):
    found = config.distribution()
    return found and (found.framework, found.nodes, found.processes_per_node)


def test_the_communicator_makes_a_run_a_distributed_one():
    config = RunConfiguration()
    config.node_count = 2
    assert numbers(config) is None
    for name in ("Mpi", "OpenMpi", "intelmpi"):
        config.communicator = name
        config.mpi = MpiConfiguration(3)
        assert numbers(config) == ("Mpi", 2, 3)
    config.communicator = "ParameterServer"
    config.tensorflow = TensorflowConfiguration(worker_count=2, parameter_server_count=1)
    assert numbers(config) == ("TensorFlow", 2, 2)
    config.node_count = 1
    assert numbers(config) == ("TensorFlow", 2, 2)
    config.communicator = "gloo"
    config.node_count = 2
    assert numbers(config) == ("PyTorch", 2, 1)
    config.pytorch.process_count = 6
    assert numbers(config) == ("PyTorch", 2, 3)
    assert config.distribution().communication_backend == "Gloo" and config.pytorch.communication_backend == "Nccl"


@pytest.mark.parametrize(
    "change, message",
    [
        ({"communicator": "Telegraph"}, "communicator is 'Telegraph'; expected one of None, ParameterServer"),
        ({"node_count": 0}, "node_count is 0; expected a whole number of at least 1"),
        (
            {"communicator": "Nccl", "node_count": 2, "pytorch": PyTorchConfiguration(process_count=3)},
            "multiple of node",
        ),
        (
            {"communicator": "ParameterServer", "tensorflow": 3},
            "tensorflow is 3; expected a TensorflowConfiguration",
        ),
    ],
)
def test_wrong_numbers_are_named_when_it_is_submitted(experiment, source, change, message):
    (source / "x.py").write_text("")
    config = RunConfiguration()
    for name, value in change.items():
        setattr(config, name, value)
    with pytest.raises(UserErrorException, match=message):
        experiment.submit(ScriptRunConfig(source, "x.py", run_config=config))


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: RunConfiguration(framework="Torch"), "framework is 'Torch'; expected one of Python"),
        (lambda: RunConfiguration(communicator="Radio"), "communicator is 'Radio'; expected one of None"),
        (lambda: MpiConfiguration(0), "process_count_per_node is 0; expected a whole number of at least 1"),
        (lambda: TensorflowConfiguration(0), "worker_count is 0; expected a whole number of at least 1"),
        (
            lambda: TensorflowConfiguration(1, -1),
            "parameter_server_count is -1; expected a whole number of at least 0",
        ),
        (lambda: PyTorchConfiguration("Mpi"), "communication_backend is 'Mpi'; expected one of Nccl, Gloo"),
        (lambda: PyTorchConfiguration(process_count=3, node_count=2), "process_count is 3; expected a multiple"),
        (lambda: DataReferenceConfiguration(mode="fly"), "mode is 'fly'; expected one of mount"),
        (lambda: Data(mechanism="fly"), "mechanism is 'fly'; expected one of direct"),
    ],
)
def test_wrong_values_are_named(make, message):
    with pytest.raises(UserErrorException, match=message):
        make()


def test_numbers_that_are_changed_later_count():
    mpi = MpiConfiguration()
    mpi.process_count_per_node, mpi.node_count = 2, "3"
    assert (mpi.nodes, mpi.processes_per_node) == (3, 2)
    assert mpi.to_json() == {"processCountPerNode": 2, "nodeCount": "3"}
    tasks = TensorflowConfiguration(3, 1)
    tasks.node_count = 2
    assert (tasks.nodes, tasks.processes_per_node) == (2, 2)


def test_data_references_of_a_configuration_are_the_scripts_variables(ws, experiment, source):
    store = ws.get_default_datastore()
    (source / "x.py").write_text(
        "import os\nprint(os.environ['AZUREML_DATAREFERENCE_pictures'], os.environ['AZUREML_DATAREFERENCE_table'])"
    )
    config = RunConfiguration()
    config.data_references = {
        "pictures": DataReferenceConfiguration(store.name, path_on_datastore="images"),
        "table": DataReference(store, "t", "table.csv"),
    }
    run = experiment.submit(ScriptRunConfig(source, "x.py", run_config=config))
    run.wait_for_completion()
    folder = ws.backend.get_datastore(store.name).path
    log = run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"]
    assert log == f"{folder}/images {folder}/table.csv\n"
    said = run.get_details()["runDefinition"]["dataReferences"]["pictures"]
    assert (said["dataStoreName"], said["pathOnDataStore"]) == (store.name, "images")
    assert config.data_references["table"].to_config().to_json()["pathOnDataStore"] == "table.csv"


def test_what_is_recorded_with_a_run(ws, experiment, source):
    (source / "x.py").write_text("")
    config = full()
    config.target, config.communicator, config.data_references = "local", None, {}
    config.node_count, config.environment.python.conda_dependencies = 1, CondaDependencies()
    spec = ws.backend.get_run(experiment.submit(ScriptRunConfig(source, "x.py", run_config=config)).id).spec
    assert spec.extra["history"]["outputCollection"] is False and spec.extra["amlcompute"]["vmSize"]
    assert spec.extra["docker"]["shmSize"] == "2g" and "hdi" not in spec.extra
    assert spec.max_run_duration_seconds == 60


def test_a_script_run_as_one_configuration(ws, source, work):
    (source / "x.py").write_text("")
    config = ScriptRunConfig(source, "x.py", ["--n", 1], compute_target="local", max_run_duration_seconds=60)
    whole = get_run_config_from_script_run(config)
    assert (whole.script, whole.arguments, whole.max_run_duration_seconds) == ("x.py", ["--n", 1], 60)
    assert submit(config, ws, "digits", run_id="mine_7").wait_for_completion()["runId"] == "mine_7"
