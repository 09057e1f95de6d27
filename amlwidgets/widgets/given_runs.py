"""What RunDetails is given, as runs: ours, azure-ai-ml's jobs, MLflow's runs, ids, lists of those.

Others' objects are told by their shape, so that neither package is imported.
"""

from typing import TYPE_CHECKING, Any

from amlwidgets.resources.errors import ValidationException, WorkspaceException

if TYPE_CHECKING:
    from amlwidgets.sdk.run import Run
    from amlwidgets.sdk.workspace import Workspace

_JOBS = "/jobs/"


def runs_of(given: Any) -> "list[Run]":
    """The runs. Raises ValidationException for anything else, ResourceNotFound for one that does not exist."""
    runs = _Finder().runs(given)
    if not runs:
        raise _refused(given)
    return runs


class _Finder:
    """Opens the workspace at hand once, and only when it is needed."""

    def __init__(self) -> None:
        self._at_hand: Workspace | None = None

    def runs(self, given: Any) -> "list[Run]":
        if isinstance(given, list | tuple):
            return [run for item in given for run in self.runs(item) or _refuse(item)]
        if isinstance(given, str):
            return [self._workspace().get_run(given)]
        if _is_job(given):
            return [self._of_job(given)]
        mlflow_id = getattr(getattr(given, "info", None), "run_id", None)
        if isinstance(mlflow_id, str) and mlflow_id:
            return [self._workspace().get_run(mlflow_id)]
        if hasattr(given, "id") and hasattr(given, "experiment"):
            return [given]
        raise _refused(given)

    def _of_job(self, job: Any) -> "Run":
        if not isinstance(job.name, str) or not job.name:
            raise ValidationException(
                "run_instance is a job without a name; expected one that was submitted.",
                remedy="Give what ml_client.jobs.create_or_update(job) returns.",
            )
        return (self._workspace_of(job) or self._workspace()).get_run(job.name)

    def _workspace_of(self, job: Any) -> "Workspace | None":
        """The workspace that a job's own id names, where that is one we know."""
        from amlwidgets.backend import open_workspace
        from amlwidgets.sdk.workspace import Workspace

        arm_id, found, _ = str(getattr(job, "id", None) or "").partition(_JOBS)
        try:
            return Workspace._of(open_workspace(arm_id)) if found else None
        except WorkspaceException:
            return None

    def _workspace(self) -> "Workspace":
        if self._at_hand is None:
            from amlwidgets.sdk.workspace import Workspace

            self._at_hand = Workspace.from_config()
        return self._at_hand


def _is_job(given: Any) -> bool:
    kinds = [kind for kind in type(given).__mro__ if kind.__module__.startswith("azure.ai.ml")]
    return bool(kinds) and hasattr(given, "name") and hasattr(given, "type")


def _refuse(given: Any) -> "list[Run]":
    raise _refused(given)


def _refused(given: Any) -> ValidationException:
    return ValidationException(
        f"run_instance is {given!r}; expected a run, a run's id, a submitted job of azure-ai-ml, a run of MLflow, "
        "or a list of them that is not empty."
    )
