"""The container part of an environment: recorded; runs of an embedded workspace use no container."""

from typing import Any, ClassVar, List, Optional, Tuple

from amlwidgets.resources.images import DEFAULT_CPU_IMAGE
from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.section import Section


class RegistryIdentity(Section):
    """Who asks a container registry."""

    def __init__(self) -> None:
        self.resource_id: Optional[str] = None
        self.client_id: Optional[str] = None


class ContainerRegistry(Section):
    """Where an image is taken from. The password is kept in this process alone."""

    _never_written: ClassVar[Tuple[str, ...]] = ("password",)

    def __init__(self) -> None:
        self.address: Optional[str] = None
        self.username: Optional[str] = None
        self.password: Optional[str] = None
        self.registry_identity: Optional[RegistryIdentity] = None


class DockerImagePlatform(Section):
    """The system an image is for."""

    def __init__(self) -> None:
        self.os = "Linux"
        self.architecture = "amd64"


class DockerBuildContext(Section):
    """A folder with a Dockerfile."""

    def __init__(
        self,
        location_type: Optional[str] = None,
        location: Optional[str] = None,
        dockerfile_path: str = "Dockerfile",
    ) -> None:
        self.location_type = location_type
        self.location = location
        self.dockerfile_path = dockerfile_path

    @staticmethod
    def from_local_directory(
        workspace: Any, path: Any, dockerfile_path: str = "Dockerfile"
    ) -> "DockerBuildContext":
        """Of a folder on this machine."""
        return DockerBuildContext("Local", arguments.path("path", path), dockerfile_path)


class DockerSection(Section):
    """The container of a run: its image or Dockerfile."""

    def __init__(self, **kwargs: Any) -> None:
        self.enabled: Optional[bool] = None
        self.base_image: Optional[str] = DEFAULT_CPU_IMAGE
        self.base_dockerfile: Optional[str] = None
        self.base_image_registry = ContainerRegistry()
        self.platform = DockerImagePlatform()
        self.build_context: Optional[DockerBuildContext] = None
        self.shm_size: Optional[str] = None
        self.arguments: List[str] = []
        self.shared_volumes = True
        self.gpu_support = False
        self.extra = arguments.unknown("DockerSection", kwargs)


class DockerEnvironment(DockerSection):
    """v1's older name."""
