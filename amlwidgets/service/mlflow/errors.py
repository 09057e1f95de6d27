"""Our errors as MLflow's: `{"error_code", "message"}` with the status its clients expect."""

from typing import Dict, Tuple, Type

from amlwidgets.resources import errors
from amlwidgets.service.answer import Answer

CODES: Dict[Type[errors.AzureMLException], Tuple[str, int]] = {
    errors.AzureMLException: ("INTERNAL_ERROR", 500),
    errors.UserErrorException: ("INVALID_PARAMETER_VALUE", 400),
    errors.InvalidState: ("INVALID_PARAMETER_VALUE", 400),
    errors.ExperimentExecutionException: ("INVALID_PARAMETER_VALUE", 400),
    errors.ResourceNotFound: ("RESOURCE_DOES_NOT_EXIST", 404),
    errors.WorkspaceException: ("RESOURCE_DOES_NOT_EXIST", 404),
    errors.ModelNotFoundException: ("RESOURCE_DOES_NOT_EXIST", 404),
    errors.ResourceExists: ("RESOURCE_ALREADY_EXISTS", 400),
    errors.PreconditionFailed: ("RESOURCE_CONFLICT", 409),
    errors.ReadOnly: ("PERMISSION_DENIED", 403),
    errors.EngineException: ("TEMPORARILY_UNAVAILABLE", 503),
}
"""What is not named here goes by the nearest class above it."""


def mlflow_error(code: str, message: str, status: int) -> Answer:
    """An error in MLflow's shape."""
    return Answer(status, {"error_code": code, "message": message})


def mlflow_refusal(error: errors.AzureMLException) -> Answer:
    """One of our errors in MLflow's shape, its remedy behind its message."""
    code, status = next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
    return mlflow_error(code, str(error), status)
