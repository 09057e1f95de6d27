from amlwidgets.names import lazy

_SDK = "amlwidgets.sdk.pipeline"
_HOMES = {
    name: f"{_SDK}.{module}"
    for module, names in {
        "data": ("PipelineData",),
        "draft": ("PipelineDraft",),
        "endpoint": ("PipelineEndpoint",),
        "graph": ("Graph",),
        "module": ("Module", "ModuleVersion", "ModuleVersionDescriptor"),
        "output_datasets": ("PipelineOutputFileDataset", "PipelineOutputTabularDataset"),
        "parameters": ("PipelineParameter", "TrainingOutput"),
        "pipeline": ("Pipeline",),
        "port_data": ("PortDataReference", "StepRunOutput"),
        "ports": ("InputPortBinding", "InputPortDef", "OutputPortBinding", "OutputPortDef"),
        "published": ("PublishedPipeline",),
        "recurrence": ("ScheduleRecurrence",),
        "run": ("PipelineRun", "StepRun"),
        "schedule": ("Schedule",),
        "step": ("PipelineStep", "StepSequence"),
        "timezones": ("TimeZone",),
    }.items()
    for name in names
}
_MODULES = (
    "builder",
    "graph",
    "module",
    "pipeline",
    "pipeline_draft",
    "pipeline_endpoint",
    "pipeline_output_dataset",
    "run",
    "schedule",
)

__all__ = list(_HOMES)
__getattr__, __dir__ = lazy(__name__, _HOMES, _MODULES)
