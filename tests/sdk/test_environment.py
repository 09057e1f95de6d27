"""Environment and CondaDependencies in v1's words: files, workspaces, curated names, what is refused."""

import json
import os
import stat

import pytest
import yaml

from amlwidgets.faces.asset import arm_asset
from amlwidgets.faces.environment import curated_json, curated_names
from amlwidgets.engine.environments.plan import plan
from amlwidgets.resources.errors import (
    EnvironmentBuildException,
    ResourceNotFound,
    UserErrorException,
    ValidationException,
)
from amlwidgets.sdk.conda_dependencies import CondaDependencies
from amlwidgets.sdk.environment import DEFAULT_CPU_IMAGE, DockerBuildContext, Environment, EnvironmentReference
from amlwidgets.sdk.run_config import RunConfiguration
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from tests.wheels import make_wheel, wheels  # noqa: F401

from .conftest import WAIT

GUIDE = """
channels:
- conda-forge
dependencies:
- python=3.6.2
- pip:
  - azureml-defaults
  - tensorflow-gpu==2.2.0
"""


def test_create():
    made = CondaDependencies.create(
        pip_indexurl="https://h/simple",
        pip_packages=["tensorflow-gpu==1.15.2", "azureml-core", "azureml-dataset-runtime[fuse]"],
        conda_packages=["scikit-learn=0.22.2"],
        python_version="3.8",
    )
    assert list(made.conda_packages) == ["python=3.8", "scikit-learn=0.22.2"]
    assert list(made.pip_packages) == [
        "azureml-defaults",
        "tensorflow-gpu==1.15.2",
        "azureml-core",
        "azureml-dataset-runtime[fuse]",
    ]
    assert list(made.pip_options) == ["--index-url https://h/simple"]
    assert made.get_python_version() == "3.8"
    assert CondaDependencies().get_python_version() is None


def test_adding_replaces_and_removing_takes_any_spelling():
    made = CondaDependencies()
    for package in ("numpy", "numpy==1.18", "Scikit_Learn>=0.22"):
        made.add_pip_package(package)
    made.remove_pip_package("scikit-learn==0.1")
    made.remove_pip_package("azureml-defaults")
    assert list(made.pip_packages) == ["numpy==1.18"]
    made.add_conda_package("conda-forge::pandas=1.0")
    made.add_conda_package("pandas=1.1")
    made.set_python_version("3.7")
    made.set_python_version(">=3.8")
    assert list(made.conda_packages) == ["python>=3.8", "pandas=1.1"]
    made.remove_conda_package("pandas")
    made.add_channel("pytorch")
    made.add_channel("pytorch")
    made.remove_channel("anaconda")
    assert list(made.conda_channels) == ["conda-forge", "pytorch"]
    made.set_pip_option("--extra-index-url https://a")
    made.set_pip_option("--extra-index-url=https://b")
    made.set_pip_option("--pre")
    made.remove_pip_option("--pre")
    assert list(made.pip_options) == ["--extra-index-url=https://b"]
    made.set_pip_requirements(["a", "b==1"])
    assert list(made.pip_packages) == ["a", "b==1"]
    made.add_tensorflow_pip_package("gpu", "2.2")
    made.add_tensorflow_conda_package()
    made.add_cntk_package()
    assert list(made.pip_packages)[2:] == ["tensorflow-gpu==2.2", "cntk"] and "tensorflow" in made.conda_packages


def test_requirements_are_merged():
    merged = CondaDependencies.merge_requirements(["a[x]==1", "b", "A[y]==2", "b>=3"])
    assert merged == ["A[x,y]==2", "b>=3"]


def test_the_conda_file_comes_back(work):
    made = CondaDependencies.create(pip_packages=["numpy"], conda_packages=["pandas"], python_version="3.8")
    assert made.save_to_file(".", "sub/myenv.yml") == "sub/myenv.yml"
    assert CondaDependencies("sub/myenv.yml") == made
    assert CondaDependencies(conda_dependencies_file_path=made.save()) == made and os.path.exists(
        "conda_dependencies.yml"
    )
    assert yaml.safe_load(made.serialize_to_string()) == made.as_dict()
    assert CondaDependencies(_underlying_structure=made.as_dict()) == made


