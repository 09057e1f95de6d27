"""Runs of pipelines and of their steps."""

import sys
from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.pipeline import PipelineNotExecuted
from amlwidgets.sdk.pipeline.port_data import PortDataReference, StepRunOutput
from amlwidgets.sdk.run import Run

if TYPE_CHECKING:
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.workspace import Workspace

_FINISHED = {"Completed": "Finished"}
"""What v1 calls the states of pipelines."""

_LONGEST = 10**9
"""Seconds; `sys.maxsize` of them are too many to wait for."""


class _Waited(Run):
    """A run that is waited for with v1's words for pipelines."""

    _title = ""

    def get_status(self) -> str:
        """The state; a pipeline that has completed is `Finished`."""
        status = super().get_status()
        return _FINISHED.get(status, status)

    def wait_for_completion(  # type: ignore[override]  # v1's pipelines have arguments of their own
        self, show_output: bool = True, timeout_seconds: float = sys.maxsize, raise_on_error: bool = True
    ) -> str:
        """Block until it has ended or the time is up; returns its status.

        Raises ActivityFailedException when it has failed, unless `raise_on_error` is False.
        """
        from amlwidgets.sdk.run.following import raise_if_failed

        seconds = min(arguments.number("timeout_seconds", timeout_seconds, 0), _LONGEST)
        if show_output:
            print(f"{self._title}Id: {self.id}\nLink to the run: {self.get_portal_url()}")
        record = self._backend.wait_for_run(self.id, timeout=seconds)
        status = self.get_status()
        if show_output:
            print(f"{self._title} Status: {status}")
        if raise_on_error:
            raise_if_failed(record)
        return status


class PipelineRun(_Waited, PipelineNotExecuted):
    """The run of a pipeline by its id: its steps are its children."""

    _title = "PipelineRun"

    def __init__(self, experiment: "Experiment", run_id: str, _service_endpoint: Any = None, **kwags: Any) -> None:
        super().__init__(experiment, run_id, **kwags)

    @staticmethod
    def get(workspace: "Workspace", run_id: str, _service_endpoint: Any = None) -> "PipelineRun":
        """A run by its id. Raises ResourceNotFound."""
        from amlwidgets.sdk.experiment import Experiment

        return PipelineRun(Experiment(workspace, workspace.backend.get_run(run_id).experiment), run_id)

    @staticmethod
    def get_pipeline_runs(workspace: "Workspace", pipeline_id: str, _service_endpoint: Any = None) -> Any:
        """The runs of a published pipeline: none yet."""
        from amlwidgets.sdk.pipeline.published import none_there

        return none_there(workspace)

    def get_steps(self) -> "List[StepRun]":
        """The runs of its steps."""
        return [StepRun(self.experiment, child.id, self.id, child.id) for child in self.get_children()]

    def find_step_run(self, name: str) -> "List[StepRun]":
        """The runs of the step of a name."""
        arguments.text("name", name)
        return [step for step in self.get_steps() if step.name == name]

    def get_pipeline_output(self, pipeline_output_name: str) -> NoReturn:
        """Raises JobTypeNotExecuted: only runs of v1's pipelines have outputs by name."""
        self.refuse("asked for its outputs")

    def publish_pipeline(
        self,
        name: str,
        description: Optional[str],
        version: Optional[str],
        continue_on_step_failure: Optional[bool] = None,
        **kwargs: Any,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("published")

    def get_graph(self) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("read back")

    def save(self, path: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("saved")


class StepRun(_Waited):
    """The run of a step."""

    _title = "StepRun"

    def __init__(
        self,
        experiment: "Experiment",
        step_run_id: str,
        pipeline_run_id: str,
        node_id: str,
        _service_endpoint: Any = None,
        _is_reused: bool = False,
        _current_node_id: Optional[str] = None,
        _reused_run_id: Optional[str] = None,
        _reused_node_id: Optional[str] = None,
        _reused_pipeline_run_id: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(experiment, step_run_id, **kwargs)
        self.pipeline_run_id = pipeline_run_id
        self.node_id = node_id

    def get_outputs(self) -> Dict[str, StepRunOutput]:
        """What it wrote, by name."""
        names = PortDataReference.names_of(self.experiment.workspace, self.id)
        return {name: self.get_output(name) for name in names}

    def get_output(self, name: str) -> StepRunOutput:
        """What it wrote under a name."""
        return StepRunOutput(self.experiment.workspace, self.pipeline_run_id, self, name, None)

    def get_output_data(self, name: str) -> PortDataReference:
        """Where what it wrote under a name is."""
        return self.get_output(name).get_port_data_reference()

    def get_job_log(self) -> Optional[str]:
        """The log of its script; None while there is none."""
        return self._log("user_logs/std_log.txt")

    get_stdout_log = get_job_log

    def get_stderr_log(self) -> Optional[str]:
        """Outputs and errors are one log."""
        return self.get_job_log()

    def _log(self, name: str) -> Optional[str]:
        if name not in self.get_file_names():
            return None
        with self._backend.open_run_file(self.id, name) as source:
            return str(source.read().decode("utf-8", "replace"))
