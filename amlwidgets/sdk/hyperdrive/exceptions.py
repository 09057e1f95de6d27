"""v1's exceptions of sweeps, in the product's tree."""

from amlwidgets.resources.errors import AzureMLException, UserErrorException


class HyperDriveException(AzureMLException):
    """Something about a sweep."""

    code = "HyperDriveError"

    @property
    def error_code(self) -> str:
        """The stable word for what happened."""
        return self.code


class HyperDriveConfigException(HyperDriveException, UserErrorException, ValueError):
    """A wrong value: names the argument, what came and what is expected."""

    code = "HyperDriveConfigError"


class HyperDriveScenarioNotSupportedException(HyperDriveConfigException):
    """Values that do not go together."""

    code = "HyperDriveScenarioNotSupported"


class HyperDriveNotImplementedException(HyperDriveScenarioNotSupportedException):
    """Something that sweeps here do not have."""

    code = "HyperDriveNotImplemented"


class HyperDriveRehydrateException(HyperDriveException):
    """A run that is no sweep."""

    code = "HyperDriveRehydrateError"


class HyperDriveServiceException(HyperDriveException):
    """A sweep that could not be performed."""

    code = "HyperDriveServiceError"
