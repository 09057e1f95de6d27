"""Estimator: a script with its arguments, its packages and its nodes in one object."""

from inspect import Signature
from typing import Any, ClassVar, List, Mapping, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.distributed import DistributedConfiguration, DistributedTraining, Mpi
from amlwidgets.sdk.estimator.older import renamed
from amlwidgets.sdk.estimator.packages import environment_of
from amlwidgets.sdk.estimator.parameters import bind, of_estimator
from amlwidgets.sdk.run_config import RunConfiguration
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.tolerance import Tolerant


class Estimator(Tolerant):
    """What `Experiment.submit` takes too. `script_params` are the script's arguments as a dict; one whose value is
    "" or None is a flag. Files are looked for in `source_directory` first, then in the current folder.

    `environment_definition` goes before all that is said of packages and images. Images are recorded.
    """

    FRAMEWORK_NAME: ClassVar[str] = "Python"
    __signature__: ClassVar[Signature] = of_estimator()
    _backends: ClassVar[Mapping[str, Any]] = {"mpi": Mpi}
    """The ways to distribute, by the names of the older `distributed_backend`."""

    _default_backend: ClassVar[str] = "mpi"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        call = type(self).__name__
        given = renamed(call, bind(call, type(self).__signature__, args, kwargs))
        if given["entry_script"] is None:
            raise arguments.wrong("entry_script", None, "a script in source_directory")
        self._config = ScriptRunConfig(
            given["source_directory"],
            script=given["entry_script"],
            arguments=script_arguments(given["script_params"]),
            run_config=self._settings(given),
            distributed_job_config=self._distribution(given),
            resume_from=given["resume_from"],
            max_run_duration_seconds=given["max_run_duration_seconds"],
        )
        self._config.extra.update(given["extra"])
        self.run_config.script, self.run_config.arguments = self._config.script, list(self._config.arguments)

    @property
    def run_config(self) -> RunConfiguration:
        """Its settings; what is changed here counts for the next submission."""
        return self._config.run_config

    @property
    def source_directory(self) -> str:
        """The folder that is copied when it is submitted."""
        return self._config.source_directory

    @property
    def conda_dependencies(self) -> Any:
        """The packages of its environment."""
        return self.run_config.environment.python.conda_dependencies

    def script_run_config(self) -> ScriptRunConfig:
        """The same as a ScriptRunConfig, which is what is submitted."""
        return self._config

    def _keep_unknown(self, name: str, value: Any) -> None:
        self._config.extra[name] = value

    def _settings(self, given: Mapping[str, Any]) -> RunConfiguration:
        made = RunConfiguration(framework=self.FRAMEWORK_NAME)
        if given["compute_target"] is not None:
            made.target = given["compute_target"]
        made.environment = environment_of(self.FRAMEWORK_NAME, given)
        made.amlcompute.vm_size = given["vm_size"]
        made.amlcompute.vm_priority = given["vm_priority"]
        made.source_directory_data_store = _name_of(given.get("source_directory_data_store"))
        _add_inputs(made, given["inputs"])
        return made

    def _distribution(self, given: Mapping[str, Any]) -> Optional[DistributedConfiguration]:
        """How the run is distributed; None for a single process."""
        nodes = arguments.whole("node_count", given.get("node_count", 1), 1)
        per_node = arguments.whole("process_count_per_node", given.get("process_count_per_node", 1), 1)
        training = self._training(given, nodes * per_node)
        if isinstance(training, Mpi) and per_node > 1:
            training = Mpi(per_node)
        return training.configuration(nodes) if training is not None else None

    def _training(self, given: Mapping[str, Any], processes: int) -> Optional[DistributedTraining]:
        training, backend = given.get("distributed_training"), given.get("distributed_backend")
        if training is not None:
            kinds = tuple(self._backends.values())
            if isinstance(training, kinds):
                return training  # type: ignore[no-any-return]
            names = ", ".join(f"{kind.__name__}()" for kind in kinds)
            raise arguments.wrong("distributed_training", training, f"one of {names}")
        if backend is not None:
            return self._of_backend(arguments.one_of("distributed_backend", backend, tuple(self._backends)), given)
        if processes > 1 or self._counts_tasks(given):
            return self._of_backend(self._default_backend, given)
        return None

    def _of_backend(self, name: str, given: Mapping[str, Any]) -> DistributedTraining:
        return self._backends[name]()  # type: ignore[no-any-return]

    def _counts_tasks(self, given: Mapping[str, Any]) -> bool:
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._config.script!r}, in {self.source_directory!r})"


def script_arguments(given: Any) -> List[Any]:
    """The words of `script_params`."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise arguments.wrong("script_params", given, "a dict such as {'--lr': 0.1}")
    words: List[Any] = []
    for name, value in given.items():
        words.append(arguments.text("a key of script_params", name))
        if not (value is None or (isinstance(value, str) and value == "")):
            words.append(value)
    return words


def _add_inputs(settings: RunConfiguration, given: Any) -> None:
    """Data references and datasets, under the names by which the script asks for them."""
    if not isinstance(given, (list, tuple, type(None))):
        raise arguments.wrong("inputs", given, "a list of data references and datasets")
    for each in given or ():
        if isinstance(each, DataReference):
            settings.data_references[each.data_reference_name] = each
        elif getattr(each, "name", None):
            settings.data[each.name] = each
        else:
            raise arguments.wrong(
                "an entry of inputs", each, "a data reference, or a dataset with as_named_input()"
            )


def _name_of(datastore: Any) -> Optional[str]:
    return None if datastore is None else str(getattr(datastore, "name", datastore))