def test_the_guides_file(work):
    (work / "conda_dependencies.yml").write_text(GUIDE)
    env = Environment.from_conda_specification(name="tensorflow-2.2-gpu", file_path="./conda_dependencies.yml")
    env.docker.enabled = True
    env.docker.base_image = "mcr.microsoft.com/azureml/openmpi3.1.2-cuda10.1-cudnn7-ubuntu18.04"
    found = env.to_json()
    assert found["python"]["condaDependencies"]["dependencies"][0] == "python=3.6.2"
    assert any("runs here use no container" in note for note in plan(found).notes)
    assert repr(env) == "Environment(Name: tensorflow-2.2-gpu,\nVersion: None)"


def test_files_named_in_files_are_read_and_paths_made_whole(work):
    (work / "more").mkdir()
    (work / "more" / "own-1.0-py3-none-any.whl").touch()
    (work / "more" / "base.txt").write_text("numpy==1.18  # why\n-r ../last.txt\n./own-1.0-py3-none-any.whl\n")
    (work / "last.txt").write_text("\ufeffpandas\n--pre\n", encoding="utf-8")
    (work / "env.yml").write_text("dependencies:\n- pip:\n  - -r more/base.txt\n  - flask\nvariables:\n  A: 1\n")
    env = Environment.from_conda_specification("e", "env.yml")
    wheel = str(work / "more" / "own-1.0-py3-none-any.whl")
    assert list(env.python.conda_dependencies.pip_packages) == ["numpy==1.18", "pandas", wheel, "flask"]
    assert env.environment_variables == {"A": "1"}
    env = Environment.from_pip_requirements("e", work / "more" / "base.txt", pip_version="20.1")
    assert list(env.python.conda_dependencies.pip_packages) == ["numpy==1.18", "pandas", wheel]
    assert list(env.python.conda_dependencies.conda_packages) == ["pip=20.1"]
    env.python.conda_dependencies.add_pip_package("more/own-1.0-py3-none-any.whl")
    assert list(env.python.conda_dependencies.pip_packages)[-1] == wheel


def test_docker_in_all_its_ways(work, ws):
    (work / "Dockerfile").write_text("FROM ubuntu\n")
    (work / "r.txt").write_text("numpy\n")
    env = Environment.from_dockerfile("e", "./Dockerfile")
    assert (env.docker.base_dockerfile, env.docker.base_image) == ("FROM ubuntu\n", None)
    assert env.python.user_managed_dependencies and not plan(env.to_json()).is_built
    env = Environment.from_dockerfile("e", "FROM x\nRUN y", pip_requirements="r.txt")
    assert not env.python.user_managed_dependencies and plan(env.to_json()).is_built
    assert Environment.from_docker_image("e", "my/image").docker.base_image == "my/image"
    context = DockerBuildContext.from_local_directory(ws, ".")
    assert (
        Environment.from_docker_build_context("e", context).to_json()["docker"]["buildContext"]["location"] == "."
    )
    env.docker.base_image_registry.password = "pl4nted"
    assert "pl4nted" not in json.dumps(env.to_json())


def test_an_existing_conda_environment_is_exported(work, monkeypatch):
    """Conda itself is too large for a test: a program that answers what `conda env export` does stands for it."""
    monkeypatch.delenv("CONDA_EXE", raising=False)
    monkeypatch.setenv("PATH", str(work))
    with pytest.raises(UserErrorException, match="there is no conda on this machine"):
        Environment.from_existing_conda_environment("e", "ml")
    conda = work / "conda"
    conda.write_text(
        '#!/bin/sh\n[ "$5" = ml ] || { echo "EnvironmentLocationNotFound: $5" >&2; exit 1; }\n'
        "printf 'name: ml\\ndependencies:\\n  - python=3.8.5\\n  - pip:\\n    - flask==2.0\\nprefix: /c/ml\\n'\n"
    )
    conda.chmod(conda.stat().st_mode | stat.S_IXUSR)
    env = Environment.from_existing_conda_environment("e", "ml")
    assert list(env.python.conda_dependencies.pip_packages) == ["flask==2.0"]
    with pytest.raises(UserErrorException, match="EnvironmentLocationNotFound: other"):
        Environment.from_existing_conda_environment("e", "other")


def test_a_folder_comes_back(work):
    env = Environment("mine")
    env.python.conda_dependencies.add_pip_package("numpy")
    env.environment_variables = {"A": "b"}
    env.docker.base_dockerfile = "FROM x"
    env.spark.precache_packages = False
    env.inferencing_stack_version = "latest"
    env.save_to_directory("saved")
    assert sorted(os.listdir("saved")) == ["BaseDockerfile", "azureml_environment.json", "conda_dependencies.yml"]
    assert Environment.load_from_directory("saved").to_json() == env.to_json()
    with pytest.raises(UserErrorException, match="overwrite=True"):
        env.save_to_directory("saved")
    env.save_to_directory(path="saved", overwrite=True)
    with pytest.raises(UserErrorException, match="no environment in 'nowhere'"):
        Environment.load_from_directory("nowhere")


