"""Azure's services that are attached by nothing but their resource."""

from typing import Any, Optional

from amlwidgets.sdk.compute.attached import AttachedCompute
from amlwidgets.sdk.compute.configuration import (
    ComputeTargetProvisioningConfiguration,
    ResourceAttachConfiguration,
)
from amlwidgets.sdk.compute.target import ComputeTarget


class DataLakeAnalyticsAttachConfiguration(ResourceAttachConfiguration):
    """A Data Lake Analytics account."""

    _provider = "Microsoft.DataLakeAnalytics/accounts"
    _named = "account_name"

    def __init__(
        self,
        resource_group: Optional[str] = None,
        account_name: Optional[str] = None,
        resource_id: Optional[str] = None,
    ) -> None:
        super().__init__("DataLakeAnalytics", resource_group, account_name, resource_id)


class AdlaCompute(AttachedCompute):
    """An attached Data Lake Analytics account."""

    @staticmethod
    def attach(workspace: Any, name: str, resource_id: Any) -> ComputeTarget:
        """Attach by ARM id, or by a configuration as `ComputeTarget.attach` does."""
        return attach_resource(workspace, name, resource_id, AdlaCompute)

    @staticmethod
    def attach_configuration(
        resource_group: Optional[str] = None,
        account_name: Optional[str] = None,
        resource_id: Optional[str] = None,
    ) -> DataLakeAnalyticsAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return DataLakeAnalyticsAttachConfiguration(resource_group, account_name, resource_id)


class BatchAttachConfiguration(ResourceAttachConfiguration):
    """A Batch account."""

    _provider = "Microsoft.Batch/batchAccounts"
    _named = "account_name"

    def __init__(
        self,
        resource_group: Optional[str] = None,
        account_name: Optional[str] = None,
        resource_id: Optional[str] = None,
    ) -> None:
        super().__init__("Batch", resource_group, account_name, resource_id)


class BatchCompute(AttachedCompute):
    """An attached Batch account."""

    @staticmethod
    def attach_configuration(
        resource_group: Optional[str] = None,
        account_name: Optional[str] = None,
        resource_id: Optional[str] = None,
    ) -> BatchAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return BatchAttachConfiguration(resource_group, account_name, resource_id)


class DataFactoryAttachConfiguration(ResourceAttachConfiguration):
    """A data factory."""

    _provider = "Microsoft.DataFactory/factories"
    _named = "factory_name"

    def __init__(
        self,
        resource_group: Optional[str] = None,
        factory_name: Optional[str] = None,
        resource_id: Optional[str] = None,
    ) -> None:
        super().__init__("DataFactory", resource_group, factory_name, resource_id)


class DataFactoryProvisioningConfiguration(ComputeTargetProvisioningConfiguration):
    """A new data factory."""

    def __init__(self, location: Optional[str]) -> None:
        super().__init__("DataFactory", location)


class DataFactoryCompute(AttachedCompute):
    """A data factory, which moves data in pipelines."""

    def delete(self) -> None:
        """Delete one that was made with the workspace. Raises ComputeTargetException for one that was attached."""
        ComputeTarget.delete(self) if self.cluster_resource_id is None else super().delete()

    @staticmethod
    def attach(workspace: Any, name: str, resource_id: Any) -> ComputeTarget:
        """Attach by ARM id, or by a configuration as `ComputeTarget.attach` does."""
        return attach_resource(workspace, name, resource_id, DataFactoryCompute)

    @staticmethod
    def attach_configuration(
        resource_group: Optional[str] = None,
        factory_name: Optional[str] = None,
        resource_id: Optional[str] = None,
    ) -> DataFactoryAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return DataFactoryAttachConfiguration(resource_group, factory_name, resource_id)

    @staticmethod
    def provisioning_configuration(location: Optional[str] = None) -> DataFactoryProvisioningConfiguration:
        """What `ComputeTarget.create` takes."""
        return DataFactoryProvisioningConfiguration(location)


def attach_resource(workspace: Any, name: str, given: Any, kind: Any) -> ComputeTarget:
    """`ComputeTarget.attach` of v1's older classes, which took an ARM id."""
    configuration = kind.attach_configuration(resource_id=given) if isinstance(given, str) else given
    return ComputeTarget.attach(workspace, name, configuration)
