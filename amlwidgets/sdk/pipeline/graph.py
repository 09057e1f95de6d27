"""The graph of a pipeline: its steps, and which comes after which."""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Set

from amlwidgets.sdk.pipeline import sources
from amlwidgets.sdk.pipeline.parameters import PipelineParameter
from amlwidgets.sdk.pipeline.step import PipelineStep


@dataclass(frozen=True)
class Edge:
    """One node comes after another: because of data, or (without `data`) by `run_after` alone."""

    source: str
    target: str
    data: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        """From where to where, and why."""
        return {"from": self.source, "to": self.target, "data": self.data}


class Graph:
    """Nodes by id, which are the steps' names, with a number where two steps share one."""

    def __init__(self, steps: Sequence[PipelineStep]) -> None:
        self.node_dict: Dict[str, PipelineStep] = {}
        for step in steps:
            node, number = step.name, 2
            while node in self.node_dict:
                node, number = f"{step.name}_{number}", number + 1
            self.node_dict[node] = step
        self._ids = {id(step): node for node, step in self.node_dict.items()}
        self._writers = {sources.same(sources.origin(output)): step for step in steps for output in step.outputs}
        self.edges = [edge for step in steps for edge in self._edges_to(step)]

    @property
    def nodes(self) -> List[PipelineStep]:
        """The steps."""
        return list(self.node_dict.values())

    @property
    def params(self) -> Dict[str, PipelineParameter]:
        """The parameters by name."""
        return {parameter.name: parameter for step in self.nodes for parameter in step.parameters}

    def order(self) -> List[str]:
        """The nodes, each after those it depends on. Raises graphlib.CycleError."""
        from graphlib import TopologicalSorter

        before: Dict[str, Set[str]] = {node: set() for node in self.node_dict}
        for edge in self.edges:
            before[edge.target].add(edge.source)
        return list(TopologicalSorter(before).static_order())

    def validate(self) -> List[str]:
        """What is wrong with it, a sentence each; nothing when it can run."""
        return [
            *self._cycles(),
            *self._unwritten(),
            *self._written_twice(),
            *self._own_problems(),
            *self._unlike_parameters(),
        ]

    def to_json(self) -> Dict[str, Any]:
        """The definition: nodes, edges, and the parameters with their defaults."""
        return {
            "nodes": [{"id": node, **step.to_json()} for node, step in self.node_dict.items()],
            "edges": [edge.to_json() for edge in self.edges],
            "parameters": [parameter.to_json() for parameter in self.params.values()],
        }

    def _edges_to(self, step: PipelineStep) -> List[Edge]:
        target = self._ids[id(step)]
        read = [(self._writer(given), sources.name_of(sources.origin(given))) for given in step.inputs]
        wanted = [*read, *((earlier, None) for earlier in step.after)]
        return [
            Edge(self._ids[id(writer)], target, data)
            for writer, data in wanted
            if writer is not None and id(writer) in self._ids
        ]

    def _writer(self, given: Any) -> Optional[PipelineStep]:
        """The step of this graph that writes what is read."""
        step = sources.writer(given)
        return step if id(step) in self._ids else self._writers.get(sources.same(sources.origin(given)))

    def _cycles(self) -> List[str]:
        from graphlib import CycleError

        try:
            self.order()
        except CycleError as error:
            return [f"Steps wait for each other: {' -> '.join(map(str, reversed(error.args[1])))}."]
        return []

    def _unwritten(self) -> List[str]:
        found = []
        for node, step in self.node_dict.items():
            for given in step.inputs:
                source = sources.origin(given)
                if sources.is_step_output(source) and self._writer(given) is None:
                    name = sources.name_of(source)
                    found.append(f"Step {node!r} reads {name!r}, which no step of the pipeline writes.")
        return found

    def _written_twice(self) -> List[str]:
        found = []
        writers: Dict[int, str] = {}
        for node, step in self.node_dict.items():
            for output in step.outputs:
                source = sources.origin(output)
                other = writers.setdefault(id(source), node)
                if other != node:
                    found.append(f"Steps {other!r} and {node!r} both write {sources.name_of(source)!r}.")
        return found

    def _own_problems(self) -> List[str]:
        return [f"Step {node!r}: {each}" for node, step in self.node_dict.items() for each in step.problems()]

    def _unlike_parameters(self) -> List[str]:
        first = self.params
        given = [parameter for step in self.nodes for parameter in step.parameters]
        unlike = {each.name for each in given if each.default_value is not first[each.name].default_value}
        differ = sorted(
            name for name in unlike if len({repr(each.default_value) for each in given if each.name == name}) > 1
        )
        return [f"The parameter {name!r} has more than one default." for name in differ]
