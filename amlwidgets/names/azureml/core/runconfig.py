from amlwidgets.sdk.distributed import MpiConfiguration, PyTorchConfiguration, TensorflowConfiguration
from amlwidgets.sdk.environment import (
    DEFAULT_CPU_IMAGE,
    DEFAULT_GPU_IMAGE,
    CondaDependencies,
    ContainerRegistry,
    DockerEnvironment,
    DockerSection,
    Environment,
    EnvironmentReference,
    PythonEnvironment,
    PythonSection,
    RCranPackage,
    RGitHubPackage,
    RSection,
    SparkEnvironment,
    SparkPackage,
    SparkSection,
)
from amlwidgets.sdk.run_config import DockerConfiguration, RunConfiguration
