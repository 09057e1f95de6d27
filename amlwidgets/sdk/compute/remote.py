"""RemoteCompute: a machine that runs are performed on over SSH."""

from typing import Any, Optional, Union

from amlwidgets.sdk.compute.attached import CredentialedCompute
from amlwidgets.sdk.compute.ssh_configuration import SshAttachConfiguration
from amlwidgets.sdk.compute.target import ComputeTarget


class RemoteComputeAttachConfiguration(SshAttachConfiguration):
    """See `RemoteCompute.attach_configuration`."""

    _provider = "Microsoft.Compute/virtualMachines"
    _named = "vm_name"

    def __init__(
        self,
        username: str,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        vm_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        address: Optional[str] = None,
        ssh_port: Union[int, str] = 22,
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
    ) -> None:
        self.subscription_id = subscription_id
        super().__init__(
            "VirtualMachine",
            username,
            resource_group,
            vm_name,
            resource_id,
            address,
            ssh_port,
            password,
            private_key_file,
            private_key_passphrase,
        )

    def arm_id(self, subscription_id: str) -> str:
        """The machine's ARM id."""
        return super().arm_id(self.subscription_id or subscription_id)


class RemoteCompute(CredentialedCompute):
    """An attached machine with Linux and Python 3.8 or newer, reached by the system's `ssh`."""

    @staticmethod
    def attach(
        workspace: Any,
        name: str,
        username: Any,
        address: Optional[str] = None,
        ssh_port: Union[int, str] = 22,
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
    ) -> ComputeTarget:
        """Attach by user and address, or by a configuration as `ComputeTarget.attach` does."""
        if isinstance(username, str):
            username = RemoteComputeAttachConfiguration(
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
        vm_name: Optional[str] = None,
        resource_id: Optional[str] = None,
        address: Optional[str] = None,
        ssh_port: Union[int, str] = 22,
        password: str = "",
        private_key_file: str = "",
        private_key_passphrase: str = "",
    ) -> RemoteComputeAttachConfiguration:
        """A machine by `address`; by a resource, only workspaces in Azure know where it is."""
        return RemoteComputeAttachConfiguration(
            username,
            subscription_id,
            resource_group,
            vm_name,
            resource_id,
            address,
            ssh_port,
            password,
            private_key_file,
            private_key_passphrase,
        )
