"""Environment: what a run's interpreter is and sees. Recorded with the run."""

from typing import Any, Dict, Mapping, Optional

from amlwidgets.sdk import arguments


class PythonSection:
    """The Python part of an environment."""

    def __init__(self, **kwargs: Any) -> None:
        self.user_managed_dependencies = False
        self.interpreter_path = "python"
        self.conda_dependencies: Any = None
        self.base_conda_environment: Optional[str] = None
        self.extra = arguments.unknown("PythonSection", kwargs)

    def to_json(self) -> Dict[str, Any]:
        """As it is recorded."""
        return {
            "userManagedDependencies": bool(self.user_managed_dependencies),
            "interpreterPath": str(self.interpreter_path),
            "baseCondaEnvironment": self.base_conda_environment,
            "condaDependencies": self.conda_dependencies,
        }


class DockerSection:
    """The container part of an environment; recorded, runs of an embedded workspace use no container."""

    def __init__(self, **kwargs: Any) -> None:
        self.enabled: Optional[bool] = None
        self.base_image: Optional[str] = None
        self.base_dockerfile: Optional[str] = None
        self.shm_size: Optional[str] = None
        self.arguments: Any = []
        self.shared_volumes = True
        self.gpu_support = False
        self.extra = arguments.unknown("DockerSection", kwargs)

    def to_json(self) -> Dict[str, Any]:
        """As it is recorded."""
        return {"enabled": self.enabled, "baseImage": self.base_image, "baseDockerfile": self.base_dockerfile}


class Environment:
    """A named description of what a run needs. `environment_variables` are set for its processes."""

    def __init__(self, name: Optional[str] = None, **kwargs: Any) -> None:
        self.name = "default" if name is None else arguments.text("name", name)
        self.version: Optional[str] = None
        self.python = PythonSection()
        self.docker = DockerSection()
        self.environment_variables: Dict[str, str] = {}
        self.extra = arguments.unknown("Environment", kwargs)

    def clone(self, new_name: str) -> "Environment":
        """A copy under another name."""
        from copy import deepcopy

        copy = deepcopy(self)
        copy.name = arguments.text("new_name", new_name)
        return copy

    def to_json(self) -> Dict[str, Any]:
        """As it is recorded with a run."""
        described = {
            "name": self.name,
            "version": self.version,
            "python": self.python.to_json(),
            "docker": self.docker.to_json(),
            "environmentVariables": environment_variables(self.environment_variables),
        }
        return {name: arguments.recordable(value) for name, value in described.items()}

    def __repr__(self) -> str:
        return f"Environment(Name: {self.name},\nVersion: {self.version})"


def environment_variables(given: Mapping[str, Any]) -> Dict[str, str]:
    """Checked environment variables: values become texts."""
    checked = arguments.string_map("environment_variables", given)
    return {name: value or "" for name, value in checked.items()}
