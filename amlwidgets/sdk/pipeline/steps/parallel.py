"""ParallelRunStep: a script that is given the files or rows of its inputs in small batches."""

import re
from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.pipeline.parameters import PipelineParameter
from amlwidgets.sdk.pipeline.steps.script import ScriptStep
from amlwidgets.sdk.run_config import target_name
from amlwidgets.sdk.tolerance import Tolerant

_NAME = re.compile(r"[a-z](?:[a-z0-9_.-]{1,253}[a-z0-9])\Z")
_SIZE = re.compile(r"\s*(\d+)\s*([KMG]?B)?\s*\Z", re.IGNORECASE)
_UNITS = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_WRITTEN = (
    "entry_script",
    "source_directory",
    "error_threshold",
    "output_action",
    "compute_target",
    "node_count",
    "process_count_per_node",
    "mini_batch_size",
    "description",
    "logging_level",
    "run_invocation_timeout",
    "run_max_try",
    "append_row_file_name",
    "allowed_failed_count",
    "allowed_failed_percent",
    "partition_keys",
    "environment_variables",
)


class ParallelRunConfig(Tolerant):
    """How a ParallelRunStep works. Any number may be a PipelineParameter.

    `mini_batch_size` is a number of files, or for tables a size such as "1MB"; `run_invocation_timeout` is in
    seconds; `error_threshold` is how many may fail, -1 for any number.
    """

    def __init__(
        self,
        environment: Environment,
        entry_script: str,
        error_threshold: int,
        output_action: str,
        compute_target: Any,
        node_count: Any,
        process_count_per_node: Any = None,
        mini_batch_size: Any = None,
        source_directory: Any = None,
        description: Optional[str] = None,
        logging_level: str = "INFO",
        run_invocation_timeout: Any = 60,
        run_max_try: Any = 3,
        append_row_file_name: Optional[str] = None,
        allowed_failed_count: Any = None,
        allowed_failed_percent: Any = None,
        partition_keys: Optional[Sequence[str]] = None,
        environment_variables: Optional[Dict[str, str]] = None,
        **others: Any,
    ) -> None:
        self.environment = check.instance("environment", environment, Environment)
        self.entry_script = check.path("entry_script", entry_script)
        self.error_threshold = _whole("error_threshold", error_threshold, -1)
        self.output_action = check.one_of("output_action", output_action, ("append_row", "summary_only"))
        self.compute_target = target_name("compute_target", compute_target)
        self.node_count = _whole("node_count", node_count, 1)
        self.process_count_per_node = _optional("process_count_per_node", process_count_per_node, 1)
        self.partition_keys = list(partition_keys or [])
        self.mini_batch_size = _batch_size(mini_batch_size, self.partition_keys)
        self.source_directory = (
            None if source_directory is None else check.path("source_directory", source_directory)
        )
        self.description = description
        self.logging_level = check.one_of("logging_level", logging_level, _LEVELS)
        self.run_invocation_timeout = _whole("run_invocation_timeout", run_invocation_timeout, 1)
        self.run_max_try = _whole("run_max_try", run_max_try, 1)
        self.append_row_file_name = append_row_file_name
        self.allowed_failed_count = _optional("allowed_failed_count", allowed_failed_count, 0)
        self.allowed_failed_percent = (
            None
            if allowed_failed_percent is None
            else check.number("allowed_failed_percent", allowed_failed_percent, 0, 100)
        )
        self.environment_variables = check.string_map("environment_variables", environment_variables)
        self.extra = check.unknown("ParallelRunConfig", others)

    @staticmethod
    def load_yaml(workspace: Any, path: Any) -> "ParallelRunConfig":
        """What `save_to_yaml` wrote."""
        import yaml

        with open(check.path("path", path), encoding="utf-8") as source:
            settings = yaml.safe_load(source)
        if not isinstance(settings, dict):
            raise check.wrong("path", path, "a YAML file with the settings of a ParallelRunConfig")
        environment = Environment.from_json(settings.pop("environment", {}))
        return ParallelRunConfig(environment=environment, **settings)

    def save_to_yaml(self, path: Any) -> None:
        """Write it to a file."""
        import yaml

        with open(check.path("path", path), "w", encoding="utf-8") as sink:
            yaml.safe_dump(self.to_json(), sink, sort_keys=False)

    def to_json(self) -> Dict[str, Any]:
        """Its settings; parameters as their defaults."""
        kept = {name: getattr(self, name) for name in _WRITTEN}
        plain = {
            name: value.default_value if isinstance(value, PipelineParameter) else value
            for name, value in kept.items()
            if value not in (None, [], {})
        }
        return {**plain, "environment": self.environment.to_json(), **self.extra}


class ParallelRunStep(ScriptStep):
    """Batches of the inputs, worked on by several processes of several nodes."""

    def __init__(
        self,
        name: str,
        parallel_run_config: ParallelRunConfig,
        inputs: Sequence[Any],
        output: Any = None,
        side_inputs: Optional[Sequence[Any]] = None,
        arguments: Optional[Sequence[Any]] = None,
        allow_reuse: bool = True,
        **others: Any,
    ) -> None:
        if not isinstance(name, str) or not _NAME.match(name):
            raise check.wrong(
                "name", name, "3 to 255 small letters, digits, '-', '_' or '.', beginning with a letter"
            )
        config = check.instance("parallel_run_config", parallel_run_config, ParallelRunConfig)
        if not inputs:
            raise check.wrong("inputs", inputs, "at least one dataset")
        self.parallel_run_config = config
        self.script_name = config.entry_script
        self.side_inputs = list(side_inputs or [])
        self._take_place(config.compute_target, None, config.source_directory)
        others.update(allow_reuse=allow_reuse)
        written = [] if output is None else [output]
        super().__init__(name, [*inputs, *self.side_inputs], written, arguments, **others)

    @property
    def parameters(self) -> List[PipelineParameter]:
        """Those of its configuration too."""
        given = vars(self.parallel_run_config).values()
        return [*super().parameters, *(each for each in given if isinstance(each, PipelineParameter))]

    def _settings(self) -> Dict[str, Any]:
        return {**super()._settings(), "parallelRun": self.parallel_run_config.to_json()}


def _whole(argument: str, value: Any, least: int) -> Any:
    return value if isinstance(value, PipelineParameter) else check.whole(argument, value, least)


def _optional(argument: str, value: Any, least: int) -> Any:
    return None if value is None else _whole(argument, value, least)


def _batch_size(given: Any, partition_keys: List[str]) -> Any:
    if given is None or isinstance(given, PipelineParameter):
        return given
    if partition_keys:
        raise check.wrong("mini_batch_size", given, "None, as partition_keys are given")
    found = _SIZE.match(str(given))
    if found and int(found[1]) > 0 and not isinstance(given, bool):
        return int(found[1]) * _UNITS[(found[2] or "B").upper()]
    raise check.wrong("mini_batch_size", given, "a number of files, or a size such as '1MB'")
