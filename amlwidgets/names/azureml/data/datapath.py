from amlwidgets.sdk.data.datapath import DataPath, DataPathComputeBinding
