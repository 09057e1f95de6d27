from amlwidgets.sdk.tensorboard import Tensorboard

from . import export
