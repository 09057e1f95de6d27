"""Where `Datastore` and the classes of datastores are imported from."""

from amlwidgets.sdk.data.datastore import AbstractDatastore
from amlwidgets.sdk.data.datastore_azure import (
    AbstractADLSDatastore,
    AbstractAzureStorageDatastore,
    AzureBlobDatastore,
    AzureDataLakeDatastore,
    AzureDataLakeGen2Datastore,
    AzureFileDatastore,
)
from amlwidgets.sdk.data.datastore_databases import (
    AzureMySqlDatastore,
    AzurePostgreSqlDatastore,
    AzureSqlDatabaseDatastore,
)
from amlwidgets.sdk.data.datastore_kinds import (
    DBFSDatastore,
    GoogleCloudStorageDatastore,
    HDFSDatastore,
    LocalFolderDatastore,
    S3Datastore,
    SftpDatastore,
)
from amlwidgets.sdk.data.registering import Datastore

__all__ = [
    "AbstractADLSDatastore",
    "AbstractAzureStorageDatastore",
    "AbstractDatastore",
    "AzureBlobDatastore",
    "AzureDataLakeDatastore",
    "AzureDataLakeGen2Datastore",
    "AzureFileDatastore",
    "AzureMySqlDatastore",
    "AzurePostgreSqlDatastore",
    "AzureSqlDatabaseDatastore",
    "DBFSDatastore",
    "Datastore",
    "GoogleCloudStorageDatastore",
    "HDFSDatastore",
    "LocalFolderDatastore",
    "S3Datastore",
    "SftpDatastore",
]
