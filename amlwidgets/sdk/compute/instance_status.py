"""The state of a compute instance in v1's words."""

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional


@dataclass(frozen=True)
class ComputeInstanceStatus:
    """A compute instance at one moment. Times are ISO 8601 in UTC."""

    creation_time: Optional[str]
    created_by_user_name: Optional[str]
    created_by_user_id: Optional[str]
    created_by_user_org: Optional[str]
    errors: Any
    modified_time: Optional[str]
    state: str
    vm_size: str

    def serialize(self) -> Dict[str, Any]:
        """As Azure writes it."""
        return {
            "creationTime": self.creation_time,
            "createdBy": {
                "userName": self.created_by_user_name,
                "userId": self.created_by_user_id,
                "userOrgId": self.created_by_user_org,
            },
            "errors": self.errors,
            "modifiedTime": self.modified_time,
            "state": self.state,
            "vmSize": self.vm_size,
        }

    @staticmethod
    def deserialize(object_dict: Mapping[str, Any]) -> "ComputeInstanceStatus":
        """From what `serialize` writes."""
        creator = object_dict.get("createdBy") or {}
        return ComputeInstanceStatus(
            object_dict.get("creationTime"),
            creator.get("userName"),
            creator.get("userId"),
            creator.get("userOrgId"),
            object_dict.get("errors"),
            object_dict.get("modifiedTime"),
            object_dict.get("state") or "",
            object_dict.get("vmSize") or "",
        )
