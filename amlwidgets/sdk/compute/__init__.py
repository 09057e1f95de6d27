"""Compute targets: this machine, clusters of nodes, compute instances, and what is attached.

A name is imported when it is asked for: who uses clusters alone does not wait for the rest.
"""

from typing import Any, Dict, List

_NAMES: Dict[str, str] = {
    "aks": "AksAttachConfiguration AksCompute AksProvisioningConfiguration SystemService",
    "aks_settings": "AksUpdateConfiguration SslConfiguration",
    "amlcompute": "AmlCompute",
    "configuration": "ComputeTargetAttachConfiguration ComputeTargetProvisioningConfiguration "
    "ComputeTargetUpdateConfiguration",
    "databricks": "DatabricksAttachConfiguration DatabricksCompute KustoAttachConfiguration KustoCompute",
    "dsvm": "DsvmCompute DsvmProvisioningConfiguration",
    "hdinsight": "HDInsightAttachConfiguration HDInsightCompute",
    "instance": "ComputeInstance ComputeInstanceProvisioningConfiguration",
    "instance_status": "ComputeInstanceStatus",
    "kubernetes": "KubernetesCompute KubernetesComputeAttachConfiguration KubernetesComputeStatus",
    "provisioning": "AmlComputeProvisioningConfiguration",
    "remote": "RemoteCompute RemoteComputeAttachConfiguration",
    "resources": "AdlaCompute BatchAttachConfiguration BatchCompute DataFactoryAttachConfiguration "
    "DataFactoryCompute DataFactoryProvisioningConfiguration DataLakeAnalyticsAttachConfiguration",
    "status": "AmlComputeNodeStateCounts AmlComputeStatus ScaleSettings",
    "synapse": "SynapseAttachConfiguration SynapseCompute",
    "target": "AbstractComputeTarget ComputeTarget LocalTarget",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOMES)  # noqa: PLE0605 (the names above)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> List[str]:
    return sorted({*globals(), *_HOMES})
