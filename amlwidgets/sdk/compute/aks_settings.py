"""How an AKS cluster is reached: certificates, load balancer, purpose."""

from typing import Any, Dict, Mapping, Optional

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.configuration import (
    ComputeConfiguration,
    ComputeTargetUpdateConfiguration,
    read_file,
)
from amlwidgets.sdk.tolerance import Tolerant

_PURPOSES = ("DevTest", "FastProd", "DenseProd")
_BALANCERS = ("PublicIp", "InternalLoadBalancer")


class SslConfiguration(Tolerant):
    """How a cluster proves who it is. `key` is a secret: in no record and no repr."""

    def __init__(
        self,
        status: Optional[str] = None,
        cert: Optional[str] = None,
        key: Optional[str] = None,
        cname: Optional[str] = None,
        leaf_domain_label: Optional[str] = None,
        overwrite_existing_domain: bool = False,
        renew: bool = False,
    ) -> None:
        self.status = status
        self.cert = cert
        self.key = key
        self.cname = cname
        self.leaf_domain_label = leaf_domain_label
        self.overwrite_existing_domain = overwrite_existing_domain
        self.renew = renew

    def serialize(self) -> Dict[str, Any]:
        """As Azure writes it, with the key: who asks has it."""
        return {
            "status": self.status,
            "cert": self.cert,
            "key": self.key,
            "cname": self.cname,
            "leafDomainLabel": self.leaf_domain_label,
            "overwriteExistingDomain": self.overwrite_existing_domain,
        }

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "SslConfiguration":
        """From what `serialize` writes."""
        told = object_dict.get
        overwrite = bool(told("overwriteExistingDomain"))
        return SslConfiguration(
            told("status"), told("cert"), told("key"), told("cname"), told("leafDomainLabel"), overwrite
        )

    def recorded(self) -> Dict[str, Any]:
        """It without the key."""
        return {name: value for name, value in self.serialize().items() if name != "key" and value is not None}


class SslEnabled(ComputeConfiguration):
    """A configuration that certificates can be given to."""

    ssl_configuration: Optional[SslConfiguration]

    def enable_ssl(
        self,
        ssl_cname: Optional[str] = None,
        ssl_cert_pem_file: Optional[str] = None,
        ssl_key_pem_file: Optional[str] = None,
        leaf_domain_label: Optional[str] = None,
        overwrite_existing_domain: bool = False,
    ) -> None:
        """Use a certificate: your own by name and files, or Azure's by `leaf_domain_label`.

        Raises ComputeTargetException for half of either.
        """
        own = (ssl_cname, ssl_cert_pem_file, ssl_key_pem_file)
        if bool(leaf_domain_label) == any(own) or (any(own) and not all(own)):
            raise ComputeTargetException(
                f"ssl_cname is {ssl_cname!r} and leaf_domain_label {leaf_domain_label!r}; expected "
                "leaf_domain_label, or all of ssl_cname, ssl_cert_pem_file and ssl_key_pem_file."
            )
        cert, key = (
            read_file("ssl_cert_pem_file", ssl_cert_pem_file),
            read_file("ssl_key_pem_file", ssl_key_pem_file),
        )
        status = "Auto" if leaf_domain_label else "Enabled"
        self.ssl_configuration = SslConfiguration(
            status, cert, key, ssl_cname, leaf_domain_label, overwrite_existing_domain
        )
        self.extra["sslConfiguration"] = self.ssl_configuration.recorded()

    def credentials(self) -> Dict[str, Any]:
        """The certificate's key."""
        key = self.ssl_configuration.key if self.ssl_configuration else None
        return {"sslConfiguration": {"key": key}} if key else {}


class AksUpdateConfiguration(ComputeTargetUpdateConfiguration):
    """What changes of a cluster."""

    def __init__(
        self,
        ssl_configuration: Optional[SslConfiguration] = None,
        load_balancer_type: Optional[str] = None,
        load_balancer_subnet: Optional[str] = None,
    ) -> None:
        super().__init__("AKS")
        self.ssl_configuration = ssl_configuration
        self.load_balancer_type = load_balancer_type
        self.load_balancer_subnet = load_balancer_subnet

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException for what is no SslConfiguration or no load balancer."""
        if self.ssl_configuration is not None:
            with arguments.raised_as(ComputeTargetException):
                arguments.instance("ssl_configuration", self.ssl_configuration, SslConfiguration)
        self.load_balancer_type = check_balancer(self.load_balancer_type, self.load_balancer_subnet)

    def changes(self) -> Dict[str, Any]:
        """What is recorded anew."""
        told = {
            "sslConfiguration": self.ssl_configuration.recorded() if self.ssl_configuration else None,
            "loadBalancerType": self.load_balancer_type,
            "loadBalancerSubnet": self.load_balancer_subnet,
        }
        return {name: value for name, value in told.items() if value is not None}

    def credentials(self) -> Dict[str, Any]:
        """The certificate's key."""
        key = self.ssl_configuration.key if self.ssl_configuration else None
        return {"sslConfiguration": {"key": key}} if key else {}


def purpose(value: Optional[str]) -> Optional[str]:
    """DevTest or FastProd. Raises ComputeTargetException."""
    with arguments.raised_as(ComputeTargetException):
        return None if value is None else arguments.one_of("cluster_purpose", value, _PURPOSES)


def check_balancer(kind: Optional[str], subnet: Optional[str]) -> Optional[str]:
    """The type of a load balancer; a subnet needs an internal one. Raises ComputeTargetException."""
    with arguments.raised_as(ComputeTargetException):
        found = None if kind is None else arguments.one_of("load_balancer_type", kind, _BALANCERS)
    if subnet and found != "InternalLoadBalancer":
        raise ComputeTargetException(
            f"load_balancer_subnet is {subnet!r}; expected None, or load_balancer_type 'InternalLoadBalancer'."
        )
    return found
