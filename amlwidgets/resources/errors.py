"""Every error the product raises, as one tree.

::

    AzureMLException                     SystemError          what v1 users catch when they catch everything
    ├── UserErrorException               UserError            a wrong value or call; fix the code
    │   ├── ValidationException          ValidationError      a value that breaks a rule of its field
    │   ├── PathNotAllowed               PathNotAllowed       a path that leaves its folder
    │   ├── RunConfigurationException    RunConfiguration     a run that cannot be started as described
    │   ├── DatasetValidationError       DatasetValidation    data that is not there, or not what the dataset says
    │   ├── EnvironmentBuildException    EnvironmentBuildFailed  packages that cannot be had, or not together
    │   └── AuthenticationException      AuthenticationError  a service that does not accept who asks
    ├── DatasetExecutionError            DatasetExecution     data that could not be read to its end
    ├── DatasetTimestampMissingError     DatasetTimestampMissing  a dataset asked by time that names no time column
    ├── ResourceNotFound                 ResourceNotFound     nothing of that name
    ├── ResourceExists                   ResourceExists       the name is taken
    ├── PreconditionFailed               PreconditionFailed   changed by someone else meanwhile (ETag)
    ├── InvalidState                     InvalidState         not possible in the state it is in
    ├── ReadOnly                         ReadOnly             the server shows and changes nothing
    ├── NotSupported                     NotSupported         this kind of workspace has no such thing
    ├── ServiceUnavailable               ServiceUnavailable   a service that cannot be reached, or is too busy
    ├── TransferCanceled                 TransferCanceled     an upload or download that was ended before its end
    ├── WorkspaceException               WorkspaceError
    ├── ComputeTargetException           ComputeTargetError
    ├── ExperimentExecutionException     ExecutionError       a run that could not be submitted
    │   └── JobTypeNotExecuted           JobTypeNotExecuted   a kind of job that is recorded and not executed
    ├── ActivityFailedException          ActivityFailed       a run that was waited for has failed
    ├── WebserviceException              WebserviceError      a model or service that cannot be used as asked
    │   └── ModelNotFoundException       ModelNotFound
    ├── StoreException                   StoreError           the workspace's folder cannot be read or written
    │   ├── StoreDamaged                 StoreDamaged
    │   ├── StoreNewer                   StoreNewer           a newer version keeps its records there
    │   └── StoreFull                    StoreFull
    └── EngineException                  EngineError          the background engine cannot be started or reached

`code` is stable and is what REST answers carry; `remedy` is one sentence that says what to do.
"""

from typing import Any, Dict, Optional


class AzureMLException(Exception):
    """The root. `message` says what happened, `remedy` what to do about it.

    v1's keyword arguments (`inner_exception`, `target`, `details`) are accepted and kept.
    """

    code = "SystemError"
    remedy = ""

    def __init__(
        self,
        exception_message: str = "",
        inner_exception: Optional[BaseException] = None,
        *,
        remedy: Optional[str] = None,
        **details: Any,
    ) -> None:
        super().__init__(exception_message)
        self.message = exception_message
        self.inner_exception = inner_exception
        self.details = details
        if remedy is not None:
            self.remedy = remedy

    def __str__(self) -> str:
        """The message, then the remedy on its own line."""
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def to_json(self) -> Dict[str, str]:
        """`{"code", "message", "remedy"}`: the body of a REST error and of a live one."""
        return {"code": self.code, "message": self.message, "remedy": self.remedy}


class UserErrorException(AzureMLException):
    """A wrong value or call."""

    code = "UserError"


class ValidationException(UserErrorException, ValueError):
    """A value that breaks a rule of its field: names the argument, what came and what is expected."""

    code = "ValidationError"


class PathNotAllowed(UserErrorException):
    """A path that would leave the folder it belongs to."""

    code = "PathNotAllowed"
    remedy = "Give a relative path without '..' that stays inside the folder."


class RunConfigurationException(UserErrorException):
    """A run that cannot be started as it is described."""

    code = "RunConfiguration"


class EnvironmentBuildException(UserErrorException):
    """An environment that cannot be built: names the package and the reason."""

    code = "EnvironmentBuildFailed"


