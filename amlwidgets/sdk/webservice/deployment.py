"""How a service is to be deployed: v1's configurations for container instances, Kubernetes and this machine."""

from dataclasses import dataclass
from typing import Any, ClassVar, Dict, Mapping, Optional

from amlwidgets.sdk import arguments
from amlwidgets.sdk.webservice.settings import (
    Check,
    Settings,
    flag,
    labels,
    positive,
    share,
    tolerant,
    whole,
)


def _port(name: str, value: Any) -> int:
    found = arguments.whole(name, value, 1)
    if found > 65535:
        raise arguments.wrong(name, value, "a port, 1 to 65535")
    return found


_CHECKS: Dict[str, Check] = {
    **dict.fromkeys(("cpu_cores", "memory_gb", "cpu_cores_limit", "memory_gb_limit"), positive),
    **dict.fromkeys(("num_replicas", "gpu_cores", "replica_max_concurrent_requests", "scoring_timeout_ms"), whole),
    **dict.fromkeys(("autoscale_min_replicas", "autoscale_max_replicas", "autoscale_refresh_seconds"), whole),
    **dict.fromkeys(("period_seconds", "timeout_seconds", "success_threshold", "failure_threshold"), whole),
    **dict.fromkeys(("autoscale_target_utilization", "traffic_percentile"), share),
    **dict.fromkeys(("auth_enabled", "ssl_enabled", "enable_app_insights", "collect_model_data"), flag),
    **dict.fromkeys(("token_auth_enabled", "autoscale_enabled", "blobfuse_enabled"), flag),
    **dict.fromkeys(("tags", "properties"), labels),
    **dict.fromkeys(("description", "location", "dns_name_label", "namespace"), arguments.text),
    **dict.fromkeys(("compute_target_name", "version_name"), arguments.text),
    "max_request_wait_time": arguments.whole,
    "initial_delay_seconds": arguments.whole,
}


class WebserviceDeploymentConfiguration(Settings):
    """A deployment as it is asked for. Raises WebserviceException for a wrong value."""

    _checks: ClassVar[Dict[str, Check]] = _CHECKS

    def print_deploy_configuration(self) -> None:
        """Print what it asks for."""
        for name, value in self.serialize().items():
            print(f"{name}: {value}")

    @classmethod
    def validate_image(cls, image: Any) -> None:
        """Any image will do."""


@tolerant
@dataclass(repr=False)
class AciServiceDeploymentConfiguration(WebserviceDeploymentConfiguration):
    """One container instance: CPU cores and GB of memory."""

    cpu_cores: Optional[float] = None
    memory_gb: Optional[float] = None
    tags: Optional[Mapping[str, str]] = None
    properties: Optional[Mapping[str, str]] = None
    description: Optional[str] = None
    location: Optional[str] = None
    auth_enabled: Optional[bool] = None
    ssl_enabled: Optional[bool] = None
    enable_app_insights: Optional[bool] = None
    ssl_cert_pem_file: Optional[str] = None
    ssl_key_pem_file: Optional[str] = None
    ssl_cname: Optional[str] = None
    dns_name_label: Optional[str] = None
    primary_key: Optional[str] = None
    secondary_key: Optional[str] = None
    collect_model_data: Optional[bool] = None
    cmk_vault_base_url: Optional[str] = None
    cmk_key_name: Optional[str] = None
    cmk_key_version: Optional[str] = None
    vnet_name: Optional[str] = None
    subnet_name: Optional[str] = None


@dataclass(repr=False)
class _AksSettings(WebserviceDeploymentConfiguration):
    autoscale_enabled: Optional[bool] = None
    autoscale_min_replicas: Optional[int] = None
    autoscale_max_replicas: Optional[int] = None
    autoscale_refresh_seconds: Optional[int] = None
    autoscale_target_utilization: Optional[int] = None
    collect_model_data: Optional[bool] = None
    auth_enabled: Optional[bool] = None
    cpu_cores: Optional[float] = None
    memory_gb: Optional[float] = None
    enable_app_insights: Optional[bool] = None
    scoring_timeout_ms: Optional[int] = None
    replica_max_concurrent_requests: Optional[int] = None
    max_request_wait_time: Optional[int] = None
    num_replicas: Optional[int] = None
    primary_key: Optional[str] = None
    secondary_key: Optional[str] = None
    tags: Optional[Mapping[str, str]] = None
    properties: Optional[Mapping[str, str]] = None
    description: Optional[str] = None
    gpu_cores: Optional[int] = None
    period_seconds: Optional[int] = None
    initial_delay_seconds: Optional[int] = None
    timeout_seconds: Optional[int] = None
    success_threshold: Optional[int] = None
    failure_threshold: Optional[int] = None
    namespace: Optional[str] = None
    token_auth_enabled: Optional[bool] = None


@tolerant
@dataclass(repr=False)
class AksServiceDeploymentConfiguration(_AksSettings):
    """Replicas on a Kubernetes cluster: cores and GB of memory of each, how many, or between which numbers."""

    compute_target_name: Optional[str] = None
    cpu_cores_limit: Optional[float] = None
    memory_gb_limit: Optional[float] = None
    blobfuse_enabled: Optional[bool] = None


@tolerant
@dataclass(repr=False)
class AksEndpointDeploymentConfiguration(_AksSettings):
    """One version of an endpoint on a Kubernetes cluster, and the percentage of its traffic."""

    version_name: Optional[str] = None
    traffic_percentile: Optional[int] = None
    compute_target_name: Optional[str] = None
    cpu_cores_limit: Optional[float] = None
    memory_gb_limit: Optional[float] = None

    def validate_endpoint_configuration(self) -> None:
        """As `validate_configuration`."""
        self.validate_configuration()


@tolerant
@dataclass(repr=False)
class LocalWebserviceDeploymentConfiguration(WebserviceDeploymentConfiguration):
    """A port of this machine; without one any that is free."""

    _checks: ClassVar[Dict[str, Check]] = {"port": _port}

    port: Optional[int] = None
