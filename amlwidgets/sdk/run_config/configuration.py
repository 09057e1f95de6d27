"""RunConfiguration: how and where a script runs."""

from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.distributed import (
    DistributedConfiguration,
    MpiConfiguration,
    PyTorchConfiguration,
    TensorflowConfiguration,
)
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.environment.section import camel, written
from amlwidgets.sdk.run_config.data import with_configs
from amlwidgets.sdk.run_config.parts import (
    AmlComputeConfiguration,
    DockerConfiguration,
    HdiConfiguration,
    HistoryConfiguration,
    KubernetesComputeConfiguration,
    SparkConfiguration,
)
from amlwidgets.sdk.tolerance import Tolerant

FRAMEWORKS = ("Python", "PySpark", "CNTK", "TensorFlow", "PyTorch", "Chainer", "SKLearn", "R")
COMMUNICATORS = ("None", "ParameterServer", "OpenMpi", "IntelMpi", "Mpi", "Gloo", "Nccl")

_RECORDED = (
    "history",
    "spark",
    "hdi",
    "amlcompute",
    "kubernetescompute",
    "data_references",
    "output_data",
    "services",
    "datacaches",
    "source_directory_data_store",
    "credential_passthrough",
    "auto_prepare_environment",
)
_NAMES_DATA = ("data_references", "data", "output_data", "datacaches")


class RunConfiguration(Tolerant):
    """The settings of a run apart from its source folder; any attribute of v1's can be set and is kept.

    `communicator` makes the run a distributed one: `node_count` nodes, and on them what `mpi`, `tensorflow` or
    `pytorch` says. `max_run_duration_seconds` ends a run that takes longer.
    """

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
        self.script = script
        self.arguments: List[Any] = list(arguments or [])
        self.command = command
        self.framework = check.one_of("framework", framework or "Python", FRAMEWORKS)
        self.communicator: Any = check.one_of("communicator", communicator or "None", COMMUNICATORS)
        self.node_count = 1
        self.max_run_duration_seconds: Optional[float] = None
        self.credential_passthrough = False
        self.environment = Environment()
        if conda_dependencies is not None:
            self.environment.python.conda_dependencies = conda_dependencies
        self.docker = DockerConfiguration()
        self.mpi: Any = MpiConfiguration()
        self.tensorflow: Any = TensorflowConfiguration()
        self.pytorch: Any = PyTorchConfiguration()
        self.pytorch.process_count = None
        self.history = HistoryConfiguration()
        if _history_enabled is not None:
            self.history.output_collection = bool(_history_enabled)
        self.spark = SparkConfiguration()
        self.hdi = HdiConfiguration()
        self.amlcompute = AmlComputeConfiguration()
        self.kubernetescompute = KubernetesComputeConfiguration()
        self.data_references: Dict[str, Any] = {}
        self.data: Dict[str, Any] = {}
        self.output_data: Dict[str, Any] = {}
        self.datacaches: List[Any] = []
        self.services: Dict[str, Any] = {}
        self.source_directory_data_store: Optional[str] = None
        self.extra = check.unknown("RunConfiguration", others)
        self._target = "local"
        self._auto_prepare_environment = True
        self._path = _path
        self._name = _name

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

    @property
    def auto_prepare_environment(self) -> bool:
        """Recorded: environments are always prepared with the run."""
        return self._auto_prepare_environment

    @auto_prepare_environment.setter
    def auto_prepare_environment(self, prepare: bool) -> None:
        self._auto_prepare_environment = bool(prepare)

    # -- as a file -------------------------------------------------------------------------------------------

    def save(self, path: Any = None, name: Optional[str] = None, separate_environment_yaml: bool = False) -> None:
        """Write `.azureml/<name>.runconfig` below a folder, or a file by its path. The packages become a file of
        their own beside it with `separate_environment_yaml`. Without both, where it was loaded from.
        """
        from amlwidgets.sdk.run_config import file

        file.save(self, path, name, separate=separate_environment_yaml)

    @staticmethod
    def load(path: Any, name: Optional[str] = None) -> "RunConfiguration":
        """Of a file, or of the one of this name in a folder, its `.azureml` or `aml_config`. Raises
        UserErrorException for one that is not there or cannot be read.
        """
        from amlwidgets.sdk.run_config import file

        return file.load(path, name)

    @staticmethod
    def delete(path: Any, name: Optional[str]) -> None:
        """Remove a file that `load` would read. Raises UserErrorException when there is none."""
        from amlwidgets.sdk.run_config import file

        file.delete(path, name)

    def parts(self) -> Dict[str, Any]:
        """What is recorded with a run and has no effect here, where it is not as every configuration has it."""
        plain = RunConfiguration()
        said = {name: getattr(self, name) for name in _RECORDED if getattr(self, name) != getattr(plain, name)}
        return {camel(name): written(with_configs(value)) for name, value in said.items()}

    # -- how many processes ----------------------------------------------------------------------------------

    def distribution(self) -> Optional[DistributedConfiguration]:
        """What `communicator` and the numbers say; None for one process on each node."""
        nodes = check.whole("node_count", self.node_count, 1)
        asked = "None" if self.communicator is None else self.communicator
        made = self._distributed_by(check.one_of("communicator", asked, COMMUNICATORS))
        if made is not None and nodes > 1:
            made.node_count = nodes
        return made

    def _distributed_by(self, communicator: str) -> Optional[DistributedConfiguration]:
        from copy import copy

        if communicator.endswith("Mpi"):
            return MpiConfiguration(self.mpi.process_count_per_node, getattr(self.mpi, "node_count", 1))
        if communicator == "ParameterServer":
            return copy(check.instance("tensorflow", self.tensorflow, TensorflowConfiguration))  # type: ignore[no-any-return]
        if communicator in ("Gloo", "Nccl"):
            made = copy(check.instance("pytorch", self.pytorch, PyTorchConfiguration))
            made.communication_backend = communicator
            return made  # type: ignore[no-any-return]
        return None

    def __deepcopy__(self, memo: Dict[int, Any]) -> "RunConfiguration":
        """A copy of all but the data it names: that belongs to a workspace, of which there is one."""
        from copy import copy, deepcopy

        made = memo[id(self)] = copy(self)
        for name, value in vars(self).items():
            setattr(made, name, copy(value) if name in _NAMES_DATA else deepcopy(value, memo))
        return made

    def __repr__(self) -> str:
        what = self.script if self.command is None else self.command
        return f"RunConfiguration({what!r}, target={self.target!r}, environment={self.environment.name!r})"


def target_name(argument: str, target: Any) -> str:
    """The name of a compute target given as one or by name."""
    name = getattr(target, "name", target)
    if isinstance(name, str) and name:
        return name
    raise check.wrong(argument, target, "a compute target or the name of one")