def test_registering_counts_versions(ws):
    env = Environment("mine")
    env.python.conda_dependencies.add_pip_package("numpy")
    env.environment_variables = {"TOKEN": "pl4nted"}
    assert env.register(ws).version == "1" and env.version == "1"
    assert env.register(workspace=ws).version == "1"
    env.python.conda_dependencies.add_pip_package("pandas")
    assert env.register(ws).version == "2"
    first = Environment.get(ws, "mine", version="1")
    assert list(first.python.conda_dependencies.pip_packages) == ["azureml-defaults", "numpy"]
    newest = Environment.get(workspace=ws, name="mine")
    assert newest.version == "2" and newest.to_json() == env.to_json()
    assert newest.environment_variables == {"TOKEN": "pl4nted"}
    assert Environment.list(ws)["mine"].version == "2" and "mine" in ws.environments
    assert EnvironmentReference("mine", "1").get_environment(ws).version == "1"
    Environment.label(ws, "mine", "1", ["prod"])
    assert Environment.get(ws, "mine", label="prod").version == "1"
    Environment.label(ws, "mine", "2", "prod")
    assert Environment.get(ws, "mine", label="prod").version == "2"
    assert Environment.get(ws, "mine", label="latest").version == "2"


def test_no_rest_answer_shows_the_variables(ws):
    env = Environment("mine")
    env.python.conda_dependencies.add_pip_package("numpy")
    env.environment_variables = {"TOKEN": "pl4nted"}
    env.register(ws)
    (asset,) = ws.backend.list_assets("environments", "mine")
    shown = arm_asset(ws.backend.workspace, asset)
    assert "pl4nted" not in json.dumps(shown)
    assert yaml.safe_load(shown["properties"]["condaFile"])["dependencies"] == [
        {"pip": ["azureml-defaults", "numpy"]}
    ]
    assert shown["properties"]["image"] == DEFAULT_CPU_IMAGE


def test_what_an_official_client_registered_is_an_environment(ws):
    from amlwidgets.resources.assets import AssetRecord

    properties = {"condaFile": "dependencies:\n- python=3.10\n- pip:\n  - flask\n", "image": "ubuntu", "tags": {}}
    ws.backend.put_asset(AssetRecord("environments", "sent", "7", properties))
    env = Environment.get(ws, "sent")
    assert (env.version, env.docker.base_image) == ("7", "ubuntu")
    assert list(env.python.conda_dependencies.pip_packages) == ["flask"]


@pytest.mark.parametrize("name", curated_names())
def test_curated_environments_are_whole(name, ws):
    found = Environment.from_json(curated_json(name))
    assert found.name == name
    plan(found.to_json())


def test_a_curated_environment_is_saved_cloned_and_not_changed_in_place(ws, work):
    env = Environment.get(workspace=ws, name="AzureML-TensorFlow-2.2-GPU")
    env.save_to_directory(path="AzureML-TensorFlow-2.2-GPU")
    assert (
        "tensorflow==2.2.0" in CondaDependencies("AzureML-TensorFlow-2.2-GPU/conda_dependencies.yml").pip_packages
    )
    assert any("own list of packages" in note for note in plan(env.to_json()).notes)
    with pytest.raises(UserErrorException, match="reserved"):
        env.register(ws)
    assert env.clone(new_name="tensorflow-2.2-gpu").register(ws).version == "1"
    assert Environment.get(ws, "AzureML-Minimal", version="41").name == "AzureML-Minimal"


def test_names_that_are_alike_are_told(ws):
    Environment("mine").register(ws)
    with pytest.raises(ResourceNotFound, match="AzureML-TensorFlow-2.2-GPU"):
        Environment.get(ws, "AzureML-TensorFlow-2.2-CPUs")
    with pytest.raises(ResourceNotFound, match="no version '9'; there are 1"):
        Environment.get(ws, "mine", "9")
    with pytest.raises(ResourceNotFound, match="no 'nosuch'|label 'nosuch'"):
        Environment.get(ws, "mine", label="nosuch")


def test_a_private_wheel_is_kept(ws, work):
    wheel = make_wheel(work, "own")
    kept = Environment.add_private_pip_wheel(ws, str(wheel))
    assert os.path.exists(kept) and "azureml-private-packages" in kept
    with pytest.raises(UserErrorException, match="exist_ok"):
        Environment.add_private_pip_wheel(ws, wheel)
    assert Environment.add_private_pip_wheel(ws, wheel, exist_ok=True) == kept


