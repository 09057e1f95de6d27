from amlwidgets.sdk.experiment import Experiment, ViewType
