"""Steps that run a script or a command on a compute target."""

import os
from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.estimator import Estimator
from amlwidgets.sdk.pipeline.parameters import PipelineParameter
from amlwidgets.sdk.pipeline.step import PipelineStep
from amlwidgets.sdk.run_config import RunConfiguration, target_name


class ScriptStep(PipelineStep):
    """What the steps with a source folder and a compute target have in common."""

    script_name: Optional[str] = None

    def _take_place(self, compute_target: Any, runconfig: Any, source_directory: Any) -> None:
        self.runconfig = None if runconfig is None else check.instance("runconfig", runconfig, RunConfiguration)
        self.compute_target = None if compute_target is None else target_name("compute_target", compute_target)
        self.source_directory = (
            None if source_directory is None else check.path("source_directory", source_directory)
        )

    @property
    def target(self) -> str:
        """The name of the compute target."""
        return self.compute_target or (self.runconfig.target if self.runconfig else "local")

    def problems(self) -> List[str]:
        """A source folder or a script that is not there."""
        folder = self.source_directory or "."
        if not os.path.isdir(folder):
            return [f"source_directory is {folder!r}; expected a folder that exists."]
        if self.script_name and not os.path.isfile(os.path.join(folder, self.script_name)):
            return [f"script_name is {self.script_name!r}; expected a file in {os.path.abspath(folder)}."]
        return []

    def _settings(self) -> Dict[str, Any]:
        return {
            "script": self.script_name,
            "target": self.target,
            "sourceDirectory": self.source_directory,
            "environment": self.runconfig.environment.to_json() if self.runconfig else None,
        }


class PythonScriptStep(ScriptStep):
    """A Python script."""

    def __init__(
        self,
        script_name: str,
        name: Optional[str] = None,
        arguments: Optional[Sequence[Any]] = None,
        compute_target: Any = None,
        runconfig: Optional[RunConfiguration] = None,
        runconfig_pipeline_params: Optional[Dict[str, PipelineParameter]] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        params: Optional[Dict[str, Any]] = None,
        source_directory: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
        hash_paths: Optional[Sequence[str]] = None,
        **others: Any,
    ) -> None:
        self.script_name = check.path("script_name", script_name)
        self._take_place(compute_target, runconfig, source_directory)
        self.params = dict(params or {})
        self.runconfig_pipeline_params = dict(runconfig_pipeline_params or {})
        self.hash_paths = list(hash_paths or [])
        others.update(allow_reuse=allow_reuse, version=version)
        super().__init__(name or self.script_name, inputs, outputs, arguments, **others)

    def _settings(self) -> Dict[str, Any]:
        return {**super()._settings(), **self.params, **self.runconfig_pipeline_params}


class CommandStep(ScriptStep):
    """A command: a text for the shell, or a list of words with data and parameters among them."""

    def __init__(
        self,
        command: Any = None,
        name: Optional[str] = None,
        compute_target: Any = None,
        runconfig: Any = None,
        runconfig_pipeline_params: Optional[Dict[str, PipelineParameter]] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        params: Optional[Dict[str, Any]] = None,
        source_directory: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
        **others: Any,
    ) -> None:
        from amlwidgets.sdk.script_run_config import ScriptRunConfig

        if isinstance(runconfig, ScriptRunConfig):
            command = runconfig.command if command is None else command
            source_directory = source_directory or runconfig.source_directory
            runconfig = runconfig.run_config
        given = command if command is not None else getattr(runconfig, "command", None)
        if not given or not isinstance(given, (str, list, tuple)):
            raise check.wrong("command", given, "a text for the shell, or a list of words")
        self._take_place(compute_target, runconfig, source_directory)
        self.params = dict(params or {})
        self.runconfig_pipeline_params = dict(runconfig_pipeline_params or {})
        words = [given] if isinstance(given, str) else list(given)
        others.update(allow_reuse=allow_reuse, version=version)
        super().__init__(name or "command", inputs, outputs, words, **others)

    def _settings(self) -> Dict[str, Any]:
        return {**super()._settings(), **self.params, **self.runconfig_pipeline_params}


class EstimatorStep(ScriptStep):
    """The script of an estimator. Arguments are given here, not to the estimator."""

    def __init__(
        self,
        name: Optional[str] = None,
        estimator: Optional[Estimator] = None,
        estimator_entry_script_arguments: Optional[Sequence[Any]] = None,
        runconfig_pipeline_params: Optional[Dict[str, PipelineParameter]] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        compute_target: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
        **others: Any,
    ) -> None:
        self.estimator = check.instance("estimator", estimator, Estimator)
        config = self.estimator.script_run_config()
        if config.arguments:
            expected = "None: give estimator_entry_script_arguments to the step instead"
            raise check.wrong("estimator's script_params", config.arguments, expected)
        self.script_name = config.script
        self._take_place(compute_target, config.run_config, config.source_directory)
        self.runconfig_pipeline_params = dict(runconfig_pipeline_params or {})
        given = estimator_entry_script_arguments
        others.update(allow_reuse=allow_reuse, version=version)
        super().__init__(name or str(config.script), inputs, outputs, given, **others)

    def _settings(self) -> Dict[str, Any]:
        return {**super()._settings(), **self.runconfig_pipeline_params}


class MpiStep(ScriptStep):
    """A script that is started as several processes by MPI."""

    def __init__(
        self,
        name: Optional[str] = None,
        source_directory: Any = None,
        script_name: Optional[str] = None,
        arguments: Optional[Sequence[Any]] = None,
        compute_target: Any = None,
        node_count: Any = None,
        process_count_per_node: Any = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
        hash_paths: Optional[Sequence[str]] = None,
        **kwargs: Any,
    ) -> None:
        self.script_name = check.path("script_name", script_name)
        self._take_place(compute_target, None, source_directory)
        self.node_count = _count("node_count", node_count)
        self.process_count_per_node = _count("process_count_per_node", process_count_per_node)
        self.hash_paths = list(hash_paths or [])
        self.estimator_settings: Dict[str, Any] = {
            key: kwargs.pop(key)
            for key in ("use_gpu", "use_docker", "pip_packages", "conda_packages", "environment_definition")
            if key in kwargs
        }
        kwargs.update(allow_reuse=allow_reuse, version=version)
        super().__init__(name or self.script_name, inputs, outputs, arguments, **kwargs)

    def _settings(self) -> Dict[str, Any]:
        counts = {"nodeCount": self.node_count, "processCountPerNode": self.process_count_per_node}
        return {**super()._settings(), **counts, **self.estimator_settings}


def _count(argument: str, value: Any) -> Any:
    return (
        value if isinstance(value, PipelineParameter) else check.whole(argument, 1 if value is None else value, 1)
    )
