from amlwidgets.names import lazy

__all__ = ["RunDetails"]
__getattr__, __dir__ = lazy(__name__, {"RunDetails": "amlwidgets.widgets.run_details"})
