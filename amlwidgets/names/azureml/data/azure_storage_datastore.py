from amlwidgets.sdk.datastore import AzureBlobDatastore, AzureFileDatastore
