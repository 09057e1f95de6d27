from amlwidgets.sdk.compute import DsvmCompute, DsvmProvisioningConfiguration
