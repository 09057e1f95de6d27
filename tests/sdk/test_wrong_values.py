"""Wrong values: each raises v1's exception type, and the message names the argument, what came and what is expected."""

import pytest
from azureml.core import (
    Dataset,
    Datastore,
    Environment,
    Experiment,
    Model,
    Run,
    RunConfiguration,
    ScriptRunConfig,
    Workspace,
)
from azureml.core.authentication import ServicePrincipalAuthentication
from azureml.core.compute import AksCompute, AmlCompute, ComputeTarget
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.model import InferenceConfig
from azureml.core.resource_configuration import ResourceConfiguration
from azureml.core.runconfig import (
    DockerConfiguration,
    MpiConfiguration,
    PyTorchConfiguration,
    TensorflowConfiguration,
)
from azureml.core.webservice import AciWebservice, AksWebservice
from azureml.data import OutputFileDatasetConfig
from azureml.data.data_reference import DataReference
from azureml.data.datapath import DataPathComputeBinding
from azureml.exceptions import (
    ComputeTargetException,
    ExperimentExecutionException,
    ModelNotFoundException,
    RunConfigurationException,
    UserErrorException,
    WebserviceException,
)
from azureml.pipeline.core import Pipeline, PipelineData, PipelineParameter, ScheduleRecurrence, TrainingOutput
from azureml.pipeline.steps import DataTransferStep, ParallelRunConfig, ParallelRunStep, PythonScriptStep
from azureml.train.dnn import PyTorch
from azureml.train.estimator import Estimator
from azureml.train.hyperdrive import (
    BanditPolicy,
    GridParameterSampling,
    HyperDriveConfig,
    HyperDriveConfigException,
    RandomParameterSampling,
    TruncationSelectionPolicy,
    choice,
    uniform,
)

User, Compute, Sweep = UserErrorException, ComputeTargetException, HyperDriveConfigException
cluster = AmlCompute.provisioning_configuration


def script(**others):
    return ScriptRunConfig(**{"source_directory": ".", "script": "train.py", **others})


def parallel(**others):
    given = {"error_threshold": 1, "output_action": "append_row", "compute_target": "c", "node_count": 1}
    return ParallelRunConfig(**{"environment": Environment("e"), "entry_script": "train.py", **given, **others})


def sweep(**others):
    space = RandomParameterSampling({"--lr": uniform(0, 1)})
    given = {"hyperparameter_sampling": space, "primary_metric_name": "m", "primary_metric_goal": "MAXIMIZE"}
    return HyperDriveConfig(**{**given, "max_total_runs": 1, "run_config": script(), **others})


def running(ws):
    return Experiment(ws, "e").start_logging()


def changed(config, **attributes):
    for name, value in attributes.items():
        setattr(config, name, value)
    return config


def submit(ws, config):
    return Experiment(ws, "e").submit(config)


