from amlwidgets.sdk.datastore import Datastore
