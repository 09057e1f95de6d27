"""From a job that a client sent to a run: its code becomes a snapshot, its inputs and outputs become paths."""

from dataclasses import replace

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.history import OUTPUTS, datastore_uri
from amlwidgets.faces.job import ASKED_CODE, ASKED_COMMAND, JobRequest
from amlwidgets.faces.job_command import expand, input_values, output_places
from amlwidgets.resources.errors import JobTypeNotExecuted
from amlwidgets.resources.ids import check_run_id
from amlwidgets.resources.records import SCRIPT_RUN, RunRecord, RunSpec
from amlwidgets.resources.states import RunState
from amlwidgets.service.codes import snapshot_of
from amlwidgets.service.environments import named_environment
from amlwidgets.service.job_data import JobData

_OUTPUT_STORE = "workspaceblobstore"


def submit_job(backend: Backend, run_id: str, wanted: JobRequest) -> RunRecord:
    """Record and start the run of a job.

    Raises UserErrorException for code or data that is not here, JobTypeNotExecuted for a job of a type that is not
    executed: its run is recorded all the same, as Failed with the reason.
    """
    if wanted.spec is None:
        raise refuse("properties.command", None, "text")
    is_command = wanted.spec.type == SCRIPT_RUN
    run = backend.submit(
        wanted.experiment,
        _complete(backend, check_run_id(run_id), wanted, wanted.spec) if is_command else wanted.spec,
        run_id=run_id,
        name=wanted.name or "",
        tags=wanted.tags,
        properties=wanted.properties,
    )
    if wanted.description:
        run = backend.update_run(run_id, description=wanted.description)
    if not is_command:
        _tell(run)
    return run


def _tell(run: RunRecord) -> None:
    """Whoever submits hears at once why nothing will happen, and need not look at the run for it."""
    if run.state is RunState.FAILED and run.error:
        raise JobTypeNotExecuted(run.error["message"], remedy=run.error["remedy"])


def _complete(backend: Backend, run_id: str, wanted: JobRequest, spec: RunSpec) -> RunSpec:
    def place(name: str) -> str:
        return datastore_uri(backend.workspace, _OUTPUT_STORE, f"azureml/{run_id}/{name}/")

    outputs = output_places(wanted.outputs, place)
    data, given = JobData(backend, spec.target), Fields(wanted.outputs, "outputs")
    inputs = input_values(wanted.inputs, data.input)
    folders = {name: data.output(name, uri, given.inner(name)) for name, uri in outputs.items()}
    command = expand(str(spec.command), inputs, folders)
    asked = {
        OUTPUTS: outputs,
        ASKED_CODE: wanted.code,
        ASKED_COMMAND: spec.command if spec.command != command else None,
    }
    return replace(
        spec,
        snapshot=snapshot_of(backend, wanted.code) if wanted.code else spec.snapshot,
        command=command,
        environment=named_environment(backend, spec.environment),
        extra={**spec.extra, **data.extra(), **{key: value for key, value in asked.items() if value}},
    )