class DatasetValidationError(UserErrorException):
    """Data that is not there, or is not what its dataset says."""

    code = "DatasetValidation"


class DatasetExecutionError(AzureMLException):
    """Data that could not be read to its end."""

    code = "DatasetExecution"


class DatasetTimestampMissingError(AzureMLException):
    """A dataset is asked by time and names no column of times."""

    code = "DatasetTimestampMissing"
    remedy = "Name the column first: dataset.with_timestamp_columns(timestamp=...)."

    def __init__(self, error_details: str = "", **details: Any) -> None:
        super().__init__(error_details, **details)
        self.error_details = error_details


class AuthenticationException(UserErrorException):
    """A service that does not accept who asks."""

    code = "AuthenticationError"


class ResourceNotFound(AzureMLException):
    """Nothing of that kind and name in the workspace."""

    code = "ResourceNotFound"


class ResourceExists(AzureMLException):
    """The name is taken."""

    code = "ResourceExists"


class PreconditionFailed(AzureMLException):
    """Somebody else changed the resource since it was read."""

    code = "PreconditionFailed"
    remedy = "Read it again and repeat the change."


class InvalidState(AzureMLException):
    """Not possible in the state the resource is in."""

    code = "InvalidState"


class ReadOnly(AzureMLException):
    """A change asked of a server that only shows."""

    code = "ReadOnly"
    remedy = "AmlWidgets.read_only is set in the Jupyter server's configuration."


class NotSupported(AzureMLException):
    """Something that this kind of workspace has no way to do."""

    code = "NotSupported"


class ServiceUnavailable(AzureMLException):
    """A service that cannot be reached, or that was still failing or too busy after several tries."""

    code = "ServiceUnavailable"
    remedy = "Check the address and the network, then try again."


class TransferCanceled(AzureMLException):
    """An upload or download that somebody ended; what was moved before stays, nothing is there half."""

    code = "TransferCanceled"


class WorkspaceException(AzureMLException):
    """A workspace that cannot be opened or made."""

    code = "WorkspaceError"


class ComputeTargetException(AzureMLException):
    """A compute target that is missing, gone, or asked for something it cannot do."""

    code = "ComputeTargetError"


class ExperimentExecutionException(AzureMLException):
    """A run that could not be submitted."""

    code = "ExecutionError"


class JobTypeNotExecuted(ExperimentExecutionException):
    """A job of a type that the workspace's engine does not execute; its run is recorded as Failed."""

    code = "JobTypeNotExecuted"


class ActivityFailedException(AzureMLException):
    """A run that was waited for has failed; `error_details` holds its error."""

    code = "ActivityFailed"

    def __init__(self, error_details: str = "", **details: Any) -> None:
        super().__init__(error_details, **details)
        self.error_details = error_details


class WebserviceException(AzureMLException):
    """A model or a web service that cannot be used as asked."""

    code = "WebserviceError"

    def __init__(self, exception_message: str = "", status_code: Optional[int] = None, **details: Any) -> None:
        super().__init__(exception_message, **details)
        self.status_code = status_code


class ModelNotFoundException(WebserviceException):
    """No model of that name and version. v1 raised either of the two for it: notebooks catch either."""

    code = "ModelNotFound"


class StoreException(AzureMLException):
    """The workspace's folder cannot be read or written."""

    code = "StoreError"
    remedy = "Check that the workspace's folder exists and is writable: aml doctor"


class StoreDamaged(StoreException):
    """workspace.db is not readable as a database."""

    code = "StoreDamaged"
    remedy = "Move the workspace's workspace.db away and open the workspace again; run folders are kept."


class StoreNewer(StoreException):
    """workspace.db has the form of a newer version of the product: this one leaves it alone."""

    code = "StoreNewer"


class StoreFull(StoreException):
    """No room left on the disk."""

    code = "StoreFull"
    remedy = "Free space on the disk that holds the workspace, then try again."


class EngineException(AzureMLException):
    """The background engine cannot be started or reached."""

    code = "EngineError"
    remedy = "See the last lines of engine/engine.log in the workspace's folder: aml doctor"
