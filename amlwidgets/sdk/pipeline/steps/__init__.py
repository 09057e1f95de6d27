"""The kinds of steps."""

from amlwidgets.sdk.pipeline.steps.clusters import DatabricksStep, SynapseSparkStep
from amlwidgets.sdk.pipeline.steps.hyperdrive import HyperDriveStep, HyperDriveStepRun
from amlwidgets.sdk.pipeline.steps.module import ModuleStep
from amlwidgets.sdk.pipeline.steps.parallel import ParallelRunConfig, ParallelRunStep
from amlwidgets.sdk.pipeline.steps.r_script import RScriptStep
from amlwidgets.sdk.pipeline.steps.script import CommandStep, EstimatorStep, MpiStep, PythonScriptStep
from amlwidgets.sdk.pipeline.steps.services import AdlaStep, AzureBatchStep, DataTransferStep, KustoStep

__all__ = [
    "AdlaStep",
    "AzureBatchStep",
    "CommandStep",
    "DataTransferStep",
    "DatabricksStep",
    "EstimatorStep",
    "HyperDriveStep",
    "HyperDriveStepRun",
    "KustoStep",
    "ModuleStep",
    "MpiStep",
    "ParallelRunConfig",
    "ParallelRunStep",
    "PythonScriptStep",
    "RScriptStep",
    "SynapseSparkStep",
]
