"""Estimators with the packages of a framework."""

from inspect import Signature
from typing import Any, ClassVar, Mapping

from amlwidgets.sdk.distributed import DistributedTraining, Gloo, Mpi, Nccl, ParameterServer
from amlwidgets.sdk.estimator.estimator import Estimator
from amlwidgets.sdk.estimator.parameters import of_framework, of_sklearn, of_tensorflow


class TensorFlow(Estimator):
    """With TensorFlow; `framework_version` asks for one of its versions. Distributed by parameter servers ('ps',
    with `worker_count` and `parameter_server_count`) or by MPI.
    """

    FRAMEWORK_NAME = "TensorFlow"
    DEFAULT_VERSION = "1.13"
    __signature__: ClassVar[Signature] = of_tensorflow()
    _backends: ClassVar[Mapping[str, Any]] = {"ps": ParameterServer, "mpi": Mpi}

    def _of_backend(self, name: str, given: Mapping[str, Any]) -> DistributedTraining:
        if name == "ps" or self._counts_tasks(given):
            return ParameterServer(given["worker_count"], given["parameter_server_count"])
        return Mpi()

    def _counts_tasks(self, given: Mapping[str, Any]) -> bool:
        return given["worker_count"] != 1 and given["distributed_backend"] is None


class PyTorch(Estimator):
    """With PyTorch and torchvision, distributed by MPI, Gloo or NCCL."""

    FRAMEWORK_NAME = "PyTorch"
    DEFAULT_VERSION = "1.4"
    __signature__: ClassVar[Signature] = of_framework()
    _backends: ClassVar[Mapping[str, Any]] = {"mpi": Mpi, "gloo": Gloo, "nccl": Nccl}


class Chainer(Estimator):
    """With Chainer, distributed by MPI."""

    FRAMEWORK_NAME = "Chainer"
    DEFAULT_VERSION = "5.1.0"
    __signature__: ClassVar[Signature] = of_framework()


class SKLearn(Estimator):
    """With scikit-learn, on one node."""

    FRAMEWORK_NAME = "SKLearn"
    DEFAULT_VERSION = "0.20.3"
    __signature__: ClassVar[Signature] = of_sklearn()
