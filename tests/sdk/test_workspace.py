"""Workspaces: opened, made, listed, written down (behaviours 1 to 7)."""

import json
import os

import pytest

from amlwidgets.resources.errors import NotSupported, UserErrorException, WorkspaceException
from amlwidgets.sdk.datastore import Datastore
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.workspace import Workspace

CONFIG = {"subscription_id": "s-1", "resource_group": "g", "workspace_name": "w"}


@pytest.fixture
def named(home, work):
    return Workspace.create("w", subscription_id="s-1", resource_group="g", location="eastus2")


def test_without_a_config_the_embedded_workspace_opens_and_one_line_says_so(work, capsys):
    ws = Workspace.from_config()
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert ws.name in out
    assert repr(Workspace.from_config()) == repr(ws)


def test_the_embedded_default_can_be_turned_off(work, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_EMBEDDED_DEFAULT", "0")
    with pytest.raises(UserErrorException, match="no config.json"):
        Workspace.from_config()


@pytest.mark.parametrize("place", ["config.json", ".azureml/config.json", "aml_config/config.json"])
@pytest.mark.parametrize("start", ["", "below", "below/deeper"])
def test_config_is_found_in_three_places_and_in_the_parents(named, work, monkeypatch, capsys, place, start):
    (work / place).parent.mkdir(exist_ok=True)
    (work / place).write_text(json.dumps(CONFIG))
    (work / "below" / "deeper").mkdir(parents=True)
    assert repr(Workspace.from_config(path=work / start)) == repr(named)
    monkeypatch.chdir(work / start)
    assert repr(Workspace.from_config()) == repr(named)
    assert capsys.readouterr().out == ""


def test_the_nearest_config_counts(named, work):
    (work / "config.json").write_text("{}")
    (work / "below").mkdir()
    (work / "below" / "config.json").write_text(json.dumps(CONFIG))
    assert Workspace.from_config(str(work / "below")).name == "w"


def test_a_path_may_be_the_file_and_the_file_may_have_another_name(named, work):
    (work / "mine.json").write_text("\ufeff" + json.dumps(CONFIG), encoding="utf-8")
    assert Workspace.from_config(path="mine.json").name == "w"
    assert Workspace.from_config(_file_name="mine.json", auth=object()).name == "w"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"subscription_id": "s"}', "\x00"])
def test_a_config_that_says_nothing_is_named(work, text):
    (work / "config.json").write_text(text)
    with pytest.raises(UserErrorException, match=r"config\.json.*cannot be used"):
        Workspace.from_config()


def test_a_config_of_a_workspace_that_is_not_here(work):
    (work / "config.json").write_text(json.dumps(CONFIG))
    with pytest.raises(WorkspaceException, match="no workspace 'w' in resource group 'g'"):
        Workspace.from_config()


def test_what_is_written_is_found_again(named, work):
    named.write_config()
    assert json.loads((work / ".azureml" / "config.json").read_text()) == CONFIG
    assert repr(Workspace.from_config()) == repr(named)
    named.write_config(path="elsewhere", file_name="other.json")
    assert (work / "elsewhere" / ".azureml" / "other.json").exists()


def test_what_a_workspace_is(named):
    assert repr(named) == "Workspace.create(name='w', subscription_id='s-1', resource_group='g')"
    assert (named.name, named.subscription_id, named.resource_group, named.location) == (
        "w",
        "s-1",
        "g",
        "eastus2",
    )
    details = named.get_details()
    assert details["id"].endswith("/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w")
    assert details["type"] == "Microsoft.MachineLearningServices/workspaces"
    assert {"name", "location", "workspaceid", "storageAccount", "keyVault", "creationTime"} <= set(details)
    assert os.path.isdir(details["storageAccount"])


def test_creating_twice(named):
    with pytest.raises(WorkspaceException, match="'w' exists already"):
        Workspace.create("w", subscription_id="s-1", resource_group="g")
    again = Workspace.create(
        name="w",
        subscription_id="s-1",
        resource_group="g",
        create_resource_group=False,
        sku="basic",
        exist_ok=True,
    )
    assert again.get_details()["workspaceid"] == named.get_details()["workspaceid"]


def test_a_group_that_is_not_to_be_made_must_be_there(named):
    with pytest.raises(WorkspaceException, match="resource_group is 'other'"):
        Workspace.create("x", resource_group="other", create_resource_group=False)


