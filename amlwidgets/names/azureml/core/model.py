from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.exceptions import ModelNotFoundException, ModelPathNotFoundException, WebserviceException
from amlwidgets.sdk.model import Model
from amlwidgets.sdk.webservice.inference import InferenceConfig
from amlwidgets.sdk.webservice.profile import ModelPackage
