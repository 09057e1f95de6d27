"""Schedule: a published pipeline that is submitted again and again."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.pipeline import PipelineNotExecuted
from amlwidgets.sdk.pipeline.published import none_there, not_there
from amlwidgets.sdk.pipeline.recurrence import ScheduleRecurrence
from amlwidgets.sdk.pipeline.shown import Fields, Shown

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class Schedule(Shown, PipelineNotExecuted):
    """When a published pipeline is submitted. None is kept yet: lists are empty."""

    _called = "A schedule"
    _meanwhile = "Let cron or a timer of the system run a script with Experiment.submit."

    def __init__(
        self,
        workspace: "Workspace",
        id: str,
        name: str,
        description: Optional[str],
        pipeline_id: Optional[str],
        status: str,
        recurrence: Optional[ScheduleRecurrence],
        datastore_name: Optional[str],
        polling_interval: Any,
        data_path_parameter_name: Optional[str],
        continue_on_step_failure: Optional[bool],
        path_on_datastore: Optional[str],
        _schedule_provider: Any = None,
        pipeline_endpoint_id: Optional[str] = None,
    ) -> None:
        self.workspace = workspace
        self.id = id
        self.name = arguments.text("name", name)
        self.description = description
        self.pipeline_id = pipeline_id
        self.pipeline_endpoint_id = pipeline_endpoint_id
        self.status = status
        self.recurrence = recurrence
        self.datastore_name = datastore_name
        self.polling_interval = polling_interval
        self.data_path_parameter_name = data_path_parameter_name
        self.continue_on_step_failure = continue_on_step_failure
        self.path_on_datastore = path_on_datastore

    @staticmethod
    def create(
        workspace: "Workspace",
        name: str,
        pipeline_id: str,
        experiment_name: str,
        recurrence: Optional[ScheduleRecurrence] = None,
        description: Optional[str] = None,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        wait_for_provisioning: bool = False,
        wait_timeout: int = 3600,
        datastore: Any = None,
        polling_interval: int = 5,
        data_path_parameter_name: Optional[str] = None,
        continue_on_step_failure: Optional[bool] = None,
        path_on_datastore: Optional[str] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> NoReturn:
        """Raises UserErrorException for a wrong value, else JobTypeNotExecuted."""
        _check_trigger(name, recurrence, datastore, polling_interval)
        Schedule.refuse("created")

    @staticmethod
    def create_for_pipeline_endpoint(
        workspace: "Workspace",
        name: str,
        pipeline_endpoint_id: str,
        experiment_name: str,
        recurrence: Optional[ScheduleRecurrence] = None,
        description: Optional[str] = None,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        wait_for_provisioning: bool = False,
        wait_timeout: int = 3600,
        datastore: Any = None,
        polling_interval: int = 5,
        data_path_parameter_name: Optional[str] = None,
        continue_on_step_failure: Optional[bool] = None,
        path_on_datastore: Optional[str] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> NoReturn:
        """As `create`."""
        _check_trigger(name, recurrence, datastore, polling_interval)
        Schedule.refuse("created")

    @staticmethod
    def get(
        workspace: "Workspace", id: str, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> "Schedule":
        """Raises ResourceNotFound: none is kept yet."""
        raise not_there(workspace, "schedule", id)

    @staticmethod
    def list(
        workspace: "Workspace",
        active_only: bool = True,
        pipeline_id: Optional[str] = None,
        pipeline_endpoint_id: Optional[str] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> "List[Schedule]":
        """The schedules of a workspace: none yet."""
        return none_there(workspace)

    @staticmethod
    def get_all(
        workspace: "Workspace",
        active_only: bool = True,
        pipeline_id: Optional[str] = None,
        pipeline_endpoint_id: Optional[str] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> "List[Schedule]":
        """As `list`."""
        return none_there(workspace)

    @staticmethod
    def get_schedules_for_pipeline_id(
        workspace: "Workspace", pipeline_id: str, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> Any:
        """The schedules of a pipeline: none yet."""
        return none_there(workspace)

    @staticmethod
    def get_schedules_for_pipeline_endpoint_id(
        workspace: "Workspace",
        pipeline_endpoint_id: str,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> Any:
        """The schedules of an endpoint: none yet."""
        return none_there(workspace)

    @staticmethod
    def load_yaml(
        workspace: "Workspace", filename: Any, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        Schedule.refuse("read from YAML")

    def update(
        self,
        name: Optional[str] = None,
        description: Optional[str] = None,
        recurrence: Optional[ScheduleRecurrence] = None,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        status: Optional[str] = None,
        wait_for_provisioning: bool = False,
        wait_timeout: int = 3600,
        datastore: Any = None,
        polling_interval: Optional[int] = None,
        data_path_parameter_name: Optional[str] = None,
        continue_on_step_failure: Optional[bool] = None,
        path_on_datastore: Optional[str] = None,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def enable(self, wait_for_provisioning: bool = False, wait_timeout: int = 3600) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("enabled")

    def disable(self, wait_for_provisioning: bool = False, wait_timeout: int = 3600) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("disabled")

    def get_last_pipeline_run(self) -> None:
        """Nothing was submitted by it."""

    def get_pipeline_runs(self) -> Any:
        """The runs that it submitted: none yet."""
        return none_there(self.workspace)

    def to_json(self) -> Dict[str, Any]:
        """What is said of it."""
        kept = {name: value for name, value in vars(self).items() if name != "workspace"}
        return {**kept, "recurrence": self.recurrence.to_json() if self.recurrence else None}

    def _fields(self) -> Fields:
        fields: Fields = [("Name", self.name), ("Id", self.id), ("Status", self.status)]
        return [*fields, ("Pipeline Id", self.pipeline_id), ("Pipeline Endpoint Id", self.pipeline_endpoint_id)]


def _check_trigger(name: Any, recurrence: Any, datastore: Any, polling_interval: Any) -> None:
    """By the clock or by what changes in a datastore."""
    arguments.text("name", name)
    if (recurrence is None) == (datastore is None):
        raise arguments.wrong("recurrence", recurrence, "a ScheduleRecurrence or, as datastore, a datastore")
    if recurrence is not None:
        arguments.instance("recurrence", recurrence, ScheduleRecurrence).validate()
    arguments.whole("polling_interval", polling_interval, 1)
