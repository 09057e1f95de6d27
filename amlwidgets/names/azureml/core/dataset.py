from amlwidgets.sdk.dataset import Dataset
