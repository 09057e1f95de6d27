"""What profiling and packaging a model return in v1: nothing does either yet."""

from typing import Any, Dict, NoReturn

from amlwidgets.sdk.webservice.refusal import missing, refuse


class ModelProfile:
    """A profile by its name. Raises WebserviceException: there is none."""

    def __init__(self, workspace: Any, name: str, **kwargs: Any) -> None:
        raise missing("ModelProfile", name)

    def wait_for_completion(self, show_output: bool = False) -> None:
        """Block until it is measured."""
        refuse("The profile")

    def get_details(self) -> Dict[str, Any]:
        """What was measured, and what is recommended."""
        refuse("The profile")

    def serialize(self) -> NoReturn:
        """As JSON."""
        refuse("The profile")


class ModelPackage:
    """A package that is being built. Raises WebserviceException: none is."""

    def __init__(self, workspace: Any, operation_id: Any, environment: Any) -> None:
        refuse("The package")

    def wait_for_creation(self, show_output: bool = False) -> None:
        """Block until it is built."""
        refuse("The package")

    def pull(self) -> None:
        """Get its image."""
        refuse("The package")

    def save(self, output_directory: str) -> None:
        """Write its Dockerfile and what that needs into a folder."""
        refuse("The package")

    def get_logs(self, decode: bool = True, offset: int = 0) -> str:
        """Its log."""
        refuse("The package")
