from amlwidgets.sdk.estimator import Gloo, Mpi, Nccl, ParameterServer
