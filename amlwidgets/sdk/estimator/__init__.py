"""Estimators: v1's first way to describe a training run, with the packages of a framework."""

from amlwidgets.sdk.distributed import Gloo, Mpi, Nccl, ParameterServer
from amlwidgets.sdk.estimator.estimator import Estimator
from amlwidgets.sdk.estimator.frameworks import Chainer, PyTorch, SKLearn, TensorFlow

__all__ = [
    "Chainer",
    "Estimator",
    "Gloo",
    "Mpi",
    "Nccl",
    "ParameterServer",
    "PyTorch",
    "SKLearn",
    "TensorFlow",
]
