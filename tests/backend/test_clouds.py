"""Which hosts are a cloud's: a token goes nowhere else."""

import pytest

from amlwidgets.backend.clouds import belongs, cloud_of
from amlwidgets.resources.errors import ValidationException


@pytest.mark.parametrize(
    ("arm", "url"),
    [
        ("", "https://management.azure.com/x"),
        ("", "https://eastus2.api.azureml.ms/history/v1.0"),
        ("https://management.chinacloudapi.cn", "https://chinaeast2.api.ml.azure.cn"),
        ("https://management.usgovcloudapi.net", "https://usgovarizona.api.ml.azure.us"),
        ("https://management.own.cloud", "https://api.own.cloud"),
        ("http://127.0.0.1:1", "http://127.0.0.1:2"),
    ],
)
def test_hosts_of_a_cloud(arm, url):
    assert belongs(cloud_of(arm), url)


@pytest.mark.parametrize(
    "url",
    [
        "http://eastus2.api.azureml.ms",
        "https://azureml.ms.evil.example",
        "https://evilazureml.ms",
        "https://user@eastus2.api.azureml.ms",
        "https://169.254.169.254/metadata",
        "http://127.0.0.1:80",
        "https://eastus2.api.ml.azure.cn",
        "https://x:bad",
        "",
    ],
)
def test_other_hosts(url):
    assert not belongs(cloud_of(), url)


@pytest.mark.parametrize(
    "url", ["http://management.azure.com", "ftp://x", "https://a:b@management.azure.com", "x"]
)
def test_endpoints_that_are_none(url):
    with pytest.raises(ValidationException, match="https URL"):
        cloud_of(url)


def test_audiences_follow_the_cloud():
    assert (
        cloud_of("https://management.chinacloudapi.cn").arm_audience
        == "https://management.chinacloudapi.cn/.default"
    )
    assert cloud_of("https://management.azure.com/").arm == "https://management.azure.com"
