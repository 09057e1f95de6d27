"""What the parts of a run share: its id, and its record read when it is asked for."""

import os
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.sdk.experiment import Experiment


class RunBase:
    """A run by its id. Its experiment is looked up when needed: a job that only logs never opens the store."""

    def _begin(
        self, run_id: str, experiment: Optional["Experiment"] = None, outputs: Optional[str] = None
    ) -> None:
        self._id = run_id
        self._experiment = experiment
        self._kept_folder = outputs

    @property
    def id(self) -> str:
        """Its id."""
        return self._id

    @property
    def experiment(self) -> "Experiment":
        """The experiment it belongs to."""
        if self._experiment is None:
            from amlwidgets.sdk.experiment import Experiment
            from amlwidgets.sdk.workspace import Workspace

            workspace = Workspace.from_folder(os.environ["AMLWIDGETS_WORKSPACE"])
            self._experiment = Experiment(workspace, workspace.backend.get_run(self._id).experiment)
        return self._experiment

    @property
    def _backend(self) -> "Backend":
        return self.experiment.workspace.backend

    def _record(self) -> "RunRecord":
        return self._backend.get_run(self._id)
