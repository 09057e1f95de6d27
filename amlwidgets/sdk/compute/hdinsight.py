"""HDInsight: a Spark cluster that is attached over SSH."""

from typing import Any, Optional, Union

from amlwidgets.sdk.compute.attached import CredentialedCompute
from amlwidgets.sdk.compute.ssh_configuration import SshAttachConfiguration
from amlwidgets.sdk.compute.target import ComputeTarget


class HDInsightAttachConfiguration(SshAttachConfiguration):
    """See `HDInsightCompute.attach_configuration`."""

    _provider = "Microsoft.HDInsight/clusters"
    _named = "cluster_name"

    def __init__(
        self,
        username: str,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        cluster_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        address: Optional[str] = None,
        ssh_port: Union[int, str] = "22",
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
    ) -> None:
        self.subscription_id = subscription_id
        super().__init__(
            "HDInsight",
            username,
            resource_group,
            cluster_name,
            resource_id,
            address,
            ssh_port,
            password,
            private_key_file,
            private_key_passphrase,
        )

    def arm_id(self, subscription_id: str) -> str:
        """The cluster's ARM id."""
        return super().arm_id(self.subscription_id or subscription_id)


class HDInsightCompute(CredentialedCompute):
    """An attached HDInsight cluster; only a workspace in Azure runs anything on it."""

    @staticmethod
    def attach(
        workspace: Any,
        name: str,
        username: Any,
        address: Optional[str] = None,
        ssh_port: Union[int, str] = "22",
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
    ) -> ComputeTarget:
        """Attach by user and address, or by a configuration as `ComputeTarget.attach` does."""
        if isinstance(username, str):
            username = HDInsightAttachConfiguration(
                username,
                address=address,
                ssh_port=ssh_port,
                password=password,
                private_key_file=private_key_file,
                private_key_passphrase=private_key_passphrase,
            )
        return ComputeTarget.attach(workspace, name, username)

    @staticmethod
    def attach_configuration(
        username: str,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        cluster_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        address: Optional[str] = None,
        ssh_port: Union[int, str] = "22",
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
    ) -> HDInsightAttachConfiguration:
        """What `ComputeTarget.attach` takes."""
        return HDInsightAttachConfiguration(
            username,
            subscription_id,
            resource_group,
            cluster_name,
            resource_id,
            address,
            ssh_port,
            password,
            private_key_file,
            private_key_passphrase,
        )
