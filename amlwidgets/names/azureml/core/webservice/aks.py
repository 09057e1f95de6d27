from amlwidgets.sdk.webservice.deployment import (
    AksEndpointDeploymentConfiguration,
    AksServiceDeploymentConfiguration,
)
from amlwidgets.sdk.webservice.service import AksEndpoint, AksWebservice
