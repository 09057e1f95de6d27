"""Web services and images: described and checked today, deployed by a later version."""

from amlwidgets.sdk.webservice.inference import InferenceConfig
from amlwidgets.sdk.webservice.service import (
    AciWebservice,
    AksEndpoint,
    AksWebservice,
    LocalWebservice,
    Webservice,
)

__all__ = ["AciWebservice", "AksEndpoint", "AksWebservice", "InferenceConfig", "LocalWebservice", "Webservice"]
