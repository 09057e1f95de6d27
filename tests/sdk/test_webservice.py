"""Web services: described and checked as v1 does; deploying says what to do meanwhile."""

import json

import pytest

from amlwidgets.resources.errors import WebserviceException
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.model import Model
from amlwidgets.sdk.webservice import collector
from amlwidgets.sdk.webservice.image import ContainerImage, Image
from amlwidgets.sdk.webservice.inference import InferenceConfig
from amlwidgets.sdk.webservice.profile import ModelProfile
from amlwidgets.sdk.webservice.service import (
    AciWebservice,
    AksEndpoint,
    AksWebservice,
    LocalWebservice,
    Webservice,
)

MEANWHILE = r"cannot be deployed yet: nothing serves it here\.\nMeanwhile run the entry script in a notebook"


@pytest.fixture
def script(work):
    (work / "source").mkdir()
    (work / "source" / "score.py").write_text("def init(): ...\n\n\ndef run(data): return data\n")
    (work / "source" / "empty.py").write_text("x = 1\n")
    return "score.py"


@pytest.fixture
def inference(script):
    return InferenceConfig(script, source_directory="source", environment=Environment("mine"))


@pytest.fixture
def model(ws, work):
    (work / "m.txt").write_text("weights")
    return Model.register(ws, "m.txt", "m")


def test_configurations_say_what_was_given_without_keys():
    aci = AciWebservice.deploy_configuration(1, "0.5", tags={"a": 1}, primary_key="PLANTED", auth_enabled=True)
    assert aci.serialize() == {"cpuCores": 1.0, "memoryGb": 0.5, "tags": {"a": "1"}, "authEnabled": True}
    aks = AksWebservice.deploy_configuration(autoscale_enabled=False, num_replicas="3", compute_target_name="aks")
    assert aks.serialize() == {"autoscaleEnabled": False, "numReplicas": 3, "computeTargetName": "aks"}
    endpoint = AksEndpoint.deploy_configuration(version_name="a", traffic_percentile=20, namespace="n")
    assert endpoint.serialize() == {"namespace": "n", "versionName": "a", "trafficPercentile": 20}
    local = LocalWebservice.deploy_configuration(port=8890)
    assert (local.port, LocalWebservice.deploy_configuration().serialize()) == (8890, {})
    assert "PLANTED" not in repr(aci) + json.dumps(aci.serialize())


def test_a_keyword_that_v1_did_not_have_is_told_and_kept():
    with pytest.warns(UserWarning, match="AciServiceDeploymentConfiguration does not know 'colour'"):
        made = AciWebservice.deploy_configuration(cpu_cores=1, colour="red")
    assert made.extra == {"colour": "red"} and made.cpu_cores == 1


@pytest.mark.parametrize(
    ("make", "given", "said"),
    [
        (AciWebservice.deploy_configuration, {"cpu_cores": 0}, "cpu_cores is 0; expected a number above 0"),
        (AciWebservice.deploy_configuration, {"memory_gb": "much"}, "memory_gb is 'much'; expected a number"),
        (AciWebservice.deploy_configuration, {"tags": "a"}, "tags is 'a'; expected a dict"),
        (
            AciWebservice.deploy_configuration,
            {"auth_enabled": "yes"},
            "auth_enabled is 'yes'; expected True or False",
        ),
        (
            AksWebservice.deploy_configuration,
            {"num_replicas": 1.5},
            "num_replicas is 1.5; expected a whole number",
        ),
        (AksWebservice.deploy_configuration, {"autoscale_target_utilization": 101}, "between 0 and 100"),
        (AksEndpoint.deploy_configuration, {"traffic_percentile": -1}, "traffic_percentile is -1"),
        (LocalWebservice.deploy_configuration, {"port": 70000}, "port is 70000; expected a port, 1 to 65535"),
        (InferenceConfig, {"entry_script": "none.py"}, "entry_script is 'none.py'; expected a file in"),
        (InferenceConfig, {"entry_script": None}, "entry_script is None; expected a path"),
        (InferenceConfig, {"source_directory": "nowhere"}, "source_directory is 'nowhere'; expected a folder"),
        (InferenceConfig, {"environment": "mine"}, "environment is 'mine'; expected an Environment"),
        (InferenceConfig, {"runtime": "java"}, "runtime is 'java'; expected one of python"),
        (InferenceConfig, {"conda_file": "c.yml"}, "conda_file is 'c.yml'; expected a file in"),
        (ContainerImage.image_configuration, {"runtime": "java"}, "runtime is 'java'; expected one of python"),
        (
            ContainerImage.image_configuration,
            {"execution_script": "no.py"},
            "execution_script is 'no.py'; expected",
        ),
    ],
)
def test_wrong_values_are_told_in_v1s_exception(script, make, given, said):
    always = {
        InferenceConfig: {"entry_script": script, "source_directory": "source"},
        ContainerImage.image_configuration: {"execution_script": "source/score.py", "runtime": "python"},
    }.get(make, {})
    with pytest.raises(WebserviceException, match=said):
        make(**{**always, **given})


def test_an_entry_script_needs_init_and_run(inference):
    inference.validation_script_content()
    with pytest.raises(
        WebserviceException, match=r"'empty.py'; expected a script with functions init\(\) and run"
    ):
        InferenceConfig("empty.py", source_directory="source").validation_script_content()


def test_deploying_checks_and_then_says_what_to_do(ws, model, inference, capsys):
    config = AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=1)
    capsys.readouterr()
    Model.print_configuration([model], inference, config, None)
    assert "models: m:1\nentryScript: score.py\n" in capsys.readouterr().out
    for refused in (
        lambda: Model.deploy(ws, "s", [model], inference, config, overwrite=True),
        lambda: Model.package(ws, [model], inference),
        lambda: Model.profile(ws, "p", [model], inference, None, cpu=1.0, memory_in_gb=0.5),
        lambda: Webservice.deploy_from_image(ws, "s", None),
        lambda: Image.create(ws, "i", [model], None),
        lambda: inference.build_create_payload(ws, "s", ["m:1"]),
    ):
        with pytest.raises(WebserviceException, match=MEANWHILE):
            refused()
    for wrong, said in (
        ({"models": model}, "models is Model.*; expected a list of models"),
        ({"models": ["m:1"]}, "an entry of models is 'm:1'; expected a Model"),
        ({"name": ""}, "name is ''"),
        ({"inference_config": config}, "expected an InferenceConfig"),
        ({"deployment_config": inference}, "expected a WebserviceDeploymentConfiguration"),
    ):
        given = {"workspace": ws, "name": "s", "models": [model], "inference_config": inference, **wrong}
        with pytest.raises(WebserviceException, match=said):
            Model.deploy(**given)


@pytest.mark.parametrize(
    "kind", [Webservice, AciWebservice, AksWebservice, AksEndpoint, LocalWebservice, Image, ModelProfile]
)
def test_none_is_there_and_lists_are_empty(ws, kind):
    with pytest.raises(WebserviceException, match=r"NotFound: \w+ with name s not found in provided workspace"):
        kind(ws, "s")
    assert not hasattr(kind, "list") or kind.list(ws) == []
    assert dict(ws.webservices) == {} and dict(ws.images) == {}


def test_a_collector_says_once_that_nothing_collects(monkeypatch, capsys):
    monkeypatch.setattr(collector, "_told", False)
    inputs = collector.ModelDataCollector("best", designation="inputs", feature_names=["a"])
    inputs.collect([1])
    inputs.collect([2])
    assert capsys.readouterr().out.count("Data collection is not enabled") == 1
