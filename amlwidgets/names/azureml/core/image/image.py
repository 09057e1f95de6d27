from amlwidgets.sdk.webservice.image import Image, ImageConfig
