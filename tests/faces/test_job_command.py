"""Expressions in commands, and where the data of a job lies."""

import os

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import PathNotAllowed, UserErrorException, ValidationException
from amlwidgets.service.data_places import local_path
from amlwidgets.faces.fields import Fields
from amlwidgets.faces.job_command import expand, input_values, output_places


def test_values_take_the_place_of_expressions():
    line = "train ${{inputs.lr}} --out ${{ outputs.model }}"
    assert expand(line, {"lr": "0.1"}, {"model": "/m"}) == "train 0.1 --out /m"


def test_optional_parts_stay_with_their_inputs():
    line = "train $[[--lr ${{inputs.lr}}]] $[[--depth ${{inputs.depth}}]]"
    assert expand(line, {"lr": "1"}, {}) == "train --lr 1 "


def test_a_value_is_not_expanded_again():
    assert expand("${{inputs.a}}", {"a": "${{inputs.b}}", "b": "x"}, {}) == "${{inputs.b}}"


def test_what_the_job_does_not_have_is_named():
    with pytest.raises(UserErrorException, match="inputs.depth; the job has: lr"):
        expand("${{inputs.depth}}", {"lr": "1"}, {})


def test_data_is_asked_for_by_its_name_and_literals_stay_as_they_are():
    given = Fields(
        {
            "data": {"jobInputType": "uri_folder", "uri": "x"},
            "flags": {"jobInputType": "literal", "value": "--a --b"},
            "none": None,
        }
    )
    found = input_values(given, lambda name, data: f"{name} at {data.text('uri')}")
    assert found == {"data": "data at x", "flags": "--a --b"}


def test_outputs_are_named_like_variables():
    assert output_places({"m": {}, "n": {"uri": "file:///n"}}, lambda name: f"d/{name}") == {
        "m": "d/m",
        "n": "file:///n",
    }
    with pytest.raises(ValidationException):
        output_places({"../m": {}}, str)


class TestPlaces:
    @pytest.fixture
    def backend(self, home):
        opened = open_workspace()
        yield opened
        opened.close()

    @pytest.mark.parametrize(
        "uri",
        [
            "azureml://datastores/workspaceblobstore/paths/a/b",
            "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/workspaceblobstore/paths/a/b/",
            "azureml:mine:1",
            "/subscriptions/s/resourceGroups/g/providers/M/workspaces/w/data/mine/versions/1",
        ],
    )
    def test_a_place_in_a_datastore(self, backend, uri):
        backend.put_asset(
            AssetRecord("data", "mine", "1", {"dataUri": "azureml://datastores/workspaceblobstore/paths/a/b"})
        )
        root = backend.get_datastore("workspaceblobstore").path
        assert local_path(backend, uri) == os.path.join(root, "a", "b")

    def test_a_place_on_this_machine(self, backend):
        assert local_path(backend, "file:///data/x") == local_path(backend, "/data/x") == "/data/x"

    @pytest.mark.parametrize(
        "uri", ["wasbs://acme.blob.example/x", "azureml:nothing:1", "azureml://datastores/none/paths/x", "x", ""]
    )
    def test_what_is_not_here(self, backend, uri):
        with pytest.raises(UserErrorException):
            local_path(backend, uri)

    def test_no_way_out_of_a_datastore(self, backend):
        with pytest.raises(PathNotAllowed):
            local_path(backend, "azureml://datastores/workspaceblobstore/paths/../../x")
