from amlwidgets.sdk.environment import *
