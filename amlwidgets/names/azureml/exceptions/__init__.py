from amlwidgets.sdk.exceptions import *
