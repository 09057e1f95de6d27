from amlwidgets.sdk.pipeline.pipeline import Pipeline
