"""PipelineDraft: a pipeline that is still being changed."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional, Sequence

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.pipeline import Pipeline, PipelineNotExecuted
from amlwidgets.sdk.pipeline.published import none_there, not_there
from amlwidgets.sdk.pipeline.shown import Fields, Shown

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class PipelineDraft(Shown, PipelineNotExecuted):
    """A pipeline under an id before it is submitted. None is kept yet: lists are empty."""

    _called = "A pipeline draft"

    def __init__(
        self,
        workspace: "Workspace",
        id: str,
        name: Optional[str] = None,
        description: Optional[str] = None,
        experiment_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        properties: Optional[Dict[str, str]] = None,
        graph_draft_id: Optional[str] = None,
        parent_pipeline_id: Optional[str] = None,
        parent_pipeline_run_id: Optional[str] = None,
        parent_step_run_ids: Optional[Sequence[str]] = None,
        parent_pipeline_draft_id: Optional[str] = None,
        last_submitted_pipeline_run_id: Optional[str] = None,
        _pipeline_draft_provider: Any = None,
    ) -> None:
        self.workspace = workspace
        self.id = arguments.text("id", id)
        self.name = name
        self.description = description
        self.experiment_name = experiment_name
        self.tags = arguments.string_map("tags", tags)
        self.properties = arguments.string_map("properties", properties)
        self.graph_draft_id = graph_draft_id
        self.parent_pipeline_id = parent_pipeline_id
        self.parent_pipeline_run_id = parent_pipeline_run_id
        self.parent_step_run_ids = list(parent_step_run_ids or [])
        self.parent_pipeline_draft_id = parent_pipeline_draft_id
        self.last_submitted_pipeline_run_id = last_submitted_pipeline_run_id

    @staticmethod
    def create(
        workspace: "Workspace",
        pipeline: Any,
        name: Optional[str] = None,
        description: Optional[str] = None,
        experiment_name: Optional[str] = None,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        continue_on_step_failure: Optional[bool] = None,
        tags: Optional[Dict[str, str]] = None,
        properties: Optional[Dict[str, str]] = None,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
    ) -> NoReturn:
        """Raises what is wrong with the pipeline, else JobTypeNotExecuted."""
        if isinstance(pipeline, Pipeline):
            pipeline.refuse("kept as a draft")
        PipelineDraft.refuse("created")

    @staticmethod
    def get(
        workspace: "Workspace", id: str, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> "PipelineDraft":
        """Raises ResourceNotFound: none is kept yet."""
        raise not_there(workspace, "pipeline draft", id)

    @staticmethod
    def list(workspace: "Workspace", tags: Any = None, _workflow_provider: Any = None) -> "List[PipelineDraft]":
        """The drafts of a workspace: none yet."""
        return none_there(workspace)

    def update(
        self,
        pipeline: Any = None,
        name: Optional[str] = None,
        description: Optional[str] = None,
        experiment_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        continue_on_step_failure: Optional[bool] = None,
        _workflow_provider: Any = None,
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("changed")

    def submit_run(self, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse()

    def publish(self, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("published")

    def delete(self, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("deleted")

    def get_graph(self, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("read back")

    def save(self, path: Any = None, _workflow_provider: Any = None) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        self.refuse("saved")

    def _fields(self) -> Fields:
        return [("Name", self.name), ("Id", self.id), ("Description", self.description)]
