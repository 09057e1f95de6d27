"""From a ScriptRunConfig to the spec of a run."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend.base import Backend
from amlwidgets.resources.records import RunRecord, RunSpec
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.environment import environment_variables
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
    arguments.instance("config", config, ScriptRunConfig)
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


def _spec(backend: Backend, config: ScriptRunConfig, snapshot: str) -> RunSpec:
    run_config = config.run_config
    variables = environment_variables(run_config.environment_variables)
    distributed = config.distributed_job_config
    inputs: Dict[str, Any] = {}
    command = config.command_words()
    return RunSpec(
        script=config.script,
        arguments=_resolved(backend, config.arguments, variables, inputs),
        command=_resolved(backend, command, variables, inputs) if isinstance(command, list) else command,
        snapshot=snapshot,
        target=config.target,
        node_count=distributed.node_count
        if distributed
        else arguments.whole("node_count", run_config.node_count, 1),
        processes_per_node=distributed.processes_per_node if distributed else 1,
        environment=run_config.environment.to_json(),
        environment_variables=variables,
        max_run_duration_seconds=_duration(config.max_run_duration_seconds),
        extra={**recorded(config), **_servers(distributed), **({"inputs": inputs} if inputs else {})},
    )


def _servers(distributed: Any) -> Dict[str, int]:
    """How many of TensorFlow's nodes serve parameters: a job of Azure ML has to say."""
    count = getattr(distributed, "parameter_server_count", 0)
    return {"parameter_server_count": count} if count else {}


def _resolved(backend: Backend, given: List[Any], variables: Dict[str, str], inputs: Dict[str, Any]) -> List[str]:
    """Arguments as texts. Data becomes its path, and stands in the variable that its own text names; data of a
    datastore without a folder becomes an input of the job, which has its path when it runs.
    """
    texts = []
    for argument in given:
        if not isinstance(argument, DataReference):
            texts.append(str(argument))
        elif backend.get_datastore(argument.datastore.name).path:
            variables[argument.variable] = argument.resolve(backend)
            texts.append(variables[argument.variable])
        else:
            inputs[argument.input_name] = argument.job_input()
            texts.append(f"${{{{inputs.{argument.input_name}}}}}")
    return texts


def _duration(seconds: Optional[float]) -> Optional[float]:
    return None if not seconds else float(arguments.whole("max_run_duration_seconds", seconds, 1))
