"""v1's exceptions: those of the product's tree, and v1's other names in it."""

from typing import Any, Optional

from amlwidgets.resources.errors import (
    ActivityFailedException,
    AuthenticationException,
    AzureMLException,
    ComputeTargetException,
    DatasetExecutionError,
    DatasetTimestampMissingError,
    DatasetValidationError,
    ExperimentExecutionException,
    ModelNotFoundException,
    RunConfigurationException,
    UserErrorException,
    ValidationException,
    WebserviceException,
    WorkspaceException,
)


class ActivityCanceledException(AzureMLException):
    """An activity that was canceled."""

    code = "ActivityCanceled"

    def __init__(self, cancellation_source: Optional[str] = None, **kwargs: Any) -> None:
        super().__init__(f"The activity was canceled by {cancellation_source or 'its user'}.", **kwargs)


class ModelPathNotFoundException(WebserviceException):
    """Nothing where a model's files should be."""

    code = "ModelPathNotFound"


class DiscoveryUrlNotFoundException(AzureMLException):
    """A service that does not say where its parts are."""

    code = "DiscoveryUrlNotFound"

    def __init__(self, discovery_key: str = "", **kwargs: Any) -> None:
        super().__init__(f"The address of {discovery_key!r} is not known.", **kwargs)


class ParallelRunException(AzureMLException):
    """A step that works on batches went wrong."""

    code = "ParallelRunError"

    def __init__(
        self, exception_message: str = "", code: Optional[str] = None, delay_seconds: float = 0, **kwargs: Any
    ) -> None:
        super().__init__(exception_message, **kwargs)
        self.code = code or self.code
        self.delay_seconds = delay_seconds


class ProjectSystemException(AzureMLException):
    """A folder of a project that cannot be used."""

    code = "ProjectSystemError"


class WorkspacePrivateEndpointException(WorkspaceException):
    """A private endpoint of a workspace that cannot be made or removed."""

    code = "WorkspacePrivateEndpointError"


class WrongComputeValue(ComputeTargetException, ValidationException):
    """A wrong value of a compute target's: what v1 raises for it, and what wrong values are elsewhere."""


class RunEnvironmentException(AzureMLException):
    """Code that only works inside a run was called outside of one."""

    code = "RunEnvironment"
    remedy = "Submit the script as a run, or call Run.get_context() with allow_offline=True."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("This process belongs to no run.", **kwargs)


class SnapshotException(AzureMLException):
    """A source folder that cannot be copied."""

    code = "SnapshotError"


class TrainingException(AzureMLException):
    """A training that went wrong."""

    code = "TrainingError"


__all__ = [
    "ActivityCanceledException",
    "ActivityFailedException",
    "AuthenticationException",
    "AzureMLException",
    "ComputeTargetException",
    "DatasetExecutionError",
    "DatasetTimestampMissingError",
    "DatasetValidationError",
    "DiscoveryUrlNotFoundException",
    "ExperimentExecutionException",
    "ModelNotFoundException",
    "ModelPathNotFoundException",
    "ParallelRunException",
    "ProjectSystemException",
    "RunConfigurationException",
    "RunEnvironmentException",
    "SnapshotException",
    "TrainingException",
    "UserErrorException",
    "WebserviceException",
    "WorkspaceException",
    "WorkspacePrivateEndpointException",
]
