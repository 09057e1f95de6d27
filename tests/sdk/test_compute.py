"""Clusters as v1 shows them, over a real engine (behaviours 8 to 13)."""

import time

import pytest

from amlwidgets.resources.errors import ComputeTargetException, UserErrorException
from amlwidgets.sdk.compute import AmlCompute, ComputeTarget, LocalTarget

from .conftest import WAIT


def make(ws, name="cpu", **settings):
    return ComputeTarget.create(ws, name, AmlCompute.provisioning_configuration(**settings))


def test_a_missing_name(ws):
    with pytest.raises(ComputeTargetException) as caught:
        ComputeTarget(workspace=ws, name="cpu")
    assert (
        caught.value.message
        == "ComputeTargetNotFound: Compute Target with name cpu not found in provided workspace"
    )


def test_a_present_name_is_of_the_class_of_its_type(ws):
    made = make(ws, vm_size="standard_d2_v2", max_nodes=4)
    for target in (made, ComputeTarget(ws, "cpu"), AmlCompute(ws, "cpu"), ws.compute_targets["cpu"]):
        assert type(target) is AmlCompute
        assert (target.type, target.name, target.provisioning_state) == ("AmlCompute", "cpu", "Succeeded")
        assert (target.vm_size, target.vm_priority) == ("STANDARD_D2_V2", "Dedicated")
    assert [target.name for target in ComputeTarget.list(ws)] == ["cpu"]


def test_its_repr(ws):
    target = make(ws)
    assert repr(target) == (
        f"AmlCompute(workspace={ws!r}, name=cpu, id={ws.discovery_url}/computes/cpu, type=AmlCompute, "
        "provisioning_state=Succeeded, location=local, tags=None)"
    )


def test_waiting_tells_v1s_words_also_for_a_cluster_that_was_there(ws, capsys):
    target = make(ws, min_nodes="1", max_nodes="2", idle_seconds_before_scaledown="300")
    said = (
        "Succeeded\nAmlCompute wait for completion finished\n\n"
        "Minimum number of nodes requested have been provisioned\n"
    )
    for _ in range(2):
        target.wait_for_completion(show_output=True, min_node_count=None, timeout_in_minutes=20)
        assert capsys.readouterr().out == said
    assert target.get_status().current_node_count == 1
    target.wait_for_completion()
    target.wait_for_completion(min_node_count=5)
    assert capsys.readouterr().out == ""
    ready = [node for node in target.list_nodes() if node["nodeState"] == "idle"]
    assert len(ready) == 1
    assert ready[0]["runId"] is None


def test_waiting_that_takes_too_long_says_so(ws, capsys, monkeypatch):
    monkeypatch.setattr("amlwidgets.sdk.compute.amlcompute._has_nodes", lambda *_: False)
    make(ws).wait_for_completion(show_output=True, timeout_in_minutes=0)
    assert "Wait timeout has been reached\nCurrent provisioning state of AmlCompute is" in capsys.readouterr().out


def test_the_status_as_v1_writes_it(ws):
    target = make(ws, vm_priority="lowpriority", min_nodes=0, max_nodes=4, idle_seconds_before_scaledown=1800)
    status = target.get_status().serialize()
    moments = ("allocationStateTransitionTime", "creationTime", "modifiedTime", "provisioningStateTransitionTime")
    assert {key: status.pop(key) is not None for key in moments if key != moments[3]} == dict.fromkeys(
        moments[:3], True
    )
    status.pop(moments[3])
    names = ("preparing", "running", "idle", "unusable", "leaving", "preempted")
    assert status == {
        "currentNodeCount": 0,
        "targetNodeCount": 0,
        "nodeStateCounts": {f"{name}NodeCount": 0 for name in names},
        "allocationState": "Steady",
        "errors": None,
        "provisioningState": "Succeeded",
        "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT1800S"},
        "vmPriority": "LowPriority",
        "vmSize": "STANDARD_D2_V2",
    }


def test_updating_changes_what_is_given(ws):
    target = make(ws, max_nodes=2)
    target.update(max_nodes=3, idle_seconds_before_scaledown="60")
    scale = ComputeTarget(ws, "cpu").get_status().scale_settings
    assert (scale.minimum_node_count, scale.maximum_node_count, scale.idle_seconds_before_scaledown) == (0, 3, 60)
    assert target.scale_settings == scale


