from amlwidgets.sdk.compute import AmlCompute, ComputeTarget
