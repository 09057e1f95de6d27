from amlwidgets.sdk.exceptions import WebserviceException
from amlwidgets.sdk.webservice.service import (
    AciWebservice,
    AksEndpoint,
    AksWebservice,
    LocalWebservice,
    Webservice,
)
