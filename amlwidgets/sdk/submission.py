"""From a ScriptRunConfig to the spec of a run."""

from types import SimpleNamespace
from typing import Any, Mapping, Optional

from amlwidgets.backend.base import Backend
from amlwidgets.resources.records import RunRecord, RunSpec
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.data.run_data import RunData
from amlwidgets.sdk.environment import environment_variables
from amlwidgets.sdk.not_executed import NotExecuted
from amlwidgets.sdk.run_config import DataReferenceConfiguration, RunConfiguration
from amlwidgets.sdk.script_run_config import ScriptRunConfig, recorded


def submit(
    backend: Backend,
    experiment: str,
    config: Any,
    *,
    tags: Optional[Mapping[str, Any]] = None,
    run_id: Optional[str] = None,
    name: str = "",
    parent: Optional[str] = None,
    properties: Optional[Mapping[str, str]] = None,
) -> RunRecord:
    """Copy the source folder and record the run; returns at once.

    Raises UserErrorException for what cannot be run, ExperimentExecutionException for a target that cannot run it.
    """
    config = _script_run(config)
    config.check_source()
    checked_tags = arguments.string_map("tags", tags)
    snapshot = backend.take_snapshot(config.source_directory)
    return backend.submit(
        experiment,
        _spec(backend, config, snapshot),
        run_id=run_id,
        name=name,
        parent=parent,
        tags=checked_tags,
        properties={"ContentSnapshotId": snapshot, **(properties or {})},
    )


def _script_run(config: Any) -> ScriptRunConfig:
    """What is submitted; an estimator describes one too. What is not executed yet says so."""
    if isinstance(config, NotExecuted):
        config.refuse()
    described = config.script_run_config() if hasattr(config, "script_run_config") else config
    return arguments.instance("config", described, ScriptRunConfig)  # type: ignore[no-any-return]


def _spec(backend: Backend, config: ScriptRunConfig, snapshot: str) -> RunSpec:
    run_config = config.run_config
    variables = environment_variables(run_config.environment_variables)
    distributed = config.distribution()
    data = RunData(backend, variables, config.target)
    _add_references(data, run_config)
    data.add(run_config.data)
    command = config.command_words()
    return RunSpec(
        script=config.script,
        arguments=data.texts(config.arguments),
        command=data.texts(command) if isinstance(command, list) else command,
        snapshot=snapshot,
        target=config.target,
        node_count=distributed.nodes if distributed else arguments.whole("node_count", run_config.node_count, 1),
        processes_per_node=distributed.processes_per_node if distributed else 1,
        environment=run_config.environment.to_json(),
        environment_variables=variables,
        max_run_duration_seconds=_duration(config),
        extra={
            **recorded(config),
            **(distributed.recorded() if distributed else {}),
            **data.extra(),
        },
    )


def _add_references(data: RunData, run_config: RunConfiguration) -> None:
    """Those of `data_references`, under the names they were given there."""
    for name, given in run_config.data_references.items():
        data.add_reference(_reference(name, given))


def _reference(name: str, given: Any) -> DataReference:
    if isinstance(given, DataReference):
        given = given.to_config()
    kept = arguments.instance(f"data_references[{name!r}]", given, DataReferenceConfiguration)
    store = SimpleNamespace(
        name=arguments.text(f"the datastore of data_references[{name!r}]", kept.data_store_name)
    )
    return DataReference(store, name, kept.path_on_data_store, kept.mode, kept.path_on_compute, kept.overwrite)


def _duration(config: ScriptRunConfig) -> Optional[float]:
    """What the run's own configuration says goes before what its run_config says."""
    seconds, default = config.max_run_duration_seconds, config.run_config.max_run_duration_seconds
    if default is not None and seconds in (None, config.MAX_DURATION_SECONDS_DEFAULT):
        seconds = default
    return None if not seconds else float(arguments.whole("max_run_duration_seconds", seconds, 1))
