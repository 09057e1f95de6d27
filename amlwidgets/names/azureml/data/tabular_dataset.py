from amlwidgets.sdk.data.datasets.tabular_dataset import TabularDataset