def test_built_ahead(ws, wheels, capsys):
    make_wheel(wheels, "tiny")
    env = Environment("mine")
    env.python.conda_dependencies.add_pip_package("tiny")
    assert env.get_image_details(ws).image_exist is False
    details = env.build(ws).wait_for_completion(show_output=True)
    assert details.status == "Succeeded" and " + tiny==1.0" in details.get_log()
    assert "+ tiny==1.0" in capsys.readouterr().out
    found = env.get_image_details(workspace=ws)
    assert found.image_exist and os.path.exists(found.interpreter_path) and found["image"] == DEFAULT_CPU_IMAGE
    assert env.build_local(ws).status == "Succeeded"
    env.python.conda_dependencies.add_pip_package("nosuch")
    failing = env.build(ws)
    with pytest.raises(EnvironmentBuildException, match="nosuch"):
        failing.wait_for_completion(show_output=False)
    assert failing.status == "Failed"
    assert "Nothing is to be built" in Environment("plain").build(ws).wait_for_completion(False).get_log()


def test_a_submitted_run_says_what_it_was_given(ws, experiment, source, wheels):
    make_wheel(wheels, "tiny")
    (source / "train.py").write_text("import tiny; print('tiny', tiny.__version__)")
    settings = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=["tiny"]))
    run = experiment.submit(ScriptRunConfig(str(source), "train.py", run_config=settings))
    run.wait_for_completion()
    details = run.get_details()
    assert details["status"] == "Completed"
    assert details["environment"]["used"]["packages"] == ["tiny==1.0"]
    assert details["environment"]["replaced"] == ["azureml-defaults: azureml is part of every run here."]
    assert (
        run.get_environment().to_json()["python"]["condaDependencies"]
        == settings.environment.python.conda_dependencies.as_dict()
    )


WRONG = [
    (lambda: CondaDependencies("nosuch.yml"), UserErrorException, "'nosuch.yml' is not there"),
    (lambda: CondaDependencies(5), ValidationException, "conda_dependencies_file_path is 5; expected a path"),
    (
        lambda: CondaDependencies.create(pip_packages="numpy"),
        ValidationException,
        "pip_packages is 'numpy'; expected a list",
    ),
    (
        lambda: CondaDependencies.create(conda_packages=[5]),
        ValidationException,
        "conda_packages is 5; expected a text",
    ),
    (
        lambda: CondaDependencies().add_pip_package(None),
        ValidationException,
        "pip_package is None; expected a text",
    ),
    (lambda: CondaDependencies().add_tensorflow_pip_package("tpu"), ValidationException, "core_type is 'tpu'"),
    (
        lambda: CondaDependencies(_underlying_structure={"dependencies": 5}),
        UserErrorException,
        "is 5; expected a list",
    ),
    (
        lambda: CondaDependencies(_underlying_structure={"dependencies": [{"npm": []}]}),
        UserErrorException,
        "'npm'",
    ),
    (
        lambda: CondaDependencies(_underlying_structure={"dependencies": [5]}),
        UserErrorException,
        "has 5; expected a package",
    ),
    (lambda: Environment.from_pip_requirements("e", "no.txt"), UserErrorException, "'no.txt' is not there"),
    (
        lambda: Environment.from_dockerfile("e", "no/Dockerfile"),
        UserErrorException,
        "expected the path of a Dockerfile",
    ),
    (lambda: Environment(5), ValidationException, "name is 5; expected a text"),
    (lambda: Environment("e").clone(""), ValidationException, "new_name is ''; expected a text"),
]


@pytest.mark.parametrize(("call", "kind", "message"), WRONG, ids=[case[2] for case in WRONG])
def test_wrong_values(call, kind, message, work):
    with pytest.raises(kind) as caught:
        call()
    assert message in str(caught.value)


def test_bad_yaml_is_named(work):
    (work / "bad.yml").write_text("a: [")
    with pytest.raises(UserErrorException, match="bad.yml is no valid YAML"):
        CondaDependencies("bad.yml")
    (work / "list.yml").write_text("- a")
    with pytest.raises(UserErrorException, match="expected 'dependencies:'"):
        CondaDependencies("list.yml")
    (work / "self.txt").write_text("-r self.txt")
    with pytest.raises(UserErrorException, match="names itself"):
        Environment.from_pip_requirements("e", "self.txt")
