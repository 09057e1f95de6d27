from amlwidgets.sdk.datastore import HDFSDatastore
