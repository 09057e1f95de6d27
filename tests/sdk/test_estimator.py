"""Estimators: what they describe, and runs of them."""

import inspect

import pytest

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.images import DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE
from amlwidgets.sdk.environment import ContainerRegistry, Environment
from amlwidgets.sdk.estimator import (
    Chainer,
    Estimator,
    Gloo,
    Mpi,
    Nccl,
    ParameterServer,
    PyTorch,
    SKLearn,
    TensorFlow,
)
from tests.wheels import make_wheel, wheels  # noqa: F401


@pytest.fixture
def script(source):
    (source / "t.py").write_text(
        "import os, sys\nprint(sys.argv[1:], os.environ.get('RANK'), os.environ.get('A'))"
    )
    return {"source_directory": str(source), "entry_script": "t.py"}


def numbers(estimator):
    found = estimator.script_run_config().distribution()
    return found and (found.framework, found.nodes, found.processes_per_node)


def pip(estimator):
    return list(estimator.conda_dependencies.pip_packages)


def test_a_run_of_one(ws, experiment, script):
    data = ws.get_default_datastore().path("images").as_mount()
    made = Estimator(
        **script,
        compute_target="local",
        script_params={"--lr": 0.1, "--verbose": "", "--data": data},
        environment_variables={"A": 3},
        inputs=[ws.get_default_datastore().path("more", "more")],
        max_run_duration_seconds=60,
    )
    run = experiment.submit(made)
    run.wait_for_completion()
    root = ws.backend.get_datastore(ws.get_default_datastore().name).path
    log = run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"]
    assert log == f"['--lr', '0.1', '--verbose', '--data', '{root}/images'] None 3\n"
    spec = ws.backend.get_run(run.id).spec
    assert spec.environment_variables["AZUREML_DATAREFERENCE_more"] == f"{root}/more"
    assert spec.max_run_duration_seconds == 60
    assert (made.run_config.script, made.source_directory) == ("t.py", script["source_directory"])


def test_a_run_with_the_packages_of_a_framework(experiment, script, source, wheels, capsys):
    for name in ("scikit_learn", "joblib", "numpy", "pandas", "tiny"):
        make_wheel(wheels, name, "1.5")
        make_wheel(wheels, name, "1.20")
    (source / "t.py").write_text("import scikit_learn, joblib, tiny; print(tiny.__version__)")
    made = SKLearn(**script, pip_packages=["tiny"], framework_version="0.20.3", custom_docker_image=None)
    run = experiment.submit(made)
    details = run.wait_for_completion()
    assert details["environment"]["asked"]["packages"][1:] == [
        "tiny",
        "scikit-learn>=0.22",
        "joblib",
        "numpy<1.24",
        "pandas<2",
    ]
    assert "scikit-learn==1.20" in details["environment"]["used"]["packages"]
    assert details["environment"]["replaced"][0] == (
        "SKLearn 0.22 or newer in place of 0.20.3: no Python from 3.8 on has that version."
    )


def test_packages_that_are_nowhere_fail_the_preparation(experiment, script, wheels):
    run = experiment.submit(PyTorch(**script))
    details = run.wait_for_completion(raise_on_error=False)
    assert details["status"] == "Failed" and "torch" in details["error"]["error"]["message"]
    assert "The environment 'PyTorch estimator' could not be built" in details["error"]["error"]["message"]


def test_a_distributed_one_runs(experiment, script):
    run = experiment.submit(Estimator(**script, node_count=2, distributed_training=Mpi()))
    run.wait_for_completion()
    logs = run.get_details_with_logs()["logFiles"]
    assert [logs[f"user_logs/std_log_process_0{rank}.txt"] for rank in (0, 1)] == ["[] 0 None\n", "[] 1 None\n"]


