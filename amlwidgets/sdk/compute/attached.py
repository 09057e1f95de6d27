"""What is attached to a workspace and lives outside of it."""

from typing import Any, Dict

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk.compute.target import ComputeTarget


class AttachedCompute(ComputeTarget):
    """A compute target that was there before it was attached: it is detached, never deleted."""

    def delete(self) -> None:
        """Raises ComputeTargetException: what was attached is deleted where it was made."""
        raise ComputeTargetException(
            f"{self.name!r} was attached, not made here: it cannot be deleted.",
            remedy="Use detach(), which leaves it as it is.",
        )

    def detach(self) -> None:
        """Take it off the workspace; returns at once."""
        with self._gone_is_told():
            self.workspace.backend.delete_compute(self.name, detach=True)
        self.provisioning_state = "Detaching"


class CredentialedCompute(AttachedCompute):
    """One that was attached with secrets."""

    def get_credentials(self) -> Dict[str, Any]:
        """The secrets it was attached with; they are kept apart from all records."""
        return self.workspace.backend.compute_credentials(self.name)
