from amlwidgets.sdk.exceptions import WebserviceException
from amlwidgets.sdk.webservice.deployment import WebserviceDeploymentConfiguration
from amlwidgets.sdk.webservice.service import Webservice
