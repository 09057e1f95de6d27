"""Images of v1's first years, which held a script and its models: described, never built."""

from dataclasses import dataclass
from typing import Any, ClassVar, Dict, List, NoReturn, Optional

from amlwidgets.resources.errors import WebserviceException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.webservice.inference import RUNTIMES
from amlwidgets.sdk.webservice.refusal import missing, refuse
from amlwidgets.sdk.webservice.settings import Check, Settings, flag, labels, tolerant


class ImageConfig(Settings):
    """What an image is to hold."""

    def build_create_payload(self, workspace: Any, name: str, model_ids: Any) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The image {name!r}")


@tolerant
@dataclass(repr=False)
class ContainerImageConfig(ImageConfig):
    """The script with `init()` and `run(data)`, its runtime, and files it needs.

    Raises WebserviceException for a wrong value.
    """

    _checks: ClassVar[Dict[str, Check]] = {
        "runtime": lambda name, value: arguments.one_of(name, value, RUNTIMES),
        "execution_script": arguments.path,
        "enable_gpu": flag,
        "tags": labels,
        "properties": labels,
        "description": arguments.text,
    }

    execution_script: Any
    runtime: str
    conda_file: Any = None
    docker_file: Any = None
    schema_file: Any = None
    dependencies: Any = None
    enable_gpu: Optional[bool] = None
    tags: Any = None
    properties: Any = None
    description: Optional[str] = None
    base_image: Optional[str] = None
    base_image_registry: Any = None
    cuda_version: Optional[str] = None

    def validate_configuration(self) -> None:
        """Raises WebserviceException for a wrong value, and for a script that is not there."""
        import os

        super().validate_configuration()
        if not os.path.isfile(self.execution_script):
            raise WebserviceException(
                f"execution_script is {self.execution_script!r}; expected a file that exists."
            )


class Image:
    """An image by its name. Raises WebserviceException: there is none. Its attributes are those that v1's have."""

    name: str
    version: int
    id: str
    creation_state: str
    image_location: str
    image_build_log_uri: str
    tags: Dict[str, str]
    properties: Dict[str, str]

    def __init__(
        self,
        workspace: Any,
        name: Optional[str] = None,
        id: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        version: Optional[int] = None,
    ) -> None:
        raise missing("Image", str(name or id))

    @staticmethod
    def create(workspace: Any, name: str, models: Any, image_config: Any) -> NoReturn:
        """Raises WebserviceException: nothing is deployed yet."""
        refuse(f"The image {name!r}")

    @staticmethod
    def list(
        workspace: Any,
        image_name: Optional[str] = None,
        model_name: Optional[str] = None,
        model_id: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
    ) -> "List[Image]":
        """The images that fit: there is none."""
        return []

    def wait_for_creation(self, show_output: bool = False) -> None:
        """Block until it is built."""
        refuse("The image")

    def delete(self) -> None:
        """Remove it."""
        refuse("The image")


class ContainerImage(Image):
    """An image for a container."""

    image_configuration = ContainerImageConfig
