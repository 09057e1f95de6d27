from amlwidgets.sdk.estimator import Estimator
