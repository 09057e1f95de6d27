from amlwidgets.sdk.pipeline.endpoint import PipelineEndpoint, PipelineIdVersion, PipelineVersion
