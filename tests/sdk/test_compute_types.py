"""Compute instances, and everything that is attached: made, listed, serialised, refused, gone."""

import time
from pathlib import Path

import pytest

from amlwidgets.resources.errors import ComputeTargetException, ExperimentExecutionException
from amlwidgets.sdk import compute
from amlwidgets.sdk.compute import AmlCompute, ComputeInstance, ComputeTarget, RemoteCompute
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig

from .conftest import WAIT

ARM = "/subscriptions/s/resourceGroups/g/providers/P/t/n"
BY_ID = {"resource_id": ARM}
ATTACHED = [
    ("AdlaCompute", "DataLakeAnalytics", {"resource_group": "g", "account_name": "a"}),
    ("AksCompute", "AKS", {**BY_ID, "cluster_purpose": "devtest"}),
    ("BatchCompute", "Batch", {"resource_group": "g", "account_name": "a"}),
    ("DataFactoryCompute", "DataFactory", BY_ID),
    ("DatabricksCompute", "Databricks", {"resource_group": "g", "workspace_name": "w", "access_token": "SECRET"}),
    ("HDInsightCompute", "HDInsight", {"username": "u", "address": "h", "ssh_port": "22"}),
    ("KubernetesCompute", "Kubernetes", {**BY_ID, "namespace": "n", "identity_type": "SystemAssigned"}),
    (
        "KustoCompute",
        "Kusto",
        {
            **BY_ID,
            "tenant_id": "t",
            "kusto_connection_string": "SECRET",
            "application_id": "i",
            "application_key": "SECRET",
        },
    ),
    ("RemoteCompute", "VirtualMachine", {"username": "u", "address": "h", "ssh_port": 2222}),
    ("SynapseCompute", "SynapseSpark", {"linked_service": "l", "type": "SynapseSpark", "pool_name": "p"}),
]


@pytest.mark.parametrize(("name", "kind", "settings"), ATTACHED, ids=[case[0] for case in ATTACHED])
def test_attached(ws, source, name, kind, settings):
    made = getattr(compute, name)
    target = ComputeTarget.attach(ws, "it", made.attach_configuration(**settings))
    target.wait_for_completion(show_output=False, timeout_in_minutes=1, min_node_count=0)
    for found in (target, ComputeTarget(ws, "it"), ws.compute_targets["it"], ComputeTarget.list(ws)[0]):
        assert type(found) is made
        assert (found.type, found.provisioning_state, found.get_status() is not None) == (kind, "Succeeded", True)
    serialized = target.serialize()
    assert "SECRET" not in repr((serialized, ws.backend.get_compute("it")))
    assert type(made.deserialize(ws, serialized)) is made and made.deserialize(ws, serialized).id == target.id
    with pytest.raises(ComputeTargetException, match="expected one of AmlCompute"):
        AmlCompute.deserialize(ws, serialized)
    if "SECRET" in repr(settings):
        assert "SECRET" in repr(target.get_credentials())
    if name != "RemoteCompute":
        (source / "a.py").write_text("")
        with pytest.raises(ExperimentExecutionException, match=f"{kind}.*\n.*in Azure"):
            Experiment(ws, "e").submit(ScriptRunConfig(str(source), "a.py", compute_target=target))
    with pytest.raises(ComputeTargetException, match="detach"):
        target.delete()
    target.detach()
    target.wait_for_completion(is_delete_operation=True, timeout_in_minutes=WAIT / 60)
    assert "it" not in ws.compute_targets
    assert not list(Path(ws.backend.workspace.folder, "secrets", "compute").glob("*"))


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        (
            "RemoteCompute",
            {"username": "u", "address": "h", "password": "SECRET"},
            "password is given; expected a key",
        ),
        ("RemoteCompute", {"username": "-o", "address": "h"}, "username is '-o'; expected a text"),
        ("RemoteCompute", {"username": "u", "address": "h b"}, "address is 'h b'; expected a text"),
        ("RemoteCompute", {"username": "u", "address": "h", "ssh_port": 70000}, "ssh_port is 70000; expected"),
        ("RemoteCompute", {"username": "u"}, "resource_id is None; expected an ARM id"),
        ("DatabricksCompute", BY_ID, "access_token is a str without content; expected a token"),
        ("AdlaCompute", {"resource_id": "x"}, "resource_id is 'x'; expected an ARM id"),
        ("KubernetesCompute", {}, "resource_id is None; expected the ARM id"),
        ("KubernetesCompute", {**BY_ID, "identity_type": "Mine"}, "identity_type is 'Mine'; expected one of"),
        ("AksCompute", {**BY_ID, "cluster_purpose": "play"}, "cluster_purpose is 'play'; expected one of"),
        ("AksCompute", {**BY_ID, "load_balancer_subnet": "s"}, "load_balancer_subnet is 's'; expected None"),
        ("SynapseCompute", {"linked_service": 1, "type": "T", "pool_name": "p"}, "type is 'T'; expected one of"),
        ("HDInsightCompute", {"username": "", "address": "h"}, "username is ''; expected a text"),
    ],
)
def test_wrong_values(name, settings, message):
    with pytest.raises(ComputeTargetException) as caught:
        getattr(compute, name).attach_configuration(**settings)
    assert message in caught.value.message and "SECRET" not in str(caught.value)


