"""Data in the arguments of a run: what of it the arguments say, and what the run records of it."""

import os
from typing import Any, Dict, List, Mapping

from amlwidgets.backend.base import Backend
from amlwidgets.backend.over_ssh import is_over_ssh
from amlwidgets.engine.inputs.recorded import DATA
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import LOCAL_TARGET
from amlwidgets.sdk.data.datapath import DataPath
from amlwidgets.sdk.data.reference import DataReference

INPUTS, OUTPUTS = "inputs", "outputs"


class RunData:
    """The data of one run. `variables` are those of its processes: a data reference adds its own."""

    def __init__(self, backend: Backend, variables: Dict[str, str], target: str = LOCAL_TARGET) -> None:
        self._backend = backend
        self._target = target
        self._variables = variables
        self._is_here = bool(backend.workspace.folder)
        self._jobs: Dict[str, Any] = {}
        self._inputs: Dict[str, Any] = {}
        self._outputs: Dict[str, Any] = {}

    def texts(self, given: List[Any]) -> List[str]:
        """Arguments as texts, with what they mean recorded."""
        return [self._text(argument) for argument in given]

    def add_reference(self, reference: DataReference) -> None:
        """One that a run configuration names: its variable holds its path."""
        if self._is_here or self._backend.get_datastore(reference.datastore.name).path:
            self._reference(reference)

    def add(self, named: Mapping[str, Any]) -> None:
        """Datasets that a run configuration or an estimator names beside the arguments."""
        from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
        from amlwidgets.sdk.data.datasets.consumption import DatasetConsumptionConfig

        for each in named.values():
            if isinstance(each, (AbstractDataset, DatasetConsumptionConfig)):
                self._text(each)

    def extra(self) -> Dict[str, Any]:
        """What the run's record keeps of it; nothing without data."""
        recorded = {INPUTS: self._inputs, OUTPUTS: self._outputs}
        kept = {DATA: recorded} if self._inputs or self._outputs else {}
        return {**kept, **({INPUTS: self._jobs} if self._jobs else {})}

    def _text(self, argument: Any) -> str:
        from amlwidgets.sdk.data.datasets.abstract import AbstractDataset
        from amlwidgets.sdk.data.datasets.consumption import DatasetConsumptionConfig
        from amlwidgets.sdk.data.output import OutputDatasetConfig
        from amlwidgets.sdk.data.pending import PendingInput

        if isinstance(argument, PendingInput):
            argument.refuse("given to a run")
        if isinstance(argument, DataPath) and argument.datastore is not None:
            argument = argument.create_data_reference()
        if isinstance(argument, DataReference):
            return self._reference(argument)
        if isinstance(argument, AbstractDataset):
            argument = argument.as_named_input(f"input_{argument.id.split('-')[0]}")
        if isinstance(argument, DatasetConsumptionConfig):
            return self._input(argument)
        return self._output(argument) if isinstance(argument, OutputDatasetConfig) else str(argument)

    def _reference(self, reference: DataReference) -> str:
        """A place on this machine stands in the variable that its own text names; others become data of the run,
        or a job's input.
        """
        if self._backend.get_datastore(reference.datastore.name).path and not self._is_moved(reference):
            path = self._variables[reference.variable] = reference.resolve(self._backend)
            if reference.mode == "upload":
                os.makedirs(path, exist_ok=True)
            return path
        if self._is_here:
            kind = OUTPUTS if reference.mode == "upload" else INPUTS
            (self._outputs if kind == OUTPUTS else self._inputs)[reference.input_name] = reference.recorded()
            return f"${{{{{kind}.{reference.input_name}}}}}"
        self._jobs[reference.input_name] = reference.job_input()
        return f"${{{{inputs.{reference.input_name}}}}}"

    def _is_moved(self, reference: DataReference) -> bool:
        """Whether its files are moved although they are here: to a path that was asked for, or a machine."""
        if not self._is_here:
            return False
        has_path = bool(reference.path_on_compute) and reference.mode != "mount"
        return has_path or is_over_ssh(self._backend, self._target)

    def _input(self, given: Any) -> str:
        if not self._is_here:
            self._jobs[given.name] = given.job_input()
            return str(given.expression)
        found = given.input(self._backend)
        if self._inputs.setdefault(given.name, found)["id"] != found["id"]:
            raise UserErrorException(
                f"Two datasets are called {given.name!r} in one run.",
                remedy="Give each as_named_input a name of its own.",
            )
        return str(found["id"]) if found["mode"] == "direct" else str(given.expression)

    def _output(self, given: Any) -> str:
        if not self._is_here:
            raise UserErrorException(
                f"The output {given.name!r} is a dataset, which a job elsewhere cannot make.",
                remedy="Let the script write below ./outputs: Azure ML keeps what is there.",
            )
        self._outputs[given.name] = given.output(self._backend)
        return str(given.expression)
