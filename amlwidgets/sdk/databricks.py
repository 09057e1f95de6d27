"""What a Databricks cluster is given: libraries, and the cluster itself; recorded."""

from typing import Any, Dict, Optional, Sequence

from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.section import Section


class MavenLibrary(Section):
    """A package of Maven."""

    def __init__(
        self,
        coordinates: Optional[str] = None,
        repo: Optional[str] = None,
        exclusions: Optional[Sequence[str]] = None,
    ) -> None:
        self.coordinates = coordinates
        self.repo = repo
        self.exclusions = list(exclusions or [])


class PyPiLibrary(Section):
    """A package of PyPI."""

    def __init__(self, package: Optional[str] = None, repo: Optional[str] = None) -> None:
        self.package = package
        self.repo = repo


class RCranLibrary(PyPiLibrary):
    """A package of CRAN."""


class EggLibrary(Section):
    """An egg, by its path in DBFS."""

    def __init__(self, library: Optional[str] = None) -> None:
        self.library = library


class JarLibrary(EggLibrary):
    """A jar, by its path in DBFS."""


class DatabricksCluster(Section):
    """A cluster that is there, or what a new one is made of."""

    def __init__(
        self,
        existing_cluster_id: Optional[str] = None,
        spark_version: Optional[str] = None,
        node_type: Optional[str] = None,
        instance_pool_id: Optional[str] = None,
        num_workers: Optional[int] = None,
        min_workers: Optional[int] = None,
        max_workers: Optional[int] = None,
        spark_env_variables: Optional[Dict[str, str]] = None,
        spark_conf: Optional[Dict[str, Any]] = None,
        init_scripts: Optional[Sequence[str]] = None,
        cluster_log_dbfs_path: Optional[str] = None,
        permit_cluster_restart: Optional[bool] = None,
    ) -> None:
        self.existing_cluster_id = existing_cluster_id
        self.spark_version = spark_version
        self.node_type = node_type
        self.instance_pool_id = instance_pool_id
        self.num_workers = num_workers
        self.min_workers = min_workers
        self.max_workers = max_workers
        self.spark_env_variables = dict(spark_env_variables or {})
        self.spark_conf = dict(spark_conf or {})
        self.init_scripts = list(init_scripts or [])
        self.cluster_log_dbfs_path = cluster_log_dbfs_path
        self.permit_cluster_restart = permit_cluster_restart

    def validate(self) -> None:
        """Raises UserErrorException for a cluster that is there and new at once, or neither."""
        if (self.existing_cluster_id is None) == (self.spark_version is None):
            expected = "the id of a cluster or, with spark_version and node_type, a new one"
            raise arguments.wrong("existing_cluster_id", self.existing_cluster_id, expected)


class DatabricksSection(Section):
    """All of it."""

    def __init__(self, _skip_defaults: bool = False) -> None:
        self.cluster = DatabricksCluster()
        self.maven_libraries: Sequence[MavenLibrary] = []
        self.pypi_libraries: Sequence[PyPiLibrary] = []
        self.egg_libraries: Sequence[EggLibrary] = []
        self.jar_libraries: Sequence[JarLibrary] = []
        self.rcran_libraries: Sequence[RCranLibrary] = []


class DatabricksEnvironment(DatabricksSection):
    """v1's older name."""

    def __init__(self) -> None:
        super().__init__()
