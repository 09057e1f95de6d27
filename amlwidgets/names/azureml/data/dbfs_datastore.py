from amlwidgets.sdk.datastore import DBFSDatastore
