"""ModuleStep: a published module as a step."""

from typing import Any, Dict, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.pipeline.module import Module, ModuleVersion
from amlwidgets.sdk.pipeline.parameters import PipelineParameter
from amlwidgets.sdk.pipeline.step import PipelineStep
from amlwidgets.sdk.run_config import target_name


class ModuleStep(PipelineStep):
    """A module, or a version of one, with data for each of its ports."""

    def __init__(
        self,
        module: Optional[Module] = None,
        version: Optional[str] = None,
        module_version: Optional[ModuleVersion] = None,
        inputs_map: Optional[Dict[str, Any]] = None,
        outputs_map: Optional[Dict[str, Any]] = None,
        compute_target: Any = None,
        runconfig: Any = None,
        runconfig_pipeline_params: Optional[Dict[str, PipelineParameter]] = None,
        arguments: Optional[Sequence[Any]] = None,
        params: Optional[Dict[str, Any]] = None,
        name: Optional[str] = None,
        _workflow_provider: Any = None,
    ) -> None:
        if (module is None) == (module_version is None):
            raise check.wrong("module", module, "a Module or, as module_version, one of its versions")
        if module is not None:
            check.instance("module", module, Module)
        self.module = module
        self.module_version = module_version
        self.compute_target = None if compute_target is None else target_name("compute_target", compute_target)
        self.runconfig = runconfig
        self.params = {**(params or {}), **(runconfig_pipeline_params or {})}
        self.inputs_map = dict(inputs_map or {})
        self.outputs_map = dict(outputs_map or {})
        super().__init__(
            name or str(getattr(module or module_version, "name", "module")),
            list(self.inputs_map.values()),
            list(self.outputs_map.values()),
            arguments,
            version=version,
        )

    def _settings(self) -> Dict[str, Any]:
        module = self.module.id if self.module else getattr(self.module_version, "module_id", None)
        return {"module": module, "target": self.compute_target, **self.params}
