"""AKS: clusters that serve models."""

from dataclasses import dataclass, replace
from typing import Any, Dict, Mapping, Optional, Union

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.aks_settings import (
    AksUpdateConfiguration,
    SslConfiguration,
    SslEnabled,
    check_balancer,
    purpose,
)
from amlwidgets.sdk.compute.attached import CredentialedCompute
from amlwidgets.sdk.compute.configuration import (
    ComputeTargetProvisioningConfiguration,
    ResourceAttachConfiguration,
)
from amlwidgets.sdk.compute.own import network
from amlwidgets.sdk.compute.target import ComputeTarget

_NODES = 3
_SIZE = "Standard_D3_v2"


class AksAttachConfiguration(SslEnabled, ResourceAttachConfiguration):
    """A cluster that is there already."""

    _provider = "Microsoft.ContainerService/managedClusters"
    _named = "cluster_name"

    def __init__(
        self,
        resource_group: Optional[str] = None,
        cluster_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        cluster_purpose: Optional[str] = None,
        load_balancer_type: Optional[str] = None,
        load_balancer_subnet: Optional[str] = None,
    ) -> None:
        self.cluster_purpose = purpose(cluster_purpose)
        self.load_balancer_type = check_balancer(load_balancer_type, load_balancer_subnet)
        self.load_balancer_subnet = load_balancer_subnet
        self.ssl_configuration: Optional[SslConfiguration] = None
        super().__init__("AKS", resource_group, cluster_name, resource_id)
        self.extra = {
            "clusterPurpose": self.cluster_purpose,
            "loadBalancerType": self.load_balancer_type,
            "loadBalancerSubnet": load_balancer_subnet,
        }


class AksProvisioningConfiguration(SslEnabled, ComputeTargetProvisioningConfiguration):
    """A new cluster; only Azure makes one, elsewhere it is recorded."""

    def __init__(
        self,
        agent_count: Union[int, str, None],
        vm_size: Optional[str],
        ssl_cname: Optional[str],
        ssl_cert_pem_file: Optional[str],
        ssl_key_pem_file: Optional[str],
        location: Optional[str],
        vnet_resourcegroup_name: Optional[str],
        vnet_name: Optional[str],
        subnet_name: Optional[str],
        service_cidr: Optional[str],
        dns_service_ip: Optional[str],
        docker_bridge_cidr: Optional[str],
        cluster_purpose: Optional[str],
        load_balancer_type: Optional[str],
        load_balancer_subnet: Optional[str],
    ) -> None:
        super().__init__("AKS", location)
        with arguments.raised_as(ComputeTargetException):
            self.agent_count = _NODES if agent_count is None else arguments.whole("agent_count", agent_count, 1)
        self.vm_size = vm_size or _SIZE
        self.cluster_purpose = purpose(cluster_purpose)
        self.load_balancer_type = check_balancer(load_balancer_type, load_balancer_subnet)
        self.load_balancer_subnet = load_balancer_subnet
        self.ssl_configuration: Optional[SslConfiguration] = None
        self.vnet_resourcegroup_name = vnet_resourcegroup_name
        self.vnet_name = vnet_name
        self.subnet_name = subnet_name
        self.service_cidr = service_cidr
        self.dns_service_ip = dns_service_ip
        self.docker_bridge_cidr = docker_bridge_cidr
        self.extra = {
            "agentCount": self.agent_count,
            "agentVmSize": self.vm_size,
            "clusterPurpose": self.cluster_purpose,
            "loadBalancerType": self.load_balancer_type,
            "loadBalancerSubnet": load_balancer_subnet,
        }
        if ssl_cname or ssl_cert_pem_file or ssl_key_pem_file:
            self.enable_ssl(ssl_cname, ssl_cert_pem_file, ssl_key_pem_file)

    def to_record(self, workspace: Any, name: str) -> Any:
        """The record, with its network in the workspace's subscription."""
        made = super().to_record(workspace, name)
        group = self.vnet_resourcegroup_name or workspace.resource_group
        place = network(workspace.subscription_id, group, self.vnet_name, self.subnet_name)
        if place is None:
            return replace(made, location=self.location or made.location)
        addresses = {
            "serviceCidr": self.service_cidr,
            "dnsServiceIP": self.dns_service_ip,
            "dockerBridgeCidr": self.docker_bridge_cidr,
        }
        told = {"subnetId": place["id"], **{key: one for key, one in addresses.items() if one}}
        extra = {**made.extra, "aksNetworkingConfiguration": told}
        return replace(made, location=self.location or made.location, extra=extra)


