"""Attached Kubernetes clusters."""

from dataclasses import dataclass, replace
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.clock import iso
from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.resources.records import ComputeRecord
from amlwidgets.sdk.compute.attached import AttachedCompute
from amlwidgets.sdk.compute.configuration import ResourceAttachConfiguration
from amlwidgets.sdk.compute.identity import identity_of


@dataclass(frozen=True)
class KubernetesComputeStatus:
    """One at one moment. Times are ISO 8601 in UTC."""

    creation_time: Optional[str]
    modified_time: Optional[str]
    provisioning_state: str

    def serialize(self) -> Dict[str, Any]:
        """As Azure writes it."""
        return {
            "creationTime": self.creation_time,
            "modifiedTime": self.modified_time,
            "provisioningState": self.provisioning_state,
        }

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "KubernetesComputeStatus":
        """From what `serialize` writes."""
        state = object_dict.get("provisioningState") or ""
        return KubernetesComputeStatus(object_dict.get("creationTime"), object_dict.get("modifiedTime"), state)


class KubernetesComputeAttachConfiguration(ResourceAttachConfiguration):
    """A cluster with Azure ML's extension, and the namespace that runs go to."""

    def __init__(
        self,
        resource_id: Optional[str] = None,
        namespace: Optional[str] = None,
        identity_type: Optional[str] = None,
        identity_ids: Optional[List[str]] = None,
    ) -> None:
        self.namespace = namespace
        self.identity_type = identity_type
        self.identity_ids = identity_ids
        super().__init__("Kubernetes", None, None, resource_id)
        self.extra = {"namespace": namespace or "default"}

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException without an ARM id, and for identities that do not go together."""
        if self.resource_id is None:
            raise ComputeTargetException("resource_id is None; expected the ARM id of a Kubernetes cluster.")
        super().validate_configuration()
        identity_of(self.identity_type, self.identity_ids)

    def to_record(self, workspace: Any, name: str) -> ComputeRecord:
        """The record, with its identities."""
        return replace(
            super().to_record(workspace, name), identity=identity_of(self.identity_type, self.identity_ids)
        )

    def to_dict(self) -> Dict[str, Any]:
        """Its settings."""
        return {
            "resource_id": self.resource_id,
            "namespace": self.namespace,
            "identity_type": self.identity_type,
            "identity_ids": self.identity_ids,
        }


class KubernetesCompute(AttachedCompute):
    """An attached Kubernetes cluster; only a workspace in Azure runs anything on it."""

    def _describe(self, extra: Mapping[str, Any]) -> None:
        self.namespace = extra.get("namespace")
        self.default_instance_type = extra.get("defaultInstanceType")
        self.instance_types = extra.get("instanceTypes")

    def get_status(self) -> KubernetesComputeStatus:
        """Its state at this moment."""
        compute = self._look().compute
        return KubernetesComputeStatus(iso(compute.created), iso(compute.modified), compute.provisioning_state)

    @staticmethod
    def attach_configuration(
        resource_id: Optional[str] = None,
        namespace: Optional[str] = None,
        identity_type: Optional[str] = None,
        identity_ids: Optional[List[str]] = None,
    ) -> KubernetesComputeAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return KubernetesComputeAttachConfiguration(resource_id, namespace, identity_type, identity_ids)