def test_a_key_is_kept_with_the_secrets_alone(ws, tmp_path):
    key = tmp_path / "key"
    key.write_text("KEY")
    settings = {"username": "u", "address": "h", "private_key_file": str(key), "private_key_passphrase": "PASS"}
    target = ComputeTarget.attach(ws, "vm", RemoteCompute.attach_configuration(**settings))
    assert target.get_credentials()["administratorAccount"] == {
        "privateKeyData": "KEY",
        "privateKeyPassphrase": "PASS",
    }
    assert "KEY" not in repr((target.serialize(), vars(target), ws.backend.get_compute("vm")))
    with pytest.raises(ComputeTargetException, match="private_key_file is '/none'; expected a file"):
        ComputeTarget.attach(
            ws, "o", RemoteCompute.attach_configuration("u", address="h", private_key_file="/none")
        )


def test_what_azure_alone_makes_is_recorded(ws):
    dsvm = ComputeTarget.create(ws, "vm", compute.DsvmCompute.provisioning_configuration(vm_size="standard_d2_v2"))
    aks = ComputeTarget.create(ws, "aks", compute.AksCompute.provisioning_configuration(agent_count="2"))
    adf = ComputeTarget.create(ws, "adf", compute.DataFactoryCompute.provisioning_configuration())
    assert (type(dsvm), dsvm.vm_size) == (compute.DsvmCompute, "STANDARD_D2_V2")
    assert (type(aks), aks.agent_count, type(adf)) == (compute.AksCompute, 2, compute.DataFactoryCompute)
    aks.update(
        compute.AksUpdateConfiguration(compute.SslConfiguration("Auto", key="SECRET", leaf_domain_label="l"))
    )
    assert aks.ssl_configuration["leafDomainLabel"] == "l" and "SECRET" not in repr(aks.serialize())
    aks.delete()
    aks.wait_for_completion(is_delete_operation=True)


def test_another_type_does_not_take_a_name(ws):
    ComputeTarget.create(ws, "cpu", AmlCompute.provisioning_configuration())
    with pytest.raises(ComputeTargetException, match="of type AmlCompute already"):
        ComputeTarget.create(ws, "cpu", ComputeInstance.provisioning_configuration())


def test_identities_of_a_cluster(ws):
    target = ComputeTarget.create(ws, "cpu", AmlCompute.provisioning_configuration(max_nodes=2))
    target.add_identity("UserAssigned", ["/a", "/b"])
    target.add_identity("systemassigned")
    assert target.identity == {
        "type": "SystemAssigned,UserAssigned",
        "userAssignedIdentities": {"/a": {}, "/b": {}},
    }
    target.remove_identity()
    target.remove_identity(["/a"])
    assert ComputeTarget(ws, "cpu").identity == {"type": "UserAssigned", "userAssignedIdentities": {"/b": {}}}
    assert target.get().scale_settings.maximum_node_count == 2
    for wrong in (("UserAssigned", None), ("SystemAssigned", ["/a"]), ("Mine", None)):
        with pytest.raises(ComputeTargetException, match="expected"):
            target.add_identity(*wrong)
    with pytest.raises(ComputeTargetException, match="expected identities it has: /b"):
        target.remove_identity(["/c"])
    status = target.get_status()
    assert type(status).deserialize(status.serialize()) == status


def test_an_instance_is_on_and_off_and_runs_wait_for_it(ws, source):
    config = ComputeInstance.provisioning_configuration(schedules={"computeStartStop": []}, description="mine")
    mine = ComputeTarget.create(ws, "mine", config)
    mine.wait_for_completion(show_output=False)
    assert (type(mine), mine.get_status().state) == (ComputeInstance, "Running")
    assert type(mine.status).deserialize(mine.status.serialize()) == mine.status
    assert mine.serialize()["properties"]["properties"]["schedules"] == {"computeStartStop": []}
    (source / "wait.py").write_text("import time; print('here', flush=True); time.sleep(600)")
    (source / "short.py").write_text("print('done')")
    experiment = Experiment(ws, "e")
    long = experiment.submit(ScriptRunConfig(str(source), "wait.py", compute_target=mine))
    mine._wait(lambda: long.get_status() == "Running", time.time() + WAIT)
    mine.stop(wait_for_completion=True, show_output=False)
    assert mine.status.state == "Stopped" and ws.backend.wait_for_run(long.id, WAIT).state.value == "Canceled"
    assert "was stopped while the run was on it" in ws.backend.get_run(long.id).error["message"]
    short = experiment.submit(ScriptRunConfig(str(source), "short.py", compute_target=mine))
    mine._wait(lambda: short.get_status() == "Queued", time.time() + WAIT)
    assert [run.id for run in mine.get_active_runs()] == [short.id] and mine.get_status().state == "Stopped"
    mine.start(wait_for_completion=True)
    assert ws.backend.wait_for_run(short.id, WAIT).state.value == "Completed"
    mine.restart(wait_for_completion=True)
    assert mine.status.state == "Running"
    with pytest.raises(ComputeTargetException, match="made with the workspace"):
        mine.detach()
    mine.delete(wait_for_completion=True)
    assert "mine" not in ws.compute_targets


def test_quotas_are_azures(ws):
    for call in (AmlCompute.list_quotas, AmlCompute.list_usages):
        with pytest.raises(ComputeTargetException, match="are Azure's"):
            call(ws)