WRONG = [
    # call, exception, argument, what came, what is expected
    # -- workspaces, experiments
    (lambda ws: Workspace.create("a/b"), User, "name", "'a/b'", "letters"),
    (lambda ws: Workspace.create("x", tags="t"), User, "tags", "'t'", "a dict of texts"),
    (lambda ws: Experiment(ws, "a b"), User, "name", "'a b'", "letters"),
    (lambda ws: Experiment("w", "e"), User, "workspace", "'w'", "a Workspace"),
    (lambda ws: Experiment.list(ws, view_type="Some"), User, "view_type", "'Some'", "ActiveOnly"),
    (lambda ws: Experiment(ws, "e").set_tags("t"), User, "tags", "'t'", "a dict of texts"),
    (lambda ws: Experiment(ws, "e").reactivate("f"), User, "new_name", "'f'", "None"),
    (lambda ws: submit(ws, "train.py"), User, "config", "'train.py'", "a ScriptRunConfig"),
    (lambda ws: Experiment(ws, "e").submit(script(), tags=[1]), User, "tags", "[1]", "a dict of texts"),
    (lambda ws: ServicePrincipalAuthentication(None, "id", "p"), User, "tenant_id", "None", "a text"),
    # -- compute targets
    (lambda ws: cluster(vm_size="no size"), Compute, "vm_size", "'no size'", "STANDARD"),
    (lambda ws: cluster(vm_priority="soon"), Compute, "vm_priority", "'soon'", "Dedicated, LowPriority"),
    (lambda ws: cluster(min_nodes=-1), Compute, "min_nodes", "-1", "a whole number of at least 0"),
    (lambda ws: cluster(max_nodes="many"), Compute, "max_nodes", "'many'", "a whole number of at least 1"),
    (lambda ws: cluster(min_nodes=5, max_nodes=2), Compute, "min_nodes", "5", "at most max_nodes (2)"),
    (
        lambda ws: cluster(idle_seconds_before_scaledown="PT5M"),
        Compute,
        "idle_seconds",
        "'PT5M'",
        "a whole number",
    ),
    (lambda ws: ComputeTarget.create(ws, "a_b", cluster()), Compute, "name", "'a_b'", "letters"),
    (lambda ws: ComputeTarget.create(ws, "c", {}), Compute, "provisioning_configuration", "{}", "Configuration"),
    (lambda ws: AksCompute.provisioning_configuration(agent_count=0), Compute, "agent_count", "0", "at least 1"),
    # -- scripts and how they run
    (lambda ws: submit(ws, script(source_directory="gone")), User, "source_directory", "'gone'", "a folder"),
    (lambda ws: submit(ws, script(script="gone.py")), User, "script", "'gone.py'", "a file in"),
    (lambda ws: script(source_directory=7), User, "source_directory", "7", "a path"),
    (lambda ws: script(script="../train.py"), User, "script", "'../train.py'", "inside source_directory"),
    (lambda ws: script(arguments="--lr 1"), User, "arguments", "'--lr 1'", "a list such as"),
    (lambda ws: script(command="ls"), RunConfigurationException, "script and command", "both", "one of them"),
    (lambda ws: script(script=None), RunConfigurationException, "script nor command", "Neither", "one of them"),
    (lambda ws: script(script=None, command=3), User, "command", "3", "a text for the shell"),
    (lambda ws: script(environment="e"), User, "environment", "'e'", "an Environment"),
    (lambda ws: script(compute_target=4), User, "compute_target", "4", "a compute target or the name"),
    (lambda ws: script(run_config={}), User, "run_config", "{}", "a RunConfiguration"),
    (lambda ws: script(distributed_job_config="mpi"), User, "distributed_job_config", "'mpi'", "Configuration"),
    (
        lambda ws: script(docker_runtime_config=True),
        User,
        "docker_runtime_config",
        "True",
        "a DockerConfiguration",
    ),
    (
        lambda ws: submit(ws, script(max_run_duration_seconds=-5)),
        User,
        "max_run_duration_seconds",
        "-5",
        "a whole number",
    ),
    (lambda ws: RunConfiguration(framework="Rust"), User, "framework", "'Rust'", "Python"),
    (lambda ws: RunConfiguration(communicator="Post"), User, "communicator", "'Post'", "Mpi"),
    (lambda ws: changed(RunConfiguration(), target=3), User, "target", "3", "a compute target"),
    (
        lambda ws: submit(ws, script(run_config=changed(RunConfiguration(), node_count=0))),
        User,
        "node_count",
        "0",
        "a whole number of at least 1",
    ),
    (lambda ws: MpiConfiguration(process_count_per_node=0), User, "process_count_per_node", "0", "at least 1"),
    (lambda ws: PyTorchConfiguration("Post"), User, "communication_backend", "'Post'", "Nccl, Gloo"),
    (lambda ws: PyTorchConfiguration(process_count=3, node_count=2), User, "process_count", "3", "a multiple"),
    (lambda ws: TensorflowConfiguration(worker_count="x"), User, "worker_count", "'x'", "a whole number"),
    (lambda ws: Estimator("."), User, "entry_script", "None", "a script"),
    (
        lambda ws: Estimator(".", entry_script="train.py", script_params=[1]),
        User,
        "script_params",
        "[1]",
        "a dict",
    ),
    (lambda ws: Estimator(".", entry_script="train.py", node_count=0), User, "node_count", "0", "at least 1"),
    (
        lambda ws: PyTorch(".", entry_script="train.py", distributed_training=3),
        User,
        "distributed_training",
        "3",
        "one of",
    ),
    # -- environments
    (lambda ws: Environment(name=3), User, "name", "3", "a text"),
    (lambda ws: Environment("e").clone(""), User, "new_name", "''", "a text"),
    (lambda ws: Environment.from_pip_requirements("e", 4), User, "file_path", "4", "a path"),
    (lambda ws: CondaDependencies.create(pip_packages=3), User, "pip_packages", "3", "a list"),
    (lambda ws: CondaDependencies().add_pip_package(""), User, "pip_package", "''", "a text"),
    (lambda ws: CondaDependencies().set_python_version("new"), User, "version", "'new'", "a version such as"),
    (lambda ws: DockerConfiguration(arguments=3), User, "arguments", "3", "a list"),
    # -- data
    (lambda ws: Datastore.get(ws, 4), User, "datastore_name", "4", "a text"),
    (lambda ws: ws.get_default_datastore().upload("gone"), User, "src_dir", "'gone'", "a folder"),
    (lambda ws: ws.get_default_datastore().upload_files(["gone"]), User, "files", "'gone'", "files that exist"),
    (lambda ws: ws.get_default_datastore().path("p", "a b"), User, "data_reference_name", "'a b'", "letters"),
    (lambda ws: DataReference(ws.get_default_datastore(), mode="post"), User, "mode", "'post'", "mount"),
    (lambda ws: DataPathComputeBinding(mode="post"), User, "mode", "'post'", "mount"),
    (lambda ws: Dataset.get_by_name(ws, 4), User, "name", "4", "a text"),
    (lambda ws: Dataset.File.from_files(4), User, "path", "4", "a path"),
    (lambda ws: Dataset.File.from_files([]), User, "path", "[]", "a path"),
    (lambda ws: OutputFileDatasetConfig(name="a b"), User, "name", "'a b'", "letters"),
    # -- runs
    (lambda ws: Run(Experiment(ws, "e"), 4), User, "run_id", "4", "a text"),
    (lambda ws: running(ws).log_list("l", "text"), User, "value", "'text'", "a list"),
    (lambda ws: running(ws).log_table("t", [1]), User, "value", "[1]", "a dict of columns"),
    (lambda ws: running(ws).log_row("r"), User, "log_row", "{}", "a keyword argument"),
    (lambda ws: running(ws).log_image("i"), User, "log_image", "None", "one of path and plot"),
    (lambda ws: running(ws).log_image("i", plot=3), User, "plot", "3", "a matplotlib figure"),
    (lambda ws: running(ws).log_residuals("r", {}), User, "value", "{}", "schema_type"),
    (lambda ws: running(ws).upload_file("outputs/x", "gone"), User, "path_or_stream", "'gone'", "a file"),
    (lambda ws: running(ws).upload_files(["a"], []), User, "paths", "[]", "as many as names"),
    (lambda ws: running(ws).set_tags(3), User, "tags", "3", "a dict of texts"),
    (lambda ws: list(Experiment(ws, "e").get_runs(tags=3)), User, "tags", "3", "a key, or a dict"),
    (lambda ws: list(Run.list(Experiment(ws, "e"), status="Odd")), User, "status", "'Odd'", "Completed"),
    (lambda ws: running(ws).create_children(count="x"), User, "count", "'x'", "a whole number"),
    # -- models and services
    (lambda ws: Model.register(ws, "train.py", "a/b"), User, "model_name", "'a/b'", "letters"),
    (lambda ws: Model.register(ws, "train.py", "m", tags=3), User, "tags", "3", "a dict of texts"),
    (lambda ws: ResourceConfiguration(cpu=-1), User, "cpu", "-1", "a number"),
    (
        lambda ws: InferenceConfig(entry_script="gone.py"),
        WebserviceException,
        "entry_script",
        "'gone.py'",
        "a file",
    ),
    (
        lambda ws: AciWebservice.deploy_configuration(cpu_cores=0),
        WebserviceException,
        "cpu_cores",
        "0",
        "a number above 0",
    ),
    (
        lambda ws: AksWebservice.deploy_configuration(num_replicas="x"),
        WebserviceException,
        "num_replicas",
        "'x'",
        "a whole number",
    ),
    # -- pipelines
    (lambda ws: Pipeline(ws, []), User, "steps", "[]", "at least one step"),
    (lambda ws: Pipeline(ws, ["train.py"]), User, "steps", "'train.py'", "a step"),
    (lambda ws: Pipeline("w", [PythonScriptStep("train.py")]), User, "workspace", "'w'", "a Workspace"),
    (lambda ws: PipelineData("a b"), User, "name", "'a b'", "letters"),
    (lambda ws: PipelineData("d", output_mode="post"), User, "output_mode", "'post'", "mount"),
    (lambda ws: PipelineParameter("p", [1]), User, "default_value", "[1]", "a text, a number"),
    (lambda ws: TrainingOutput("Log"), User, "type", "'Log'", "Metrics, Model"),
    (lambda ws: PythonScriptStep(None), User, "script_name", "None", "a path"),
    (lambda ws: PythonScriptStep("train.py", inputs=["a"]), User, "inputs", "'a'", "data"),
    (lambda ws: PythonScriptStep("train.py", outputs=3), User, "outputs", "3", "a list of data"),
    (lambda ws: PythonScriptStep("train.py", runconfig=3), User, "runconfig", "3", "a RunConfiguration"),
    (lambda ws: PythonScriptStep("train.py").run_after("a"), User, "step", "'a'", "a PipelineStep"),
    (lambda ws: DataTransferStep("s", compute_target="c"), User, "source_data_reference", "None", "a place"),
    (lambda ws: parallel(output_action="post"), User, "output_action", "'post'", "append_row"),
    (lambda ws: parallel(node_count=0), User, "node_count", "0", "at least 1"),
    (lambda ws: parallel(mini_batch_size="big"), User, "mini_batch_size", "'big'", "a size such as"),
    (lambda ws: parallel(error_threshold=-2), User, "error_threshold", "-2", "at least -1"),
    (lambda ws: parallel(logging_level="LOUD"), User, "logging_level", "'LOUD'", "INFO"),
    (lambda ws: ParallelRunStep("A B", parallel(), [PipelineData("d")]), User, "name", "'A B'", "small letters"),
    (lambda ws: ParallelRunStep("batch", parallel(), []), User, "inputs", "[]", "at least one"),
    (lambda ws: ScheduleRecurrence("Year", 1), User, "frequency", "'Year'", "Minute, Hour"),
    (lambda ws: ScheduleRecurrence("Day", 0), User, "interval", "0", "at least 1"),
    (lambda ws: ScheduleRecurrence("Day", 1, hours=[24]), User, "hours", "24", "0 to 23"),
    (lambda ws: ScheduleRecurrence("Day", 1, week_days=["Monday"]), User, "week_days", "Monday", "None"),
    (lambda ws: ScheduleRecurrence("Day", 1, time_of_day="25:00"), User, "time_of_day", "'25:00'", "15:30"),
    (lambda ws: ScheduleRecurrence("Day", 1, start_time="soon"), User, "start_time", "'soon'", "a datetime"),
    # -- sweeps
    (lambda ws: choice(), Sweep, "options", "()", "at least one value"),
    (lambda ws: uniform(2, 1), Sweep, "max_value", "1", "above min_value (2)"),
    (lambda ws: RandomParameterSampling({}), Sweep, "parameter_space", "{}", "a dict such as"),
    (lambda ws: RandomParameterSampling({"--lr": 3}), Sweep, "parameter_space['--lr']", "3", "an expression"),
    (
        lambda ws: GridParameterSampling({"--lr": uniform(0, 1)}),
        Sweep,
        "parameter_space['--lr']",
        "uniform",
        "choice",
    ),
    (lambda ws: BanditPolicy(), Sweep, "slack_factor", "None", "one of the two"),
    (lambda ws: BanditPolicy(slack_factor=-1), Sweep, "slack_factor", "-1", "a number of at least 0"),
    (lambda ws: TruncationSelectionPolicy(100), Sweep, "truncation_percentage", "100", "1 to 99"),
    (lambda ws: sweep(primary_metric_goal="up"), Sweep, "primary_metric_goal", "'up'", "MAXIMIZE, MINIMIZE"),
    (lambda ws: sweep(max_total_runs=0), Sweep, "max_total_runs", "0", "at least 1"),
    (lambda ws: sweep(max_total_runs=5000), Sweep, "max_total_runs", "5000", "from 1 to 1000"),
    (lambda ws: sweep(policy="bandit"), Sweep, "policy", "'bandit'", "an EarlyTerminationPolicy"),
    (lambda ws: sweep(run_config=None), Sweep, "run_config", "None", "one of run_config, estimator"),
    (lambda ws: sweep(run_config="train.py"), Sweep, "run_config", "'train.py'", "a ScriptRunConfig"),
]