@dataclass(frozen=True)
class SystemService:
    """A service that runs beside the models."""

    service_type: str
    version: str
    public_ip_address: Optional[str]

    def serialize(self) -> Dict[str, Any]:
        """As Azure writes it."""
        return {
            "serviceType": self.service_type,
            "version": self.version,
            "publicIpAddress": self.public_ip_address,
        }

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "SystemService":
        """From what `serialize` writes."""
        told = [object_dict.get(name) for name in ("serviceType", "version", "publicIpAddress")]
        return SystemService(told[0] or "", told[1] or "", told[2])


class AksCompute(CredentialedCompute):
    """A cluster that serves models; only a workspace in Azure uses it."""

    class ClusterPurpose:
        """What a cluster is for."""

        DEV_TEST = "DevTest"
        FAST_PROD = "FastProd"

    def _describe(self, extra: Mapping[str, Any]) -> None:
        self.agent_count = extra.get("agentCount")
        self.agent_vm_size = extra.get("agentVmSize")
        self.cluster_fqdn = extra.get("clusterFqdn")
        self.cluster_purpose = extra.get("clusterPurpose")
        self.load_balancer_type = extra.get("loadBalancerType")
        self.load_balancer_subnet = extra.get("loadBalancerSubnet")
        self.aks_networking_configuration = extra.get("aksNetworkingConfiguration")
        self.ssl_configuration = extra.get("sslConfiguration")
        self.system_services = [SystemService.deserialize(one) for one in extra.get("systemServices") or ()]

    def delete(self) -> None:
        """Delete one that was made with the workspace. Raises ComputeTargetException for one that was attached."""
        super().delete() if self.is_attached else ComputeTarget.delete(self)

    def update(self, update_configuration: AksUpdateConfiguration) -> None:
        """Change how it is reached: SSL and load balancer. Recorded, except in Azure."""
        arguments.instance("update_configuration", update_configuration, AksUpdateConfiguration)
        update_configuration.validate_configuration()
        compute = self._look().compute
        changed = replace(compute, extra={**compute.extra, **update_configuration.changes()})
        with self._gone_is_told():
            backend = self.workspace.backend
            self._take(self.workspace, backend.put_compute(changed, update_configuration.credentials() or None))

    @staticmethod
    def attach(workspace: Any, name: str, resource_id: Any) -> ComputeTarget:
        """Attach by ARM id, or by a configuration as `ComputeTarget.attach` does."""
        given = AksAttachConfiguration(resource_id=resource_id) if isinstance(resource_id, str) else resource_id
        return ComputeTarget.attach(workspace, name, given)

    @staticmethod
    def attach_configuration(
        resource_group: Optional[str] = None,
        cluster_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        cluster_purpose: Optional[str] = None,
        load_balancer_type: Optional[str] = None,
        load_balancer_subnet: Optional[str] = None,
    ) -> AksAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return AksAttachConfiguration(
            resource_group, cluster_name, resource_id, cluster_purpose, load_balancer_type, load_balancer_subnet
        )

    @staticmethod
    def provisioning_configuration(
        agent_count: Union[int, str, None] = None,
        vm_size: Optional[str] = None,
        ssl_cname: Optional[str] = None,
        ssl_cert_pem_file: Optional[str] = None,
        ssl_key_pem_file: Optional[str] = None,
        location: Optional[str] = None,
        vnet_resourcegroup_name: Optional[str] = None,
        vnet_name: Optional[str] = None,
        subnet_name: Optional[str] = None,
        service_cidr: Optional[str] = None,
        dns_service_ip: Optional[str] = None,
        docker_bridge_cidr: Optional[str] = None,
        cluster_purpose: Optional[str] = None,
        load_balancer_type: Optional[str] = None,
        load_balancer_subnet: Optional[str] = None,
    ) -> AksProvisioningConfiguration:
        """What `ComputeTarget.create` takes."""
        return AksProvisioningConfiguration(
            agent_count,
            vm_size,
            ssl_cname,
            ssl_cert_pem_file,
            ssl_key_pem_file,
            location,
            vnet_resourcegroup_name,
            vnet_name,
            subnet_name,
            service_cidr,
            dns_service_ip,
            docker_bridge_cidr,
            cluster_purpose,
            load_balancer_type,
            load_balancer_subnet,
        )
