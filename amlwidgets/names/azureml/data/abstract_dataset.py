from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
