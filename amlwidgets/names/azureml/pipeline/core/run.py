from amlwidgets.sdk.pipeline.port_data import PortDataReference, StepRunOutput
from amlwidgets.sdk.pipeline.run import PipelineRun, StepRun
