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


def mlflow_refusal(error: errors.AzureMLException) -> Answer:
    """One of our errors in MLflow's shape, its remedy behind its message."""
    code, status = next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
    return _error(code, str(error), status)


def unauthenticated() -> Answer:
    """The answer to who brings no valid token."""
    message = "No valid token came with the request; set MLFLOW_TRACKING_TOKEN to the server's."
    return Answer(401, _error("UNAUTHENTICATED", message, 401).body, {"WWW-Authenticate": "Bearer"})


def in_mlflow_shape(answer: Answer) -> Answer:
    """An error that came about outside of these routes in their shape; any other answer as it is."""
    body = answer.body
    if not isinstance(body, dict) or not isinstance(body.get("error"), dict):
        return answer
    code = "ENDPOINT_NOT_FOUND" if body["error"]["code"] == _NO_ROUTE else _BY_STATUS.get(answer.status)
    return _error(code or "INTERNAL_ERROR", body["error"]["message"], answer.status)


def _error(code: str, message: str, status: int) -> Answer:
    return Answer(status, {"error_code": code, "message": message})


_NO_ROUTE = "RouteNotFound"
_BY_STATUS = {
    400: "INVALID_PARAMETER_VALUE",
    403: "PERMISSION_DENIED",
    404: "RESOURCE_DOES_NOT_EXIST",
    405: "ENDPOINT_NOT_FOUND",
    409: "RESOURCE_CONFLICT",
    413: "REQUEST_LIMIT_EXCEEDED",
    503: "TEMPORARILY_UNAVAILABLE",
}
