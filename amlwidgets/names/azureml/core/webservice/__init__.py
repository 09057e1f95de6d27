from amlwidgets.sdk.exceptions import WebserviceException
from amlwidgets.sdk.webservice import AciWebservice, AksEndpoint, AksWebservice, LocalWebservice, Webservice