def test_deleting_says_so_and_updating_afterwards_is_an_error(ws, capsys):
    target = make(ws)
    target.delete()
    assert capsys.readouterr().out == 'Current provisioning state of AmlCompute is "Deleting"\n'
    with pytest.raises(ComputeTargetException):
        target.update(min_nodes=0)
    target.wait_for_completion(is_delete_operation=True, timeout_in_minutes=WAIT / 60)
    assert "cpu" not in ws.compute_targets
    with pytest.raises(ComputeTargetException, match="gone already"):
        target.delete()
    with pytest.raises(ComputeTargetException, match="not found"):
        target.get_status()


def test_network_and_users_are_recorded_the_password_is_not(ws):
    make(
        ws,
        identity_type="UserAssigned",
        identity_id=[object()],
        vnet_name="v",
        subnet_name="s",
        admin_username="ada",
        admin_user_password="hunter2",
        tags={"a": "b"},
    )
    compute = ws.backend.get_compute("cpu").compute
    assert compute.extra["subnet"]["id"].endswith("/virtualNetworks/v/subnets/s")
    assert compute.identity["type"] == "UserAssigned" and len(compute.identity["userAssignedIdentities"]) == 1
    assert "hunter2" not in repr(compute) and ws.backend.compute_credentials("cpu") == {}
    assert ComputeTarget(ws, "cpu").tags == {"a": "b"}


def test_this_machine(ws):
    assert (LocalTarget().name, LocalTarget().type) == ("local", "local")
    with pytest.raises(ComputeTargetException):
        ComputeTarget(ws, "local").delete()


def test_what_is_no_configuration_cannot_be_attached(ws):
    with pytest.raises(UserErrorException, match="expected a ComputeTargetAttachConfiguration"):
        ComputeTarget.attach(ws, "vm", object())


def test_vm_sizes(ws):
    assert any(
        size["name"] == "STANDARD_D2_V2" and size["vCPUs"] == 2 for size in AmlCompute.supported_vmsizes(ws)
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"min_nodes": "many"}, r"min_nodes is 'many'; expected a whole number of at least 0"),
        ({"min_nodes": -1}, r"min_nodes is -1; expected a whole number"),
        ({"min_nodes": 1.5}, r"min_nodes is 1.5; expected a whole number"),
        ({"min_nodes": 3, "max_nodes": 2}, r"min_nodes is 3; expected at most max_nodes \(2\)"),
        ({"max_nodes": 0}, r"max_nodes is 0; expected a whole number of at least 1"),
        ({"max_nodes": True}, r"max_nodes is True; expected a whole number"),
        ({"idle_seconds_before_scaledown": None}, r"idle_seconds_before_scaledown is None; expected"),
        ({"vm_priority": "high"}, r"vm_priority is 'high'; expected one of Dedicated, LowPriority"),
        ({"vm_size": "!"}, r"vm_size is '!'; expected the name of a VM size"),
        ({"tags": ["a"]}, r"tags is \['a'\]; expected a dict"),
    ],
)
def test_wrong_settings(settings, message):
    with pytest.raises(UserErrorException, match=message):
        AmlCompute.provisioning_configuration(**settings)


@pytest.mark.parametrize("name", ["a/b", "..", "", "-a", "a" * 40, None, "<b>"])
def test_wrong_names(ws, name):
    with pytest.raises(UserErrorException, match="name is"):
        make(ws, name)


def test_a_wrong_configuration(ws):
    with pytest.raises(UserErrorException, match="expected a ComputeTargetProvisioningConfiguration"):
        ComputeTarget.create(ws, "cpu", {"vm_size": "x"})
    with pytest.raises(UserErrorException, match="workspace is 'w'; expected a Workspace"):
        ComputeTarget("w", "cpu")


def test_unknown_settings_warn_and_are_kept(ws):
    with pytest.warns(UserWarning, match="does not know 'colour'"):
        make(ws, colour="red")
    assert ws.backend.get_compute("cpu").compute.extra["colour"] == "red"


def test_runs_it_works_for(ws, source):
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.script_run_config import ScriptRunConfig

    (source / "wait.py").write_text("import time; time.sleep(60)")
    target = make(ws, max_nodes=1)
    run = Experiment(ws, "e").submit(ScriptRunConfig(source, "wait.py", compute_target=target))
    assert [found.id for found in target.get_active_runs()] == [run.id]
    assert list(target.get_active_runs(status="Completed")) == []
    deadline = time.monotonic() + WAIT
    while not any(node["runId"] == run.id for node in target.list_nodes()):
        assert time.monotonic() < deadline
        ws.backend.wait_for_run(run.id, timeout=0.1)
    run.cancel()
    run.wait_for_completion()
    assert list(target.get_active_runs()) == []
