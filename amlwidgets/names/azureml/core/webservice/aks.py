from amlwidgets.sdk.webservice import AksEndpoint, AksWebservice
from amlwidgets.sdk.webservice.deployment import (
    AksEndpointDeploymentConfiguration,
    AksServiceDeploymentConfiguration,
)
