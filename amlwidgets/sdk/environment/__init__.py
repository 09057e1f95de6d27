"""Environment: what a run's interpreter is and sees."""

from amlwidgets.resources.images import DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE
from amlwidgets.sdk.conda_dependencies import CondaDependencies
from amlwidgets.sdk.environment.builds import DockerImageDetails, ImageBuildDetails
from amlwidgets.sdk.environment.docker import (
    ContainerRegistry,
    DockerBuildContext,
    DockerEnvironment,
    DockerImagePlatform,
    DockerSection,
    RegistryIdentity,
)
from amlwidgets.sdk.environment.environment import Environment, EnvironmentReference
from amlwidgets.sdk.environment.python import PythonEnvironment, PythonSection
from amlwidgets.sdk.environment.section import environment_variables
from amlwidgets.sdk.environment.spark import (
    RCranPackage,
    RGitHubPackage,
    RSection,
    SparkEnvironment,
    SparkPackage,
    SparkSection,
)

__all__ = [
    "DEFAULT_CPU_IMAGE",
    "DEFAULT_GPU_IMAGE",
    "CondaDependencies",
    "ContainerRegistry",
    "DockerBuildContext",
    "DockerEnvironment",
    "DockerImageDetails",
    "DockerImagePlatform",
    "DockerSection",
    "Environment",
    "EnvironmentReference",
    "ImageBuildDetails",
    "PythonEnvironment",
    "PythonSection",
    "RCranPackage",
    "RGitHubPackage",
    "RSection",
    "RegistryIdentity",
    "SparkEnvironment",
    "SparkPackage",
    "SparkSection",
    "environment_variables",
]
