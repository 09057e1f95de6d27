"""The Spark and R parts of an environment: recorded."""

from typing import Any, List, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.section import Section


class SparkPackage(Section):
    """A package by its Maven coordinates."""

    def __init__(
        self, group: Optional[str] = None, artifact: Optional[str] = None, version: Optional[str] = None
    ) -> None:
        self.group = group
        self.artifact = artifact
        self.version = version


class SparkSection(Section):
    """Repositories and packages of Spark."""

    def __init__(self, **kwargs: Any) -> None:
        self.repositories: List[str] = ["https://mmlspark.azureedge.net/maven"]
        self.packages: List[Any] = []
        self.precache_packages = True
        self.extra = arguments.unknown("SparkSection", kwargs)


class SparkEnvironment(SparkSection):
    """v1's older name."""


class RCranPackage(Section):
    """A package of CRAN."""

    def __init__(self) -> None:
        self.name: Optional[str] = None
        self.version: Optional[str] = None
        self.repository: Optional[str] = None


class RGitHubPackage(Section):
    """A package of a repository."""

    def __init__(self) -> None:
        self.repository: Optional[str] = None
        self.auth_token: Optional[str] = None

    _never_written = ("auth_token",)


class RSection(Section):
    """R and its packages."""

    def __init__(self) -> None:
        self.r_version: Optional[str] = None
        self.user_managed = False
        self.rscript_path: Optional[str] = None
        self.snapshot_date: Optional[str] = None
        self.cran_packages: Optional[List[RCranPackage]] = None
        self.github_packages: Optional[List[RGitHubPackage]] = None
        self.custom_url_packages: Optional[List[str]] = None
        self.bioconductor_packages: Optional[List[str]] = None
