"""Azure's clouds by their ARM endpoint, and which hosts belong to each: a token goes nowhere else."""

from dataclasses import dataclass
from typing import Dict, Tuple
from urllib.parse import urlsplit

from amlwidgets.backend.rest.cloud import Cloud
from amlwidgets.resources.errors import ValidationException

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class _Known:
    cloud: Cloud
    hosts: Tuple[str, ...]


def _known(arm: str, suffix: str, data: str, *hosts: str) -> _Known:
    cloud = Cloud(
        arm=f"https://{arm}",
        arm_audience=f"https://{arm}/.default",
        data_audience=f"https://{data}/.default",
        storage_audience="https://storage.azure.com/.default",
    )
    return _Known(cloud, (arm, f".{suffix}", f".{data}", *hosts))


_CLOUDS: Dict[str, _Known] = {
    "management.azure.com": _known("management.azure.com", "azureml.ms", "ml.azure.com"),
    "management.chinacloudapi.cn": _known("management.chinacloudapi.cn", "ml.azure.cn", "ml.azure.cn"),
    "management.usgovcloudapi.net": _known("management.usgovcloudapi.net", "ml.azure.us", "ml.azure.us"),
}


def cloud_of(arm_url: str = "") -> Cloud:
    """The cloud of an ARM endpoint; "" is the public one. One that is not Azure's own has Azure's audiences.

    Raises ValidationException for what is no https URL (http is for loopback alone).
    """
    if not arm_url:
        return Cloud()
    if not _is_safe(arm_url):
        raise ValidationException(
            f"The ARM endpoint is no https URL of a host, without a user in it: {arm_url!r}."
        )
    known = _CLOUDS.get(urlsplit(arm_url).hostname or "")
    return known.cloud if known is not None else Cloud(arm=arm_url.rstrip("/"))


def belongs(cloud: Cloud, url: str) -> bool:
    """Whether a URL is of a host of this cloud, so that its services may be sent the user's tokens."""
    host, own = urlsplit(url).hostname or "", urlsplit(cloud.arm).hostname or ""
    if not _is_safe(url):
        return False
    if own in _LOOPBACK:
        return host in _LOOPBACK
    known = _CLOUDS.get(own)
    hosts = known.hosts if known is not None else (own, f".{own.partition('.')[2]}")
    return any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return (parts.scheme == "https" or plain) and bool(parts.hostname) and port_is_fine and "@" not in parts.netloc
