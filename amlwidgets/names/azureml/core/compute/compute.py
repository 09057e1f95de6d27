from amlwidgets.sdk.compute import ComputeTarget
