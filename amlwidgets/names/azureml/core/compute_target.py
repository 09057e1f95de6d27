from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk.compute import AbstractComputeTarget, LocalTarget
