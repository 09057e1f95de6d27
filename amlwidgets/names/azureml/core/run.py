from amlwidgets.names import lazy
from amlwidgets.sdk.run import Run, get_run

__getattr__, __dir__ = lazy(__name__, {"_OfflineRun": "amlwidgets.sdk.run"})
