"""Compute targets: this machine, and clusters of nodes."""

from amlwidgets.sdk.compute.amlcompute import AmlCompute
from amlwidgets.sdk.compute.provisioning import AmlComputeProvisioningConfiguration
from amlwidgets.sdk.compute.status import AmlComputeNodeStateCounts, AmlComputeStatus, ScaleSettings
from amlwidgets.sdk.compute.target import ComputeTarget, LocalTarget

__all__ = [
    "AmlCompute",
    "AmlComputeNodeStateCounts",
    "AmlComputeProvisioningConfiguration",
    "AmlComputeStatus",
    "ComputeTarget",
    "LocalTarget",
    "ScaleSettings",
]
