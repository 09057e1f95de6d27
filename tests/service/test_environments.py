"""The environment that a job names: registered, curated, or nobody's."""

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.engine.environments.plan import plan
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.service.environments import named_environment


@pytest.fixture
def backend(home):
    found = open_workspace()
    for version, package in (("1", "flask"), ("2", "numpy")):
        properties = {"condaFile": f"dependencies:\n- pip:\n  - {package}\n"}
        found.put_asset(AssetRecord("environments", "mine", version, properties))
    return found


@pytest.mark.parametrize(
    ("named", "packages"),
    [
        ({"name": "mine", "version": "1"}, ("flask",)),
        ({"name": "mine", "version": "2"}, ("numpy",)),
        ({"name": "mine", "version": None}, ("numpy",)),
        ({"name": "mine@latest", "version": None}, ("numpy",)),
        ({"name": "mine", "version": "9"}, ()),
        ({"name": "default", "version": "1"}, ()),
        ({}, ()),
    ],
)
def test_what_is_built_for_a_name(backend, named, packages):
    assert plan(named_environment(backend, named)).lines == packages


def test_curated_names_need_no_registration(backend):
    assert (
        "scikit-learn==0.24.2"
        in plan(
            named_environment(backend, {"name": "AzureML-sklearn-0.24-ubuntu18.04-py37-cpu", "version": "5"})
        ).lines
    )
