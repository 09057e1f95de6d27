from amlwidgets.sdk.data.reference import DataReference
