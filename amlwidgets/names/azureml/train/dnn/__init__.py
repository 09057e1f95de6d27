from amlwidgets.sdk.estimator import Chainer, Gloo, Mpi, Nccl, ParameterServer, PyTorch, TensorFlow
