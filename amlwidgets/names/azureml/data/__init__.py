from amlwidgets.names import lazy

_HOMES = {
    "DataType": "amlwidgets.sdk.data.datasets.data_type",
    "FileDataset": "amlwidgets.sdk.data.datasets.file_dataset",
    "HDFSOutputDatasetConfig": "amlwidgets.sdk.data.output",
    "LinkFileOutputDatasetConfig": "amlwidgets.sdk.data.output",
    "LinkTabularOutputDatasetConfig": "amlwidgets.sdk.data.output",
    "OutputFileDatasetConfig": "amlwidgets.sdk.data.output",
    "TabularDataset": "amlwidgets.sdk.data.datasets.tabular_dataset",
}
_MODULES = (
    "abstract_dataset",
    "abstract_datastore",
    "azure_data_lake_datastore",
    "azure_my_sql_datastore",
    "azure_postgre_sql_datastore",
    "azure_sql_database_datastore",
    "azure_storage_datastore",
    "data_reference",
    "datapath",
    "dataset_consumption_config",
    "dataset_error_handling",
    "dataset_factory",
    "dataset_type_definitions",
    "dbfs_datastore",
    "file_dataset",
    "hdfs_datastore",
    "output_dataset_config",
    "tabular_dataset",
)

__all__ = [*_HOMES]
__getattr__, __dir__ = lazy(__name__, _HOMES, _MODULES)
