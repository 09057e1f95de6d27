from amlwidgets.sdk.workspace import Workspace