def test_how_they_are_distributed(script):
    assert numbers(Estimator(**script)) is None
    assert numbers(Estimator(**script, node_count=2)) == ("Mpi", 2, 1)
    assert numbers(Estimator(**script, node_count=2, distributed_training=Mpi(3))) == ("Mpi", 2, 3)
    assert numbers(Chainer(**script, node_count=2, process_count_per_node=2)) == ("Mpi", 2, 2)
    assert numbers(PyTorch(**script, node_count=2, distributed_training=Nccl())) == ("PyTorch", 2, 1)
    gloo = PyTorch(**script, node_count=2, distributed_training=Gloo()).script_run_config().distribution()
    assert gloo.communication_backend == "Gloo"
    servers = TensorFlow(**script, node_count=2, distributed_training=ParameterServer(2, 1))
    assert numbers(servers) == ("TensorFlow", 2, 2)
    assert servers.script_run_config().distribution().recorded() == {
        "distributed": "TensorFlow",
        "worker_count": 2,
        "parameter_server_count": 1,
    }
    assert numbers(TensorFlow(**script, node_count=2, distributed_training=Mpi())) == ("Mpi", 2, 1)


def test_older_names_are_taken_with_a_word_on_the_newer(script):
    with pytest.warns(FutureWarning, match="distributed_backend is deprecated, write distributed_training"):
        guide = TensorFlow(
            **script,
            node_count=2,
            worker_count=2,
            parameter_server_count=1,
            distributed_backend="ps",
            use_gpu=True,
        )
    assert numbers(guide) == ("TensorFlow", 2, 2)
    with pytest.warns(FutureWarning, match="custom_docker_base_image is deprecated, write custom_docker_image"):
        made = Estimator(**script, custom_docker_base_image="mine:1")
    assert made.run_config.environment.docker.base_image == "mine:1"
    with pytest.raises(UserErrorException, match="are both given; expected custom_docker_image alone"):
        Estimator(**script, custom_docker_base_image="mine:1", custom_docker_image="mine:2")


def test_their_packages(script, source):
    (source / "conda.yml").write_text("dependencies: [python=3.8, {pip: [one]}]")
    (source / "more.txt").write_text("--pre\ntwo==2\n")
    made = Estimator(
        **script,
        conda_dependencies_file="conda.yml",
        pip_requirements_file="more.txt",
        conda_packages=["scipy"],
        pip_packages=["three"],
    )
    assert (pip(made)[:-2], list(made.conda_dependencies.conda_packages)) == (
        ["one", "two==2", "three"],
        ["python=3.8", "scipy"],
    )
    assert list(made.conda_dependencies.pip_options) == ["--pre"]
    older = ["numpy<1.24", "pandas<2"]
    assert pip(made)[-2:] == older
    assert pip(Estimator(**script)) == ["azureml-defaults"]
    assert pip(TensorFlow(**script))[1:] == ["tensorflow", *older]
    assert pip(TensorFlow(**script, framework_version="2.4"))[1:] == ["tensorflow==2.4.*", *older]
    assert pip(TensorFlow(**script, pip_packages=["tensorflow-gpu==2.1"]))[1:] == ["tensorflow-gpu==2.1", *older]
    assert pip(PyTorch(**script, framework_version="1.13.1"))[1:] == ["torch==1.13.1", "torchvision", *older]
    assert pip(SKLearn(**script, user_managed=True))[1:] == []


def test_their_images_are_recorded(script):
    registry = ContainerRegistry()
    made = Estimator(**script, custom_docker_image="mine:1", image_registry_details=registry, shm_size="2g")
    docker = made.run_config.environment.docker
    assert (docker.base_image, docker.base_image_registry, docker.shm_size) == ("mine:1", registry, "2g")
    assert Estimator(**script, use_gpu=True).run_config.environment.docker.base_image == DEFAULT_GPU_IMAGE
    assert Estimator(**script).run_config.environment.docker.base_image == DEFAULT_CPU_IMAGE


def test_an_environment_goes_before_packages(script):
    defined = Environment("mine")
    defined.environment_variables = {"A": "1"}
    with pytest.warns(UserWarning, match="Estimator with environment_definition does not know 'pip_packages'"):
        made = Estimator(
            **script, environment_definition=defined, pip_packages=["x"], environment_variables={"B": "2"}
        )
    assert made.run_config.environment.name == "mine" and pip(made) == ["azureml-defaults"]
    assert made.run_config.environment_variables == {"A": "1", "B": "2"}
    assert defined.environment_variables == {"A": "1"}


