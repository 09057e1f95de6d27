from amlwidgets.sdk.distributed import MpiConfiguration, PyTorchConfiguration, TensorflowConfiguration
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.run_config import DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE, DockerConfiguration, RunConfiguration
