from amlwidgets import __version__
from amlwidgets.names import lazy

# The v1 whose vocabulary this is, and what speaks it here.
VERSION = f"1.60.0+amlwidgets.{__version__}"

_HOMES = {
    "ComputeTarget": "amlwidgets.sdk.compute",
    "Dataset": "amlwidgets.sdk.dataset",
    "Datastore": "amlwidgets.sdk.datastore",
    "Environment": "amlwidgets.sdk.environment",
    "Experiment": "amlwidgets.sdk.experiment",
    "Keyvault": "amlwidgets.sdk.keyvault",
    "Image": "amlwidgets.sdk.webservice.image",
    "Model": "amlwidgets.sdk.model",
    "Run": "amlwidgets.sdk.run",
    "RunConfiguration": "amlwidgets.sdk.run_config",
    "ScriptRunConfig": "amlwidgets.sdk.script_run_config",
    "Webservice": "amlwidgets.sdk.webservice.service",
    "Workspace": "amlwidgets.sdk.workspace",
    "get_run": "amlwidgets.sdk.run",
}
_MODULES = (
    "authentication",
    "compute",
    "compute_target",
    "conda_dependencies",
    "container_registry",
    "databricks",
    "dataset",
    "datastore",
    "environment",
    "experiment",
    "image",
    "keyvault",
    "model",
    "profile",
    "resource_configuration",
    "run",
    "runconfig",
    "script_run",
    "script_run_config",
    "webservice",
    "workspace",
)

__all__ = ["VERSION", *_HOMES]
__version__ = VERSION
__getattr__, __dir__ = lazy(__name__, _HOMES, _MODULES)
