from amlwidgets.sdk.compute import (
    DataFactoryAttachConfiguration,
    DataFactoryCompute,
    DataFactoryProvisioningConfiguration,
)
