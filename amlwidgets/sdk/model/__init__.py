"""Models: files with a name and a version, and what made them."""

from amlwidgets.sdk.model.model import Model
from amlwidgets.sdk.model.resource_configuration import ResourceConfiguration

__all__ = ["Model", "ResourceConfiguration"]
