from amlwidgets.sdk.pipeline.draft import PipelineDraft
