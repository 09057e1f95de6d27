from amlwidgets.sdk.datastore import AzureMySqlDatastore