@pytest.mark.parametrize(
    "kind, given, message",
    [
        (Estimator, {"entry_script": None}, "entry_script is None; expected a script"),
        (Estimator, {"script_params": ["--a"]}, r"script_params is \['--a'\]; expected a dict"),
        (Estimator, {"script_params": {1: 2}}, "a key of script_params is 1; expected a text"),
        (Estimator, {"node_count": 0}, "node_count is 0; expected a whole number"),
        (Estimator, {"process_count_per_node": "x"}, "process_count_per_node is 'x'; expected a whole number"),
        (
            Estimator,
            {"distributed_training": Nccl()},
            r"distributed_training is Nccl\(\); expected one of Mpi\(\)",
        ),
        (TensorFlow, {"distributed_training": "ps"}, "distributed_training is 'ps'; expected one of Param"),
        (SKLearn, {"framework_version": "new"}, "framework_version is 'new'; expected a version"),
        (Estimator, {"pip_packages": "tiny"}, "pip_packages is 'tiny'; expected a list of packages"),
        (Estimator, {"conda_packages": [3]}, "an entry of conda_packages is 3; expected a text"),
        (
            Estimator,
            {"environment_definition": "mine"},
            "environment_definition is 'mine'; expected an Environment",
        ),
        (Estimator, {"inputs": "data"}, "inputs is 'data'; expected a list"),
        (Estimator, {"inputs": [3]}, "an entry of inputs is 3; expected a data reference"),
        (Estimator, {"conda_dependencies_file": "none.yml"}, "none.yml' is not there"),
        (Estimator, {"compute_target": 3}, "target is 3; expected a compute target"),
    ],
)
def test_wrong_values_are_named(script, kind, given, message):
    with pytest.raises(UserErrorException, match=message):
        kind(**{**script, **given})


ALL = (
    "source_directory, compute_target=None, vm_size=None, vm_priority=None, entry_script=None, script_params=None, "
    "node_count=1, process_count_per_node=1, {tasks}distributed_backend=None, distributed_training=None, use_gpu=False, "
    "use_docker=True, custom_docker_base_image=None, custom_docker_image=None, image_registry_details=None, "
    "user_managed=False, conda_packages=None, pip_packages=None, conda_dependencies_file_path=None, "
    "pip_requirements_file_path=None, conda_dependencies_file=None, pip_requirements_file=None, "
    "environment_variables=None, environment_definition=None, inputs=None, source_directory_data_store=None, "
    "shm_size=None, resume_from=None, max_run_duration_seconds=None, {framework}_disable_validation=True, "
    "_show_lint_warnings=False, _show_package_warnings=False"
)
FRAMEWORK = "framework_version=None, _enable_optimized_mode=False, "
SKLEARN = (
    "source_directory, compute_target=None, vm_size=None, vm_priority=None, entry_script=None, script_params=None, "
    "use_docker=True, custom_docker_image=None, image_registry_details=None, user_managed=False, conda_packages=None, "
    "pip_packages=None, conda_dependencies_file_path=None, pip_requirements_file_path=None, "
    "conda_dependencies_file=None, pip_requirements_file=None, environment_variables=None, environment_definition=None, "
    "inputs=None, shm_size=None, resume_from=None, max_run_duration_seconds=None, framework_version=None, "
    "_enable_optimized_mode=False, _disable_validation=True, _show_lint_warnings=False, _show_package_warnings=False"
)


@pytest.mark.parametrize(
    "kind, parameters",
    [
        (Estimator, ALL.format(tasks="", framework="")),
        (PyTorch, ALL.format(tasks="", framework=FRAMEWORK)),
        (Chainer, ALL.format(tasks="", framework=FRAMEWORK)),
        (TensorFlow, ALL.format(tasks="worker_count=1, parameter_server_count=1, ", framework=FRAMEWORK)),
        (SKLearn, SKLEARN),
    ],
)
def test_the_parameters_are_v1s_in_its_order(kind, parameters):
    assert str(inspect.signature(kind)) == f"({parameters})"


def test_unknown_names_are_kept(script):
    with pytest.warns(UserWarning, match="SKLearn does not know 'node_count'"):
        made = SKLearn(**script, node_count=3)
    assert made.script_run_config().extra == {"node_count": 3}
    with pytest.raises(UserErrorException, match="missing a required argument: 'source_directory'"):
        Estimator()
