"""RScriptStep: an R script."""

from typing import Any, Dict, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.pipeline.steps.script import ScriptStep


class RScriptStep(ScriptStep):
    """An R script with the packages it needs."""

    def __init__(
        self,
        script_name: str,
        name: Optional[str] = None,
        arguments: Optional[Sequence[Any]] = None,
        compute_target: Any = None,
        runconfig: Any = None,
        runconfig_pipeline_params: Optional[Dict[str, Any]] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        params: Optional[Dict[str, Any]] = None,
        source_directory: Any = None,
        use_gpu: bool = False,
        custom_docker_image: Optional[str] = None,
        cran_packages: Any = None,
        github_packages: Any = None,
        custom_url_packages: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
    ) -> None:
        self.script_name = check.path("script_name", script_name)
        self._take_place(compute_target, runconfig, source_directory)
        self.params = {**(params or {}), **(runconfig_pipeline_params or {})}
        self.packages = {
            "cran": check.recordable(cran_packages),
            "github": check.recordable(github_packages),
            "urls": check.recordable(custom_url_packages),
        }
        self.use_gpu = use_gpu
        self.custom_docker_image = custom_docker_image
        super().__init__(
            name or self.script_name, inputs, outputs, arguments, allow_reuse=allow_reuse, version=version
        )

    def _settings(self) -> Dict[str, Any]:
        image = {"useGpu": self.use_gpu, "image": self.custom_docker_image}
        return {**super()._settings(), **self.params, **image, "packages": self.packages}
