"""ScriptRunConfig: a script, where it lies, what it gets, where it runs."""

import os
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence

from amlwidgets.resources.errors import PathNotAllowed, RunConfigurationException, UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.distributed import DistributedConfiguration
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.environment.section import Section
from amlwidgets.sdk.run_config import DockerConfiguration, RunConfiguration, target_name
from amlwidgets.sdk.tolerance import Tolerant

if TYPE_CHECKING:
    from amlwidgets.sdk.run import Run


class ScriptRunConfig(Tolerant):
    """What `Experiment.submit` takes. Give `script` (with `arguments`), or `command` instead.

    `source_directory` is copied when the run is submitted; `script` is a path in it. What is given here goes
    before what `run_config` says.
    """

    MAX_DURATION_SECONDS_DEFAULT = 2592000

    def __init__(
        self,
        source_directory: Any,
        script: Optional[str] = None,
        arguments: Optional[Sequence[Any]] = None,
        run_config: Optional[RunConfiguration] = None,
        _telemetry_values: Any = None,
        compute_target: Any = None,
        environment: Optional[Environment] = None,
        distributed_job_config: Optional[DistributedConfiguration] = None,
        resume_from: Any = None,
        max_run_duration_seconds: Optional[float] = MAX_DURATION_SECONDS_DEFAULT,
        command: Any = None,
        docker_runtime_config: Optional[DockerConfiguration] = None,
        **others: Any,
    ) -> None:
        self.source_directory = (
            "." if source_directory is None else check.path("source_directory", source_directory)
        )
        self.run_config = _run_config(run_config)
        self.script = script if script is not None else self.run_config.script
        self.arguments = _arguments(arguments if arguments is not None else self.run_config.arguments)
        self.command = command if command is not None else self.run_config.command
        self.distributed_job_config = distributed_job_config
        self.resume_from = resume_from
        limit = self.run_config.max_run_duration_seconds
        unsaid = max_run_duration_seconds == self.MAX_DURATION_SECONDS_DEFAULT
        self.max_run_duration_seconds = limit if unsaid and limit is not None else max_run_duration_seconds
        self.extra = check.unknown("ScriptRunConfig", others)
        if compute_target is not None:
            self.run_config.target = target_name("compute_target", compute_target)
        if environment is not None:
            self.run_config.environment = check.instance("environment", environment, Environment)
        if distributed_job_config is not None:
            check.instance("distributed_job_config", distributed_job_config, DistributedConfiguration)
        if docker_runtime_config is not None:
            self.run_config.docker = check.instance(
                "docker_runtime_config", docker_runtime_config, DockerConfiguration
            )
        self._check_what_runs()

    @property
    def target(self) -> str:
        """The name of the compute target."""
        return self.run_config.target

    def distribution(self) -> Optional[DistributedConfiguration]:
        """How many processes there are, on how many nodes; None for one process on each node."""
        return self.distributed_job_config or self.run_config.distribution()

    def command_words(self) -> Any:
        """The command as it is executed: a list as its words, a text by the shell; None for a script."""
        if isinstance(self.command, (list, tuple)):
            return " ".join(map(str, self.command)) if len(self.command) == 1 else _arguments(self.command)
        return self.command

    def check_source(self) -> None:
        """Raises UserErrorException when the folder or the script in it is not there."""
        if not os.path.isdir(self.source_directory):
            raise UserErrorException(
                f"source_directory is {self.source_directory!r}; expected a folder that exists.",
                remedy=f"The current folder is {os.getcwd()}.",
            )
        if self.script and not os.path.isfile(os.path.join(self.source_directory, self.script)):
            raise UserErrorException(
                f"script is {self.script!r}; expected a file in {os.path.abspath(self.source_directory)}.",
                remedy=_scripts_there(self.source_directory),
            )

    def _check_what_runs(self) -> None:
        if self.command is not None and self.script is not None:
            raise RunConfigurationException("script and command are both given; expected one of them.")
        if self.command is None and self.script is None:
            raise RunConfigurationException("Neither script nor command is given; expected one of them.")
        if self.command is not None and self.arguments:
            raise RunConfigurationException(
                "arguments are given with command; expected them as part of the command."
            )
        if self.command is not None and not (self.command and isinstance(self.command, (str, list, tuple))):
            raise check.wrong("command", self.command, "a text for the shell, or a list of words")
        if self.script is not None:
            _check_inside(check.path("script", self.script))

    def __repr__(self) -> str:
        what = self.command if self.script is None else self.script
        return f"ScriptRunConfig({what!r}, in {self.source_directory!r}, compute_target={self.target!r})"


def _check_inside(script: str) -> None:
    try:
        check_relative(script)
    except PathNotAllowed as error:
        raise check.wrong("script", script, "a relative path that stays inside source_directory") from error


def _run_config(given: Optional[RunConfiguration]) -> RunConfiguration:
    """A copy: one run configuration may serve many scripts."""
    from copy import deepcopy

    if given is None:
        return RunConfiguration()
    return deepcopy(check.instance("run_config", given, RunConfiguration))  # type: ignore[no-any-return]


def _arguments(given: Any) -> List[Any]:
    if isinstance(given, (list, tuple)):
        return list(given)
    if isinstance(given, dict):
        return [part for pair in given.items() for part in pair]
    raise check.wrong("arguments", given, "a list such as ['--lr', 0.1]")


def _scripts_there(folder: str) -> str:
    names = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
    return "There: " + ", ".join(names[:5]) if names else "There is no .py file in it."


def recorded(config: ScriptRunConfig) -> Dict[str, Any]:
    """What is kept with the run and has no effect in an embedded workspace."""
    run_config = config.run_config
    kept = {
        **run_config.parts(),
        **config.extra,
        **run_config.extra,
        "framework": run_config.framework,
        "communicator": run_config.communicator,
        "docker": run_config.docker.to_json() if isinstance(run_config.docker, Section) else run_config.docker,
        **({"resume_from": getattr(config.resume_from, "id", config.resume_from)} if config.resume_from else {}),
    }
    return {name: check.recordable(value) for name, value in kept.items()}


def get_run_config_from_script_run(script_run_config: ScriptRunConfig) -> RunConfiguration:
    """The settings of a script run as one object, with its script and arguments."""
    from copy import deepcopy

    made = deepcopy(script_run_config.run_config)
    made.script, made.command = script_run_config.script, script_run_config.command
    made.arguments = list(script_run_config.arguments)
    made.max_run_duration_seconds = script_run_config.max_run_duration_seconds
    return made


def submit(
    script_run_config: ScriptRunConfig,
    workspace: Any,
    experiment_name: str,
    run_id: Optional[str] = None,
    _parent_run_id: Optional[str] = None,
    credential_passthrough: bool = False,
) -> "Run":
    """Submit a script run; the same as `Experiment.submit`."""
    from amlwidgets.sdk.experiment import Experiment

    script_run_config.run_config.credential_passthrough = credential_passthrough
    return Experiment(workspace, experiment_name).submit(script_run_config, run_id=run_id)
