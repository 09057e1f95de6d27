from amlwidgets.sdk.compute import BatchAttachConfiguration, BatchCompute
