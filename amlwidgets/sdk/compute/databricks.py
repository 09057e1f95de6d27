"""Databricks and Kusto: services that are attached with a secret."""

from typing import Any, Dict, Optional

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.attached import CredentialedCompute
from amlwidgets.sdk.compute.configuration import ResourceAttachConfiguration
from amlwidgets.sdk.compute.target import ComputeTarget


class DatabricksAttachConfiguration(ResourceAttachConfiguration):
    """A Databricks workspace and a token for it. The token is in no record and no repr."""

    _provider = "Microsoft.Databricks/workspaces"
    _named = "workspace_name"

    def __init__(
        self,
        resource_group: Optional[str] = None,
        workspace_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        access_token: str = "",
    ) -> None:
        self.access_token = access_token
        super().__init__("Databricks", resource_group, workspace_name, resource_id)

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException unless a workspace and a token are given."""
        super().validate_configuration()
        if not isinstance(self.access_token, str) or not self.access_token:
            # What came may be a secret in the wrong type: it is not repeated.
            raise ComputeTargetException(
                f"access_token is a {type(self.access_token).__name__} without content; expected a token of "
                "Databricks as a text.",
                remedy="Make one in Databricks: User Settings, Access Tokens.",
            )

    def credentials(self) -> Dict[str, Any]:
        """The token."""
        return {"databricksAccessToken": self.access_token}


class DatabricksCompute(CredentialedCompute):
    """An attached Databricks workspace."""

    @staticmethod
    def attach(workspace: Any, name: str, resource_id: Any, access_token: str = "") -> ComputeTarget:
        """Attach by ARM id and token, or by a configuration as `ComputeTarget.attach` does."""
        if isinstance(resource_id, str):
            resource_id = DatabricksAttachConfiguration(resource_id=resource_id, access_token=access_token)
        return ComputeTarget.attach(workspace, name, resource_id)

    @staticmethod
    def attach_configuration(
        resource_group: Optional[str] = None,
        workspace_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        access_token: str = "",
    ) -> DatabricksAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return DatabricksAttachConfiguration(resource_group, workspace_name, resource_id, access_token)


class KustoAttachConfiguration(ResourceAttachConfiguration):
    """A Kusto (Data Explorer) cluster and the application that asks it."""

    _provider = "Microsoft.Kusto/clusters"
    _named = "workspace_name"

    def __init__(
        self,
        resource_group: Optional[str] = None,
        workspace_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        tenant_id: Optional[str] = None,
        kusto_connection_string: Optional[str] = None,
        application_id: Optional[str] = None,
        application_key: Optional[str] = None,
    ) -> None:
        self.tenant_id = tenant_id
        self.kusto_connection_string = kusto_connection_string
        self.application_id = application_id
        self.application_key = application_key
        super().__init__("Kusto", resource_group, workspace_name, resource_id)
        self.extra = {"tenantId": tenant_id, "applicationId": application_id}

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException unless a cluster and who asks it are given."""
        super().validate_configuration()
        with arguments.raised_as(ComputeTargetException):
            for name in ("tenant_id", "application_id"):
                arguments.text(name, getattr(self, name))
        for name in ("kusto_connection_string", "application_key"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise ComputeTargetException(f"{name} is missing; expected a text.")

    def credentials(self) -> Dict[str, Any]:
        """Connection string and key."""
        return {"kustoConnectionString": self.kusto_connection_string, "applicationKey": self.application_key}


class KustoCompute(CredentialedCompute):
    """An attached Kusto cluster."""

    @staticmethod
    def attach_configuration(
        resource_group: Optional[str] = None,
        workspace_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        tenant_id: Optional[str] = None,
        kusto_connection_string: Optional[str] = None,
        application_id: Optional[str] = None,
        application_key: Optional[str] = None,
    ) -> KustoAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return KustoAttachConfiguration(
            resource_group,
            workspace_name,
            resource_id,
            tenant_id,
            kusto_connection_string,
            application_id,
            application_key,
        )
