from amlwidgets.sdk.pipeline.module import Module, ModuleVersion, ModuleVersionDescriptor
