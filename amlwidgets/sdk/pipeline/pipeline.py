"""Pipeline: steps that read what others write."""

from typing import TYPE_CHECKING, Any, Dict, List, NoReturn, Optional, Sequence

from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.not_executed import NotExecuted
from amlwidgets.sdk.pipeline import sources
from amlwidgets.sdk.pipeline.graph import Graph
from amlwidgets.sdk.pipeline.step import PipelineStep, flat

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class PipelineNotExecuted(NotExecuted):
    """Pipelines and all that comes of them."""

    _called = "A pipeline"
    _meanwhile = (
        "Submit the script of each step with a ScriptRunConfig, in the order of pipeline.graph.order(), and wait "
        "for each: run.wait_for_completion()."
    )


class Pipeline(PipelineNotExecuted):
    """Steps in any order: what they read and write, and `run_after`, says which comes first.

    With `resolve_closure` the steps that those depend on belong to it as well.
    """

    def __init__(
        self,
        workspace: "Workspace",
        steps: Sequence[Any],
        description: Optional[str] = None,
        default_datastore: Any = None,
        default_source_directory: Any = None,
        resolve_closure: bool = True,
        _workflow_provider: Any = None,
        _service_endpoint: Any = None,
        **kwargs: Any,
    ) -> None:
        from amlwidgets.sdk.workspace import Workspace

        self.workspace = arguments.instance("workspace", workspace, Workspace)
        given = flat(arguments.instance("steps", steps, list) if not isinstance(steps, tuple) else steps)
        if not given:
            raise arguments.wrong("steps", steps, "at least one step")
        self.description = description
        self.default_datastore = default_datastore
        self.default_source_directory = default_source_directory
        self.extra = arguments.unknown("Pipeline", kwargs)
        self.steps = _with_needed(given) if resolve_closure else _unique(given)

    @property
    def graph(self) -> Graph:
        """Its steps and what they depend on, as they are now."""
        return Graph(self.steps)

    def validate(self) -> List[str]:
        """What is wrong with it, a sentence each: cycles, inputs that no step writes, missing scripts."""
        return self.graph.validate()

    def submit(
        self,
        experiment_name: str,
        pipeline_parameters: Optional[Dict[str, Any]] = None,
        continue_on_step_failure: bool = False,
        regenerate_outputs: bool = False,
        parent_run_id: Optional[str] = None,
        credential_passthrough: Optional[bool] = None,
        **kwargs: Any,
    ) -> NoReturn:
        """Raises RunConfigurationException for what `validate` finds, else JobTypeNotExecuted."""
        self.refuse()

    def publish(
        self,
        name: Optional[str] = None,
        description: Optional[str] = None,
        version: Optional[str] = None,
        continue_on_step_failure: Optional[bool] = None,
    ) -> NoReturn:
        """As `submit`."""
        self._raise_problems()
        self.refuse("published")

    def refuse(self, doing: str = "submitted") -> NoReturn:  # type: ignore[override]  # it knows its own problems
        """Raise what is wrong with it, else that pipelines are not executed yet."""
        self._raise_problems()
        super().refuse(doing)

    @staticmethod
    def load_yaml(
        workspace: "Workspace", filename: Any, _workflow_provider: Any = None, _service_endpoint: Any = None
    ) -> NoReturn:
        """Raises JobTypeNotExecuted."""
        PipelineNotExecuted.refuse("read from YAML")

    def to_json(self) -> Dict[str, Any]:
        """The definition: description, nodes, edges and parameters."""
        return {"description": self.description or "", **self.graph.to_json(), **self.extra}

    def _raise_problems(self) -> None:
        problems = self.validate()
        if problems:
            raise RunConfigurationException("\n".join(problems))

    def __repr__(self) -> str:
        return f"Pipeline({', '.join(self.graph.node_dict)})"


def _unique(steps: Sequence[PipelineStep]) -> List[PipelineStep]:
    return list({id(step): step for step in steps}.values())


def _with_needed(steps: Sequence[PipelineStep]) -> List[PipelineStep]:
    """Also the steps that these depend on, however far."""
    found = _unique(steps)
    for step in found:  # grows while it is walked
        needed = [*step.after, *(sources.writer(given) for given in step.inputs)]
        found.extend(
            _unique([each for each in needed if each is not None and all(each is not one for one in found)])
        )
    return found
