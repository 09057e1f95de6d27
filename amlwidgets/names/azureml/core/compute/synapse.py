from amlwidgets.sdk.compute import SynapseAttachConfiguration, SynapseCompute
