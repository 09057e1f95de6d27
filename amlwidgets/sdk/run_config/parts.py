"""The parts of a run configuration that are recorded, and have no effect in an embedded workspace."""

from typing import Any, Dict, List, Mapping, Optional, Sequence

from amlwidgets.sdk import arguments as check
from amlwidgets.sdk.environment.section import Section


class DockerConfiguration(Section):
    """How the container of a run is started."""

    def __init__(
        self,
        use_docker: bool = False,
        shared_volumes: bool = True,
        arguments: Sequence[str] = (),
        shm_size: Optional[str] = None,
    ) -> None:
        self.use_docker = use_docker
        self.shared_volumes = shared_volumes
        if not isinstance(arguments, (list, tuple)):
            raise check.wrong("arguments", arguments, "a list of texts")
        self.arguments = list(arguments)
        self.shm_size = shm_size


class HistoryConfiguration(Section):
    """What is kept of a run. All of it is, always."""

    def __init__(self) -> None:
        self.output_collection = True
        self.snapshot_project = True
        self.directories_to_watch: List[str] = ["logs"]


class SparkConfiguration(Section):
    """Settings of Spark."""

    def __init__(self) -> None:
        self.configuration: Dict[str, Any] = {
            "spark.app.name": "Azure ML Experiment",
            "spark.yarn.maxAppAttempts": 1,
        }


class HdiConfiguration(Section):
    """How an HDInsight cluster starts a run."""

    def __init__(self) -> None:
        self.yarn_deploy_mode = "cluster"


class AmlComputeConfiguration(Section):
    """A cluster for one run, as v1's first versions made it."""

    def __init__(self) -> None:
        self.vm_size: Optional[str] = None
        self.vm_priority: Optional[str] = None
        self.retain_cluster = False
        self.name: Optional[str] = None
        self.cluster_max_node_count: Optional[int] = None


class KubernetesComputeConfiguration(Section):
    """The kind of instance that a Kubernetes target gives a run."""

    def __init__(self) -> None:
        self.instance_type: Optional[str] = None


class ParallelTaskConfiguration(Section):
    """How tasks run beside each other."""

    def __init__(self) -> None:
        self.max_retries_per_worker = 0
        self.worker_count_per_node = 1
        self.terminal_exit_codes: Optional[List[int]] = None


class ApplicationEndpointConfiguration(Section):
    """A port of a run that is reached from outside."""

    def __init__(
        self,
        type: Optional[str] = None,
        port: Optional[int] = None,
        properties: Optional[Mapping[str, str]] = None,
    ) -> None:
        self.type = type
        self.port = None if port is None else check.whole("port", port, 1)
        self.properties = dict(check.string_map("properties", properties))
