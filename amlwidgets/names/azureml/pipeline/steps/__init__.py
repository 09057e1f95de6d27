from amlwidgets.sdk.pipeline.steps import *
from amlwidgets.sdk.pipeline.steps import __all__
