"""ScriptRun: the run of a script that was submitted."""

from typing import TYPE_CHECKING, Any, Optional

from amlwidgets.resources.records import SCRIPT_RUN
from amlwidgets.sdk.run.run import Run

if TYPE_CHECKING:
    from amlwidgets.sdk.experiment import Experiment


class ScriptRun(Run):
    """What `Experiment.submit` returns for a ScriptRunConfig. v1's other arguments are accepted."""

    RUN_TYPE = SCRIPT_RUN

    def __init__(
        self,
        experiment: "Experiment",
        run_id: str,
        directory: Optional[str] = None,
        _run_config: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(experiment, run_id, **kwargs)