NOT_THERE = [
    (lambda ws: ComputeTarget(ws, "none"), Compute, "ComputeTargetNotFound"),
    (lambda ws: Datastore(ws, "none"), User, "workspaceblobstore"),
    (lambda ws: Environment.from_conda_specification("e", "none.yml"), User, "The current folder is"),
    (lambda ws: Model(ws, "none"), ModelNotFoundException, "Model.list(workspace)"),
    (lambda ws: RunConfiguration.load("none", "x"), User, "none/.azureml/x.runconfig"),
    (lambda ws: running(ws).download_file("none"), User, "Available files"),
    (lambda ws: submit(ws, script(compute_target="none")), ExperimentExecutionException, "compute target"),
    (lambda ws: ws.set_default_datastore("none"), User, "workspaceblobstore"),
]


@pytest.fixture(autouse=True)
def scripts(work):
    (work / "train.py").write_text("print('here')\n")


def test_the_table_is_long_enough():
    assert len(WRONG) >= 60


@pytest.mark.parametrize(
    ("call", "kind", "argument", "came", "expected"),
    WRONG,
    ids=[f"{index}-{row[2]}" for index, row in enumerate(WRONG)],
)
def test_a_wrong_value(ws, call, kind, argument, came, expected):
    with pytest.raises(kind) as raised:
        call(ws)
    said = str(raised.value)
    assert argument in said and came in said and "expected" in said and expected in said, said


@pytest.mark.parametrize(("call", "kind", "help"), NOT_THERE)
def test_a_name_that_is_not_there_is_named_with_what_helps(ws, call, kind, help):
    with pytest.raises(kind) as raised:
        call(ws)
    said = str(raised.value)
    assert "none" in said and help in said, said


def test_wrong_values_of_computes_are_wrong_values_as_all_are(ws):
    with pytest.raises(UserErrorException):
        cluster(min_nodes=-1)
    with pytest.raises(ValueError, match="max_nodes is 0"):
        cluster(max_nodes=0)
