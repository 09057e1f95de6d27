from amlwidgets.sdk.data.datasets.data_type import DataType
from amlwidgets.sdk.data.datasets.factory import FileDatasetFactory
from amlwidgets.sdk.data.datasets.tabular_factory import TabularDatasetFactory
