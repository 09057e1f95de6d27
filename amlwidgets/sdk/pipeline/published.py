"""PublishedPipeline: a pipeline with an address."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional

from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.pipeline import PipelineNotExecuted
from amlwidgets.sdk.pipeline.shown import Fields, Shown

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class PublishedPipeline(Shown, PipelineNotExecuted):
    """A pipeline that can be submitted by its address. None is published yet: lists are empty."""

    def __init__(
        self,
        name: str,
        graph_id: str,
        description: Optional[str],
        version: Optional[str],
        published_pipeline_id: str,
        status: str,
        endpoint: str,
        total_run_steps: Any,
        workspace: "Workspace",
        continue_on_step_failure: Optional[bool] = None,
        _pipeline_provider: Any = None,
        **kwargs: Any,
    ) -> None:
        self.name = arguments.text("name", name)
        self.graph_id = graph_id
        self.description = description
        self.version = version
        self.id = published_pipeline_id
        self.status = status
        self.endpoint = endpoint
        self.total_run_steps = total_run_steps
        self.workspace = workspace
        self.continue_on_step_failure = continue_on_step_failure
        arguments.unknown("PublishedPipeline", kwargs)

    @staticmethod
    def list(
        workspace: "Workspace", active_only: bool = True, _service_endpoint: Any = None
    ) -> "List[PublishedPipeline]":
        """The published pipelines of a workspace: none yet."""
        _checked(workspace)
        return []

    @staticmethod
    def get_all(
        workspace: "Workspace", active_only: bool = True, _service_endpoint: Any = None
    ) -> "List[PublishedPipeline]":
        """As `list`."""
        return PublishedPipeline.list(workspace, active_only)

    @staticmethod
    def get(
        workspace: "Workspace", id: str, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> "PublishedPipeline":
        """Raises ResourceNotFound: none is published yet."""
        raise not_there(workspace, "published pipeline", id)

    def enable(self) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("enabled")

    def disable(self) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("disabled")

    def submit(
        self,
        workspace: "Workspace",
        experiment_name: str,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
        parent_run_id: Optional[str] = None,
        continue_on_step_failure: Optional[bool] = None,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse()

    def get_graph(self, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("read back")

    def get_step_names(self, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("read back")

    def save(self, path: Any = None, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("saved")

    def to_json(self) -> Dict[str, Any]:
        """What is said of it."""
        return {name: value for name, value in vars(self).items() if name != "workspace"}

    def _fields(self) -> Fields:
        return [("Name", self.name), ("Id", self.id), ("Status", self.status), ("Endpoint", self.endpoint)]


def _checked(workspace: Any) -> Any:
    from amlwidgets.sdk.workspace import Workspace

    return arguments.instance("workspace", workspace, Workspace)


def not_there(workspace: Any, what: str, which: Any) -> ResourceNotFound:
    """The error for something that is looked up and cannot be there yet."""
    name = _checked(workspace).name
    return ResourceNotFound(
        f"There is no {what} {which!r} in the workspace {name!r}: pipelines are not published yet.",
        remedy=PipelineNotExecuted._meanwhile,
    )


def none_there(workspace: Any) -> List[Any]:
    """The list of what cannot be there yet, of a workspace that is one."""
    _checked(workspace)
    return []
