from amlwidgets.names import lazy

_SDK = "amlwidgets.sdk.compute"
_HOMES = dict.fromkeys(
    (
        "AdlaCompute",
        "AksCompute",
        "AmlCompute",
        "BatchCompute",
        "ComputeInstance",
        "ComputeTarget",
        "DataFactoryCompute",
        "DatabricksCompute",
        "DsvmCompute",
        "HDInsightCompute",
        "KubernetesCompute",
        "KustoCompute",
        "RemoteCompute",
        "SynapseCompute",
    ),
    _SDK,
)
_MODULES = (
    "adla",
    "aks",
    "amlcompute",
    "batch",
    "compute",
    "computeinstance",
    "databricks",
    "datafactory",
    "dsvm",
    "hdinsight",
    "kubernetescompute",
    "kusto",
    "remote",
    "synapse",
)

__all__ = [*_HOMES]
__getattr__, __dir__ = lazy(__name__, _HOMES, _MODULES)
