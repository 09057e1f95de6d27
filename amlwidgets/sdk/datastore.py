"""Where `Datastore` is imported from."""

from amlwidgets.sdk.data.datastore import (
    AbstractDatastore,
    AzureBlobDatastore,
    AzureFileDatastore,
    Datastore,
    LocalFolderDatastore,
)

__all__ = ["AbstractDatastore", "AzureBlobDatastore", "AzureFileDatastore", "Datastore", "LocalFolderDatastore"]
