from amlwidgets.sdk.webservice.profile import ModelProfile
