"""HyperDriveStep: a sweep as a step of a pipeline."""

from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.hyperdrive import HyperDriveConfig, HyperDriveRun
from amlwidgets.sdk.pipeline.run import StepRun
from amlwidgets.sdk.pipeline.step import PipelineStep


class HyperDriveStep(PipelineStep):
    """A sweep. `metrics_output` is where the metrics of its children are written."""

    def __init__(
        self,
        name: str,
        hyperdrive_config: HyperDriveConfig,
        estimator_entry_script_arguments: Optional[Sequence[Any]] = None,
        inputs: Optional[Sequence[Any]] = None,
        outputs: Optional[Sequence[Any]] = None,
        metrics_output: Any = None,
        allow_reuse: bool = True,
        version: Optional[str] = None,
    ) -> None:
        self.hyperdrive_config = check.instance("hyperdrive_config", hyperdrive_config, HyperDriveConfig)
        written: List[Any] = list(outputs or [])
        if metrics_output is not None:
            written.extend(metrics_output if isinstance(metrics_output, list) else [metrics_output])
        words = estimator_entry_script_arguments
        super().__init__(name, inputs, written, words, allow_reuse=allow_reuse, version=version)

    def _settings(self) -> Dict[str, Any]:
        return {"sweep": self.hyperdrive_config.to_json()}


class HyperDriveStepRun(HyperDriveRun):
    """The sweep of a step's run."""

    def __init__(self, step_run: StepRun) -> None:
        run = check.instance("step_run", step_run, StepRun)
        super().__init__(run.experiment, run.id)
