from amlwidgets.sdk.hyperdrive import *
from amlwidgets.sdk.hyperdrive import __all__
