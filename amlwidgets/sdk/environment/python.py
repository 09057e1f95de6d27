"""The Python part of an environment."""

from typing import Any, Dict, Mapping, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.conda_dependencies import CondaDependencies
from amlwidgets.sdk.environment.section import Section


class PythonSection(Section):
    """`user_managed_dependencies`: `interpreter_path` is used as it is; else `conda_dependencies` are built."""

    def __init__(self, **kwargs: Any) -> None:
        self.user_managed_dependencies = False
        self.interpreter_path = "python"
        self.base_conda_environment: Optional[str] = None
        self.conda_dependencies: Any = CondaDependencies()
        self.extra = arguments.unknown("PythonSection", kwargs)

    @property
    def conda_dependencies_file(self) -> Optional[str]:
        """v1's way to give a conda file; it is read when it is set."""
        return None

    @conda_dependencies_file.setter
    def conda_dependencies_file(self, path: Any) -> None:
        self.conda_dependencies = None if path is None else CondaDependencies(path)

    def to_json(self) -> Dict[str, Any]:
        """As it is recorded."""
        packages = self.conda_dependencies
        conda = packages.as_dict() if isinstance(packages, CondaDependencies) else arguments.recordable(packages)
        return {
            **super().to_json(),
            "userManagedDependencies": bool(self.user_managed_dependencies),
            "interpreterPath": str(self.interpreter_path),
            "condaDependencies": conda,
        }

    def take(self, values: Mapping[str, Any]) -> None:
        """Set what v1's JSON says."""
        others = {key: value for key, value in values.items() if key != "condaDependencies"}
        super().take(others)
        conda = values.get("condaDependencies")
        if isinstance(conda, Mapping):
            self.conda_dependencies = CondaDependencies(_underlying_structure=dict(conda))


class PythonEnvironment(PythonSection):
    """v1's older name."""
