"""Synapse's Spark pools."""

from typing import Any, Optional

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.attached import AttachedCompute
from amlwidgets.sdk.compute.configuration import ComputeTargetAttachConfiguration


class SynapseAttachConfiguration(ComputeTargetAttachConfiguration):
    """A pool of a linked Synapse workspace."""

    def __init__(self, linked_service: Any, type: str, pool_name: str, configurations: Any = None) -> None:
        super().__init__("SynapseSpark")
        self.linked_service = linked_service
        self.type = type
        self.pool_name = pool_name
        self.validate_configuration()
        self.extra = {
            "poolName": pool_name,
            "type": type,
            "linkedService": getattr(linked_service, "name", None) or arguments.recordable(linked_service),
            "configurations": arguments.recordable(configurations),
        }

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException for a pool without a name or of a type that is none."""
        with arguments.raised_as(ComputeTargetException):
            self.type = arguments.one_of("type", self.type, ("SynapseSpark",))
            arguments.text("pool_name", self.pool_name)


class SynapseCompute(AttachedCompute):
    """An attached Spark pool."""

    @staticmethod
    def attach_configuration(
        linked_service: Any, type: str, pool_name: str, configurations: Optional[Any] = None
    ) -> SynapseAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return SynapseAttachConfiguration(linked_service, type, pool_name, configurations)
