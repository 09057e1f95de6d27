"""RunConfiguration: how and where a script runs."""

from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment import Environment


class DockerConfiguration:
    """How the container of a run is started; recorded."""

    def __init__(
        self,
        use_docker: bool = False,
        shared_volumes: bool = True,
        arguments: Sequence[str] = (),
        shm_size: Optional[str] = None,
    ) -> None:
        self.use_docker = use_docker
        self.shared_volumes = shared_volumes
        self.arguments = list(arguments)
        self.shm_size = shm_size

    def to_json(self) -> Dict[str, Any]:
        """As it is recorded with a run."""
        return {"useDocker": self.use_docker, "sharedVolumes": self.shared_volumes, "shmSize": self.shm_size}


class RunConfiguration:
    """The settings of a run apart from its source folder; any attribute of v1's can be set and is kept."""

    def __init__(
        self,
        script: Optional[str] = None,
        arguments: Optional[Sequence[Any]] = None,
        framework: Optional[str] = None,
        communicator: Optional[str] = None,
        conda_dependencies: Any = None,
        _history_enabled: Optional[bool] = None,
        _path: Optional[str] = None,
        _name: Optional[str] = None,
        command: Any = None,
        **others: Any,
    ) -> None:
        from amlwidgets.sdk.arguments import unknown

        self.script = script
        self.arguments: List[Any] = list(arguments or [])
        self.framework = framework or "Python"
        self.communicator = communicator
        self.command = command
        self.environment = Environment()
        if conda_dependencies is not None:
            self.environment.python.conda_dependencies = conda_dependencies
        self.node_count = 1
        self.max_run_duration_seconds: Optional[float] = None
        self.mpi: Any = None
        self.docker = DockerConfiguration()
        self.data_references: Dict[str, Any] = {}
        self.extra = unknown("RunConfiguration", others)
        self._target = "local"

    @property
    def target(self) -> str:
        """The name of the compute target; a target itself can be assigned."""
        return self._target

    @target.setter
    def target(self, target: Any) -> None:
        self._target = target_name("target", target)

    @property
    def environment_variables(self) -> Dict[str, str]:
        """Variables set for the run's processes."""
        return self.environment.environment_variables

    @environment_variables.setter
    def environment_variables(self, variables: Dict[str, str]) -> None:
        self.environment.environment_variables = variables


def target_name(argument: str, target: Any) -> str:
    """The name of a compute target given as one or by name."""
    name = getattr(target, "name", target)
    if isinstance(name, str) and name:
        return name
    raise arguments.wrong(argument, target, "a compute target or the name of one")
