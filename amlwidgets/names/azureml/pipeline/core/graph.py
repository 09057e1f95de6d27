from amlwidgets.sdk.pipeline.graph import Edge, Graph
from amlwidgets.sdk.pipeline.parameters import PipelineParameter, TrainingOutput
from amlwidgets.sdk.pipeline.port_data import PortDataReference
from amlwidgets.sdk.pipeline.ports import InputPortBinding, InputPortDef, OutputPortBinding, OutputPortDef
from amlwidgets.sdk.pipeline.published import PublishedPipeline
