"""Environment: a named description of what a run needs."""

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.docker import DockerSection
from amlwidgets.sdk.environment.python import PythonSection
from amlwidgets.sdk.environment.section import Section, environment_variables
from amlwidgets.sdk.environment.spark import RSection, SparkSection
from amlwidgets.sdk.tolerance import Tolerant

if TYPE_CHECKING:
    from amlwidgets.sdk.environment.builds import DockerImageDetails, ImageBuildDetails
    from amlwidgets.sdk.environment.docker import ContainerRegistry, DockerBuildContext
    from amlwidgets.sdk.workspace import Workspace


class Environment(Tolerant):
    """What a run needs. `environment_variables` are set for its processes; the packages of
    `python.conda_dependencies` are installed before it starts, once for all runs that ask for the same.
    """

    def __init__(self, name: Optional[str] = None, **kwargs: Any) -> None:
        self.name = "default" if name is None else arguments.text("name", name)
        self.version: Optional[str] = None
        self.python = PythonSection()
        self.docker = DockerSection()
        self.spark = SparkSection()
        self.r: Optional[RSection] = None
        self.environment_variables: Dict[str, str] = {}
        self.inferencing_stack_version: Optional[str] = None
        self.extra = arguments.unknown("Environment", kwargs)

    # -- where one comes from --------------------------------------------------------------------------------

    @staticmethod
    def from_conda_specification(name: str, file_path: Any) -> "Environment":
        """Of a conda file. Requirements files and paths in it are relative to it."""
        from amlwidgets.sdk.environment import sources

        return sources.from_conda_file(Environment(name), file_path)

    @staticmethod
    def from_pip_requirements(name: str, file_path: Any, pip_version: Optional[str] = None) -> "Environment":
        """Of a requirements file."""
        from amlwidgets.sdk.environment import sources

        return sources.from_requirements(Environment(name), file_path, pip_version)

    @staticmethod
    def from_existing_conda_environment(name: str, conda_environment_name: str) -> "Environment":
        """Of what `conda env export` says of an environment on this machine. Raises UserErrorException."""
        from amlwidgets.sdk.environment import sources

        return sources.from_conda(Environment(name), conda_environment_name)

    @staticmethod
    def from_dockerfile(
        name: str, dockerfile: Any, conda_specification: Any = None, pip_requirements: Any = None
    ) -> "Environment":
        """Of a Dockerfile, as a path or its text; recorded. What the files ask for is built."""
        from amlwidgets.sdk.environment import sources

        return sources.from_dockerfile(Environment(name), dockerfile, conda_specification, pip_requirements)

    @staticmethod
    def from_docker_image(
        name: str,
        image: str,
        container_registry: "Optional[ContainerRegistry]" = None,
        conda_specification: Any = None,
        pip_requirements: Any = None,
    ) -> "Environment":
        """Of an image; recorded. What the files ask for is built."""
        from amlwidgets.sdk.environment import sources

        made = sources.from_files(Environment(name), conda_specification, pip_requirements)
        made.docker.base_image = arguments.text("image", image)
        if container_registry is not None:
            made.docker.base_image_registry = container_registry
        return made

    @staticmethod
    def from_docker_build_context(name: str, docker_build_context: "DockerBuildContext") -> "Environment":
        """Of a folder with a Dockerfile; recorded."""
        from amlwidgets.sdk.environment import sources

        made = sources.from_files(Environment(name), None, None)
        made.docker.base_image = None
        made.docker.build_context = docker_build_context
        return made

    @staticmethod
    def load_from_directory(path: Any) -> "Environment":
        """Of a folder that `save_to_directory` wrote."""
        from amlwidgets.sdk.environment import folder

        return folder.load(arguments.path("path", path))

    def save_to_directory(self, path: Any, overwrite: bool = False) -> None:
        """Write `azureml_environment.json`, `conda_dependencies.yml` and, with one, `BaseDockerfile`."""
        from amlwidgets.sdk.environment import folder

        folder.save(self, arguments.path("path", path), overwrite=overwrite)

    # -- in a workspace --------------------------------------------------------------------------------------

    @staticmethod
    def get(
        workspace: "Workspace", name: str, version: Optional[str] = None, label: Optional[str] = None
    ) -> "Environment":
        """A registered environment, the newest without a version, or a curated one (`AzureML-...`).

        Raises ResourceNotFound, naming those that are alike.
        """
        from amlwidgets.sdk.environment import registered

        return registered.get(workspace.backend, name, version, label)

    @staticmethod
    def list(workspace: "Workspace") -> "Dict[str, Environment]":
        """All by name, at their newest version: the registered and the curated."""
        from amlwidgets.sdk.environment import registered

        return registered.list_newest(workspace.backend)

    def register(self, workspace: "Workspace") -> "Environment":
        """Keep it in the workspace under the next version, or the newest when that is the same; returns it."""
        from amlwidgets.sdk.environment import registered

        return registered.register(workspace.backend, self)

    @staticmethod
    def label(workspace: "Workspace", name: str, version: str, labels: Any) -> None:
        """Give labels to a version: `get(label=...)` finds it by each of them."""
        from amlwidgets.sdk.environment import registered

        registered.label(workspace.backend, name, version, labels)

    @staticmethod
    def add_private_pip_wheel(workspace: "Workspace", file_path: Any, exist_ok: bool = False) -> str:
        """Keep a wheel in the workspace's default datastore; returns what `add_pip_package` takes."""
        from amlwidgets.sdk.environment import registered

        return registered.keep_wheel(workspace.backend, arguments.path("file_path", file_path), exist_ok=exist_ok)

    def build(self, workspace: "Workspace", image_build_compute: Any = None) -> "ImageBuildDetails":
        """Begin to build it in the background; the first run then finds it built."""
        from amlwidgets.sdk.environment.builds import begin

        return begin(workspace.backend, self.to_json())

    def build_local(self, workspace: "Workspace", platform: Any = None, **kwargs: Any) -> "ImageBuildDetails":
        """Build it now, showing what is done. Raises EnvironmentBuildException."""
        details = self.build(workspace)
        details.wait_for_completion(show_output=True)
        return details

    def get_image_details(self, workspace: "Workspace") -> "DockerImageDetails":
        """Where it is built, and whether it is there."""
        from amlwidgets.sdk.environment.builds import image_details

        return image_details(workspace.backend, self.to_json())

    # -- as a whole ------------------------------------------------------------------------------------------

    def clone(self, new_name: str) -> "Environment":
        """A copy under another name."""
        from copy import deepcopy

        copy = deepcopy(self)
        copy.name = arguments.text("new_name", new_name)
        copy.version = None
        return copy

    def to_json(self) -> Dict[str, Any]:
        """As it is recorded with a run."""
        described: Dict[str, Any] = {
            "name": self.name,
            "version": self.version,
            "python": self.python.to_json(),
            "docker": _json_of(self.docker),
            "spark": _json_of(self.spark),
            "r": _json_of(self.r),
            "environmentVariables": environment_variables(self.environment_variables),
            "inferencingStackVersion": self.inferencing_stack_version,
        }
        return {name: arguments.recordable(value) for name, value in {**self.extra, **described}.items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Environment":
        """The environment that v1's JSON describes."""
        made = cls(str(values.get("name") or "default"))
        version = values.get("version")
        made.version = None if version is None else str(version)
        sections: Dict[str, Section] = {"python": made.python, "docker": made.docker, "spark": made.spark}
        for name, section in sections.items():
            section.take(values.get(name) or {})
        if values.get("r"):
            made.r = RSection.from_json(values["r"])
        made.environment_variables = dict(values.get("environmentVariables") or {})
        made.inferencing_stack_version = values.get("inferencingStackVersion")
        return made

    def __repr__(self) -> str:
        return f"Environment(Name: {self.name},\nVersion: {self.version})"


class EnvironmentReference:
    """A registered environment by its name, looked up when it is needed."""

    def __init__(self, name: str, version: Optional[str] = None) -> None:
        self.name = arguments.text("name", name)
        self.version = version

    def get_environment(self, workspace: "Workspace") -> Environment:
        """The environment itself."""
        return Environment.get(workspace, self.name, self.version)


def _json_of(section: Any) -> Any:
    return section.to_json() if isinstance(section, Section) else arguments.recordable(section)
