from amlwidgets.sdk.estimator import SKLearn
