"""A workspace of Azure ML: the contract over the paths that Azure has."""

from amlwidgets.backend.rest.azure.backend import AzureBackend

__all__ = ["AzureBackend"]
