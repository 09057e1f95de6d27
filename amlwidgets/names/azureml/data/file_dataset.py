from amlwidgets.sdk.data.datasets.file_dataset import FileDataset
