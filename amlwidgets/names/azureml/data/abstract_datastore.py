from amlwidgets.sdk.datastore import AbstractDatastore
