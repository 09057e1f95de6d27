from amlwidgets.sdk.data.datasets.consumption import DatasetConsumptionConfig
