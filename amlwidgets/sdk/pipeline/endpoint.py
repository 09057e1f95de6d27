"""PipelineEndpoint: versions of a published pipeline under one name."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.pipeline import PipelineNotExecuted
from amlwidgets.sdk.pipeline.published import PublishedPipeline, none_there, not_there
from amlwidgets.sdk.pipeline.shown import Fields, Shown

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class PipelineIdVersion:
    """A version and the id of its pipeline."""

    def __init__(self, version: str, pipeline_id: str) -> None:
        self.version = version
        self.pipeline_id = pipeline_id


class PipelineVersion:
    """A version and its pipeline."""

    def __init__(self, version: str, pipeline: PublishedPipeline) -> None:
        self.version = version
        self.pipeline = pipeline


class PipelineEndpoint(Shown, PipelineNotExecuted):
    """A name that leads to the versions of a pipeline. None is published yet: lists are empty."""

    _called = "A pipeline endpoint"

    def __init__(
        self,
        workspace: "Workspace",
        id: str,
        name: str,
        description: Optional[str],
        status: str,
        default_version: Optional[str],
        endpoint: str,
        pipeline_version_list: Optional[List[PipelineIdVersion]],
        _pipeline_endpoint_provider: Any = None,
        _published_pipeline_provider: Any = None,
        _swaggerurl: Optional[str] = None,
    ) -> None:
        self.workspace = workspace
        self.id = id
        self.name = arguments.text("name", name)
        self.description = description
        self.status = status
        self.default_version = default_version
        self.endpoint = endpoint
        self.pipeline_version_list = list(pipeline_version_list or [])
        self.swaggerurl = _swaggerurl

    @staticmethod
    def get(
        workspace: "Workspace",
        id: Optional[str] = None,
        name: Optional[str] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> "PipelineEndpoint":
        """Raises ResourceNotFound: none is published yet."""
        if (id is None) == (name is None):
            raise arguments.wrong("id", id, "an id or, as name, a name")
        raise not_there(workspace, "pipeline endpoint", name or id)

    @staticmethod
    def list(
        workspace: "Workspace",
        active_only: bool = True,
        max_results: int = 100,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> "List[PipelineEndpoint]":
        """The endpoints of a workspace: none yet."""
        return none_there(workspace)

    @staticmethod
    def get_all(
        workspace: "Workspace",
        active_only: bool = True,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> "List[PipelineEndpoint]":
        """As `list`."""
        return none_there(workspace)

    @staticmethod
    def publish(
        workspace: "Workspace",
        name: str,
        description: Optional[str],
        pipeline: Any,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        arguments.text("name", name)
        PipelineEndpoint.refuse("published")

    def add(self, pipeline: Any) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def add_default(self, pipeline: Any) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def set_default(self, pipeline: Any) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def set_default_version(self, version: str) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def set_name(self, name: str) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def archive(self) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("archived")

    def reactivate(self, name: str) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("reactivated")

    def enable(self) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("enabled")

    def disable(self) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("disabled")

    def get_default_version(self) -> Optional[str]:
        """The version that is submitted when none is said."""
        return self.default_version

    def get_pipeline(self, version: Optional[str] = None) -> PublishedPipeline:
        """Raises ResourceNotFound: none is published yet."""
        raise not_there(self.workspace, "version of the endpoint", version or self.default_version)

    def list_versions(self, _workflow_provider: Any = None, _service_endpoint: Any = None) -> Any:
        """The versions."""
        return list(self.pipeline_version_list)

    get_all_versions = list_versions

    def list_pipelines(
        self, active_only: bool = True, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> Any:
        """The published pipelines of its versions: none yet."""
        return none_there(self.workspace)

    get_all_pipelines = list_pipelines

    def submit(
        self,
        experiment_name: str,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        parent_run_id: Optional[str] = None,
        pipeline_version: Optional[str] = None,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse()

    def to_json(self) -> Dict[str, Any]:
        """What is said of it."""
        kept = {name: value for name, value in vars(self).items() if name != "workspace"}
        return {**kept, "pipeline_version_list": [vars(each) for each in self.pipeline_version_list]}

    def _fields(self) -> Fields:
        fields: Fields = [("Name", self.name), ("Id", self.id), ("Status", self.status)]
        return [*fields, ("Default Version", self.default_version), ("Endpoint", self.endpoint)]