def test_getting_and_listing(named):
    Workspace.create("w", subscription_id="s-1", resource_group="h", tags={"team": "a"})
    assert Workspace.get("w", subscription_id="s-1", resource_group="h").tags == {"team": "a"}
    with pytest.raises(WorkspaceException, match="several workspaces"):
        Workspace.get("w")
    with pytest.raises(WorkspaceException, match="no workspace"):
        Workspace.get("missing")
    found = Workspace.list("s-1")
    assert [ws.resource_group for ws in found["w"]] == ["g", "h"]
    assert len(Workspace.list("s-1", resource_group="h")["w"]) == 1
    assert Workspace.list("other") == {}


def test_the_constructor_opens(named):
    assert repr(Workspace("s-1", "g", "w", auth=None)) == repr(named)
    with pytest.raises(WorkspaceException):
        Workspace("s-1", "g", "missing")


def test_deleting(named):
    folder = os.path.dirname(named.get_details()["storageAccount"])
    named.delete()
    assert not os.path.exists(folder)
    assert Workspace.list("s-1") == {}


def test_what_it_has_is_a_dict_that_is_never_stale(ws, tmp_path):
    stores, experiments = ws.datastores, ws.experiments
    assert set(stores) == {"workspaceblobstore", "workspacefilestore"}
    assert "digits" not in experiments
    Experiment(ws, "digits").start_logging().complete()
    Datastore.register_local_folder(ws, "mine", tmp_path)
    assert "digits" in experiments
    assert experiments["digits"].name == "digits"
    assert stores["mine"].datastore_type == "LocalFolder"
    assert stores.get("missing") is None
    assert len(dict(stores.items())) == 3
    with pytest.raises(KeyError):
        stores["missing"]
    assert "local" not in ws.compute_targets


def test_an_unknown_argument_warns_once(home, work):
    with pytest.warns(UserWarning, match=r"Workspace\.create does not know 'colour'") as caught:
        Workspace.create("a", colour="red")
        Workspace.create("b", colour="red")
    assert len(caught) == 1


def test_what_is_said_of_it_is_changed_and_stays(named):
    details = named.update(friendly_name="The one", description="of all", tags={"a": 1})
    assert (details["friendlyName"], details["description"], named.tags) == ("The one", "of all", {"a": "1"})
    assert named.update(tags={}, image_build_compute="cpu")["tags"] == {}
    again = Workspace("s-1", "g", "w")
    assert again.get_details() == named.get_details()
    assert named.update_dependencies() == named.get_details()
    with pytest.raises(UserErrorException, match="friendly_name is 5"):
        named.update(friendly_name=5)


def test_default_clusters_are_made_with_a_workspace(home, work):
    ws = Workspace.create("c", default_cpu_compute_target=Workspace.DEFAULT_CPU_CLUSTER_CONFIGURATION)
    assert ws.get_default_compute_target("CPU").name == Workspace.DEFAULT_CPU_CLUSTER_NAME
    assert ws.get_default_compute_target("gpu") is None
    assert Workspace.DEFAULT_GPU_CLUSTER_CONFIGURATION.vm_size == "STANDARD_NC6"
    with pytest.raises(UserErrorException, match="type is 'TPU'"):
        ws.get_default_compute_target("TPU")


def test_what_belongs_to_azure_is_empty_or_says_so(ws):
    assert (ws.images, ws.linked_services, ws.private_endpoints, ws.list_connections()) == ({}, {}, {}, [])
    assert [len(part) for part in (ws.models, ws.datasets, ws.webservices)] == [0, 0, 0]
    assert ws.sync_keys() is None
    assert set(ws.list_keys().values()) == {None}
    assert ws.service_context.workspace_name == ws.name
    with pytest.raises(NotSupported, match="Connections"):
        ws.set_connection("n", "c", "t", "a", "PLANTED")


def test_assets_are_shown_in_their_newest_version(ws):
    from amlwidgets.resources.assets import AssetRecord

    for version in ("1", "2"):
        ws.backend.put_asset(AssetRecord("models", "m", version, {}))
    assert {name: model.version for name, model in ws.models.items()} == {"m": 2}
    assert "m" in ws.models and "m" not in ws.datasets


def test_a_workspace_is_diagnosed(ws):
    found = ws.diagnose_workspace({})["value"]
    assert not any(found.values())
    os.rmdir(os.path.join(ws.get_details()["storageAccount"], "workspacefilestore"))
    (trouble,) = ws.diagnose_workspace({})["value"]["storage_account_results"]
    assert "workspacefilestore" in trouble["message"]
    assert Workspace.setup().name == "my-workspace"
