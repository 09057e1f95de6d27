from amlwidgets.sdk.model import ResourceConfiguration
