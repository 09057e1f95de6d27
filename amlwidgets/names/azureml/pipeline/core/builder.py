from amlwidgets.sdk.pipeline.data import PipelineData
from amlwidgets.sdk.pipeline.step import PipelineStep, StepSequence
