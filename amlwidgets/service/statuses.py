"""The one place where an exception becomes an HTTP status and a JSON error."""

from typing import Any, Dict, Type

from amlwidgets.resources import errors
from amlwidgets.service.answer import Answer

STATUSES: Dict[Type[errors.AzureMLException], int] = {
    errors.AzureMLException: 500,
    errors.UserErrorException: 400,
    errors.ValidationException: 400,
    errors.PathNotAllowed: 400,
    errors.RunConfigurationException: 400,
    errors.EnvironmentBuildException: 400,
    errors.AuthenticationException: 401,
    errors.ResourceNotFound: 404,
    errors.ResourceExists: 409,
    errors.PreconditionFailed: 412,
    errors.InvalidState: 409,
    errors.ReadOnly: 403,
    errors.NotSupported: 501,
    errors.ServiceUnavailable: 503,
    errors.TransferCanceled: 409,
    errors.WorkspaceException: 404,
    errors.ComputeTargetException: 409,
    errors.ExperimentExecutionException: 400,
    errors.JobTypeNotExecuted: 400,
    errors.ActivityFailedException: 409,
    errors.WebserviceException: 400,
    errors.ModelNotFoundException: 404,
    errors.DatasetValidationError: 400,
    errors.DatasetExecutionError: 409,
    errors.DatasetTimestampMissingError: 400,
    errors.StoreException: 500,
    errors.StoreDamaged: 500,
    errors.StoreNewer: 409,
    errors.StoreFull: 507,
    errors.EngineException: 503,
}
"""Every class of resources/errors.py; a test fails for one that is missing."""

INTERNAL_CODE = "InternalError"


def status_of(error: errors.AzureMLException) -> int:
    """The status of one of our errors: its class's, or that of the nearest class above it."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def error_body(error: BaseException) -> Dict[str, Any]:
    """`{"code", "message", "remedy"}`. What is not ours is a fault of the server: its text stays in the log."""
    if isinstance(error, errors.AzureMLException):
        return error.to_json()
    return refusal(INTERNAL_CODE, "The server could not answer this.", "The Jupyter server's log says why.")


def refusal(code: str, message: str, remedy: str = "") -> Dict[str, str]:
    """The body of an error that no exception stands for."""
    return {"code": code, "message": message, "remedy": remedy}


def error_answer(error: errors.AzureMLException) -> Answer:
    """An error as an answer."""
    return Answer(status_of(error), {"error": error_body(error)})
