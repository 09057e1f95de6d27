"""PipelineStep: one node of a pipeline."""

from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.pipeline import sources
from amlwidgets.sdk.pipeline.data import PipelineData
from amlwidgets.sdk.pipeline.parameters import PipelineParameter
from amlwidgets.sdk.pipeline.ports import InputPortBinding
from amlwidgets.sdk.tolerance import Tolerant


class PipelineStep(Tolerant):
    """What is done, with which data. A step comes after those that write its inputs, and after `run_after`'s."""

    def __init__(
        self,
        name: str,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        arguments: Optional[Sequence[Any]] = None,
        fix_port_name_collisions: bool = False,
        resource_inputs: Optional[Sequence[Any]] = None,
        **others: Any,
    ) -> None:
        self.name = check.text("name", name)
        self.arguments = _listed_arguments(arguments)
        self.inputs = [
            *sources.listed("inputs", inputs),
            *sources.listed("resource_inputs", resource_inputs),
        ]
        self.outputs = sources.listed("outputs", outputs)
        self.allow_reuse = bool(others.pop("allow_reuse", True))
        self.version: Optional[str] = others.pop("version", None)
        self.after: List[PipelineStep] = []
        self.extra = check.unknown(type(self).__name__, others)
        self._take_arguments()
        for output in self.outputs:
            vars(sources.origin(output))["_written_by"] = self

    def run_after(self, step: "PipelineStep") -> None:
        """Come after a step whose outputs are not read."""
        check.instance("step", step, PipelineStep)
        if step not in self.after:
            self.after.append(step)

    @property
    def parameters(self) -> List[PipelineParameter]:
        """The parameters it takes: in arguments, inputs and settings."""
        given = [*self.arguments, *map(sources.origin, self.inputs), *self._settings().values()]
        return [each for each in given if isinstance(each, PipelineParameter)]

    def problems(self) -> List[str]:
        """What keeps it from being run, but for what other steps do."""
        return []

    def to_json(self) -> Dict[str, Any]:
        """As the definition of a pipeline has it."""
        return {
            "name": self.name,
            "type": type(self).__name__,
            "inputs": [sources.described(each) for each in self.inputs],
            "outputs": [sources.described(each) for each in self.outputs],
            "arguments": [sources.argument_json(each, self.outputs) for each in self.arguments],
            "allowReuse": self.allow_reuse,
            "version": self.version,
            "settings": {
                name: check.recordable(value.to_json() if hasattr(value, "to_json") else value)
                for name, value in {**self._settings(), **self.extra}.items()
                if value is not None
            },
        }

    def _settings(self) -> Dict[str, Any]:
        """What is the own of a kind of step."""
        return {}

    def _take_arguments(self) -> None:
        """Data in arguments is data of the step; v1 wants PipelineData among inputs or outputs too."""
        known = [sources.origin(each) for each in (*self.inputs, *self.outputs)]
        for given in self.arguments:
            source = sources.origin(given)
            if not sources.is_data(given) or any(source is each for each in known):
                continue
            if isinstance(given, (PipelineData, InputPortBinding)):
                expected = "data that is among inputs or outputs"
                raise check.wrong("an item of arguments", given, expected)
            (self.outputs if sources.is_step_output(given) else self.inputs).append(given)
            known.append(source)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class StepSequence:
    """Steps that come one after the other; a list in it is steps that may run at the same time."""

    def __init__(self, steps: Optional[Sequence[Any]] = None) -> None:
        self.steps = list(steps or [])
        groups = [flat(group) for group in self.steps]
        for before, following in zip(groups, groups[1:]):  # noqa: RUF007 - pairwise is of 3.10
            for step in following:
                for earlier in before:
                    step.run_after(earlier)


def flat(given: Any) -> List[PipelineStep]:
    """The steps of steps, lists of steps and sequences. Raises ValidationException for anything else."""
    if isinstance(given, PipelineStep):
        return [given]
    if isinstance(given, StepSequence):
        given = given.steps
    if not isinstance(given, (list, tuple)):
        raise check.wrong("an item of steps", given, "a step, a list of steps or a StepSequence")
    return [step for each in given for step in flat(each)]


def _listed_arguments(given: Any) -> List[Any]:
    if given is None:
        return []
    if isinstance(given, (list, tuple)):
        return list(given)
    raise check.wrong("arguments", given, "a list such as ['--lr', 0.1]")
