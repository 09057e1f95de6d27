from amlwidgets.sdk.compute import KustoAttachConfiguration, KustoCompute
