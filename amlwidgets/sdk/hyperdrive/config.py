"""HyperDriveConfig: a sweep as it is described."""

from enum import Enum
from typing import Any, Dict, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.hyperdrive.exceptions import HyperDriveConfigException
from amlwidgets.sdk.hyperdrive.policies import EarlyTerminationPolicy, NoTerminationPolicy
from amlwidgets.sdk.hyperdrive.sampling import HyperParameterSampling
from amlwidgets.sdk.not_executed import NotExecuted
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.tolerance import Tolerant

MAX_DURATION_MINUTES = 10080
"""A week."""

_MOST_RUNS = 1000


class PrimaryMetricGoal(Enum):
    """Whether more or less of the primary metric is better."""

    MAXIMIZE = "MAXIMIZE"
    MINIMIZE = "MINIMIZE"

    @staticmethod
    def from_str(goal: Any) -> "PrimaryMetricGoal":
        """The goal of a word, in whatever case. Raises HyperDriveConfigException."""
        words = tuple(each.value for each in PrimaryMetricGoal)
        with arguments.raised_as(HyperDriveConfigException):
            word = goal.value if isinstance(goal, PrimaryMetricGoal) else goal
            return PrimaryMetricGoal(arguments.one_of("primary_metric_goal", word, words))


class HyperDriveConfig(Tolerant, NotExecuted):
    """A script, run many times with values of its parameters, and the metric that says which is best.

    One of `run_config` (a ScriptRunConfig) and `estimator` is the script; every child gets its values appended to
    the arguments as `--name value`. A `pipeline` in the script's place is kept as it is.
    """

    _called = "A HyperDriveConfig"
    _meanwhile = (
        "Submit a ScriptRunConfig for each of config.hyperparameter_sampling's draw() below one run: "
        "parent.submit_child(...)."
    )

    @arguments.raised_as(HyperDriveConfigException)
    def __init__(
        self,
        hyperparameter_sampling: HyperParameterSampling,
        primary_metric_name: str,
        primary_metric_goal: PrimaryMetricGoal,
        max_total_runs: int,
        max_concurrent_runs: Optional[int] = None,
        max_duration_minutes: int = MAX_DURATION_MINUTES,
        policy: Optional[EarlyTerminationPolicy] = None,
        estimator: Any = None,
        run_config: Optional[ScriptRunConfig] = None,
        resume_from: Any = None,
        resume_child_runs: Any = None,
        pipeline: Any = None,
        debug_flag: Any = None,
        custom_run_id: Optional[str] = None,
        **others: Any,
    ) -> None:
        sampling = arguments.instance("hyperparameter_sampling", hyperparameter_sampling, HyperParameterSampling)
        self.hyperparameter_sampling = sampling
        self.primary_metric_name = arguments.text("primary_metric_name", primary_metric_name)
        self.primary_metric_goal = PrimaryMetricGoal.from_str(primary_metric_goal)
        self.max_total_runs = _count("max_total_runs", max_total_runs, _MOST_RUNS)
        concurrent = self.max_total_runs if max_concurrent_runs is None else max_concurrent_runs
        self.max_concurrent_runs = _count("max_concurrent_runs", concurrent, _MOST_RUNS)
        self.max_duration_minutes = arguments.whole("max_duration_minutes", max_duration_minutes, 1)
        self.policy = (
            NoTerminationPolicy()
            if policy is None
            else arguments.instance("policy", policy, EarlyTerminationPolicy)
        )
        self._script, self._estimator, self._pipeline = _one_script(run_config, estimator, pipeline)
        self.resume_from = resume_from
        self.resume_child_runs = list(resume_child_runs or [])
        self.custom_run_id = custom_run_id
        self.extra = arguments.unknown("HyperDriveConfig", others)

    @property
    def run_config(self) -> Optional[ScriptRunConfig]:
        """The script of the children; None for a pipeline."""
        return self._script  # type: ignore[no-any-return]

    @property
    def estimator(self) -> Any:
        """The estimator that was given; None without one."""
        return self._estimator

    @property
    def pipeline(self) -> Any:
        """The pipeline that was given; None without one."""
        return self._pipeline

    @property
    def source_directory(self) -> Optional[str]:
        """The folder with the script."""
        return self._script.source_directory if self._script else None

    def to_json(self) -> Dict[str, Any]:
        """The sweep as a job of Azure ML: objective, search space, sampling, policy, limits and the script."""
        space = self.hyperparameter_sampling.parameter_space
        policy = self.policy.to_rule()
        return {
            "jobType": "Sweep",
            "objective": {
                "primaryMetric": self.primary_metric_name,
                "goal": self.primary_metric_goal.value.capitalize(),
            },
            "searchSpace": {name: list(given) for name, given in space.items()},
            "samplingAlgorithm": self.hyperparameter_sampling.to_rule(),
            **({"earlyTermination": policy} if policy else {}),
            "limits": {
                "jobLimitsType": "Sweep",
                "maxTotalTrials": self.max_total_runs,
                "maxConcurrentTrials": self.max_concurrent_runs,
                "timeout": f"PT{self.max_duration_minutes}M",
            },
            "trial": self._trial(),
            **({"extra": self.extra} if self.extra else {}),
        }

    def _trial(self) -> Dict[str, Any]:
        script = self._script
        if script is None:
            return {"pipeline": self._pipeline.to_json()}
        return {
            "script": script.script,
            "command": script.command,
            "arguments": [str(argument) for argument in script.arguments],
            "sourceDirectory": script.source_directory,
            "target": script.target,
            "environment": script.run_config.environment.to_json(),
        }


class HyperDriveRunConfig(HyperDriveConfig):
    """v1's older name, whose first argument is the estimator."""

    def __init__(
        self,
        estimator: Any,
        hyperparameter_sampling: HyperParameterSampling,
        primary_metric_name: str,
        primary_metric_goal: PrimaryMetricGoal,
        max_total_runs: int,
        max_concurrent_runs: Optional[int] = None,
        max_duration_minutes: int = MAX_DURATION_MINUTES,
        policy: Optional[EarlyTerminationPolicy] = None,
        **others: Any,
    ) -> None:
        super().__init__(
            hyperparameter_sampling,
            primary_metric_name,
            primary_metric_goal,
            max_total_runs,
            max_concurrent_runs,
            max_duration_minutes,
            policy,
            estimator,
            **others,
        )


def _count(argument: str, value: Any, most: int) -> int:
    found = arguments.whole(argument, value, 1)
    if found > most:
        raise arguments.wrong(argument, value, f"a whole number from 1 to {most}")
    return found


def _one_script(run_config: Any, estimator: Any, pipeline: Any) -> Any:
    """The script, and the estimator or pipeline it comes from."""
    from amlwidgets.sdk.estimator import Estimator

    given = [each for each in (run_config, estimator, pipeline) if each is not None]
    if len(given) != 1:
        came = ", ".join(type(each).__name__ for each in given) or None
        raise arguments.wrong("run_config", came, "one of run_config, estimator and pipeline")
    if estimator is not None:
        arguments.instance("estimator", estimator, Estimator)
        return estimator.script_run_config(), estimator, None
    if run_config is not None:
        return arguments.instance("run_config", run_config, ScriptRunConfig), None, None
    from amlwidgets.sdk.pipeline.pipeline import Pipeline

    return None, None, arguments.instance("pipeline", pipeline, Pipeline)
