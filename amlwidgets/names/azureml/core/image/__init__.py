from amlwidgets.sdk.webservice.image import ContainerImage, Image
