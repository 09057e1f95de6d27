"""Machines that are attached over SSH: by address or by resource, with a key."""

from typing import Any, Dict, Optional, Union

from amlwidgets.resources.errors import ComputeTargetException
from amlwidgets.resources.records import ComputeRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.compute.configuration import ResourceAttachConfiguration, read_file


class SshAttachConfiguration(ResourceAttachConfiguration):
    """The user, the address and the key. A password is refused: the system's `ssh` takes keys alone.

    The key is read when the machine is attached and kept with the workspace's secrets, in no record. Without
    `private_key_file` the keys, the agent and the settings of who runs the workspace serve, as with `ssh`.
    """

    def __init__(
        self,
        type: str,
        username: str,
        resource_group: Optional[str],
        resource_name: Optional[str],
        resource_id: Optional[str],
        address: Optional[str],
        ssh_port: Union[int, str],
        password: str,
        private_key_file: str,
        private_key_passphrase: str,
    ) -> None:
        self.username = username
        self.address = address
        self.ssh_port = ssh_port
        self.password = password
        self.private_key_file = private_key_file
        self.private_key_passphrase = private_key_passphrase
        super().__init__(type, resource_group, resource_name, resource_id)
        self.extra = {
            "address": address,
            "sshPort": int(self.ssh_port),
            "administratorAccount": {"username": username},
        }

    def validate_configuration(self) -> None:
        """Raises ComputeTargetException for a machine that cannot be reached as it is described."""
        if self.password:
            raise ComputeTargetException(
                "password is given; expected a key: machines are reached by SSH with keys alone.",
                remedy="Give private_key_file, and put its public key into ~/.ssh/authorized_keys of the machine.",
            )
        with arguments.raised_as(ComputeTargetException):
            _word("username", self.username)
            _port(self.ssh_port)
            if self.address is not None:
                _word("address", self.address)
        if self.address is None:
            super().validate_configuration()

    def to_record(self, workspace: Any, name: str) -> ComputeRecord:
        """The record; by address it has no resource."""
        from dataclasses import replace

        made = super().to_record(workspace, name)
        return replace(made, resource_id=self.resource_id or "") if self.address is not None else made

    def credentials(self) -> Dict[str, Any]:
        """The key and its passphrase."""
        key = read_file("private_key_file", self.private_key_file)
        if key is None:
            return {}
        passphrase = {"privateKeyPassphrase": self.private_key_passphrase} if self.private_key_passphrase else {}
        return {"administratorAccount": {"privateKeyData": key, **passphrase}}


def _word(argument: str, value: Any) -> str:
    """A text that ssh takes for no option and nothing else than one word."""
    if isinstance(value, str) and value and not value.startswith("-") and value.isprintable() and " " not in value:
        return value
    raise arguments.wrong(argument, value, "a text without spaces")


def _port(value: Any) -> int:
    number = arguments.whole("ssh_port", value, 1)
    if number > 65535:
        raise arguments.wrong("ssh_port", value, "a whole number from 1 to 65535")
    return number
