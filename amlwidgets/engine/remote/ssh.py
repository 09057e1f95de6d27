"""The system's `ssh` and `ssh-agent`: keys alone, and no secret in an argument or another file."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.errors import ComputeTargetException, ResourceNotFound
from amlwidgets.store import registry
from amlwidgets.store.layout import Layout
from amlwidgets.store.secrets import SecretStore

_AGENT_SECONDS = 10.0
# A cancel sends SIGTERM to all below the launcher; it has to reach the machine before the connection goes.
_UNTOUCHED = ("/bin/sh", "-c", 'trap "" TERM; exec "$@"', "sh")
# A wrong passphrase is asked for again and again: whoever answers once says no more.
_ASKPASS = '#!/bin/sh\n[ -e "$0.asked" ] && exit 1\n: > "$0.asked"\nprintf "%s\\n" "$KEY_PASSPHRASE"\n'


class Ssh:
    """Connections to one machine. As a context it holds the agent that knows the key."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self._folder = ""
        self._agent: "Optional[subprocess.Popen[bytes]]" = None

    def __enter__(self) -> "Ssh":
        account = _account(str(self._told["workspace"]), str(self._told["compute"]))
        if account.get("privateKeyData"):
            self._folder = tempfile.mkdtemp(prefix="aml-")
            try:
                self._start_agent()
                self._add_key(str(account["privateKeyData"]), str(account.get("privateKeyPassphrase") or ""))
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._agent is not None:
            self._agent.kill()
            self._agent.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, command: str) -> "subprocess.Popen[bytes]":
        """A command of the machine's shell, with pipes. Raises OSError."""
        pipe = subprocess.PIPE
        return subprocess.Popen([*_UNTOUCHED, *self._arguments(), command], stdin=pipe, stdout=pipe, stderr=pipe)

    def _arguments(self) -> List[str]:
        options = {
            "BatchMode": "yes",
            "StrictHostKeyChecking": "accept-new",
            "UserKnownHostsFile": _quoted(os.path.join(registry.home(), "known_hosts")),
            "ConnectTimeout": "15",
            "ServerAliveInterval": "5",
            "ServerAliveCountMax": "3",
            "ForwardAgent": "no",
            "ControlPath": "none",
            **({"IdentityAgent": _quoted(self._socket), "IdentityFile": "none"} if self._agent else {}),
        }
        flags = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        user = ["-l", str(self._told["username"])]
        return ["ssh", "-T", *flags, "-p", str(self._told["port"]), *user, "--", str(self._told["address"])]

    @property
    def _socket(self) -> str:
        return os.path.join(self._folder, "agent")

    def _start_agent(self) -> None:
        nothing = subprocess.DEVNULL
        # The agent ends with its command, and that with our end of the pipe, however we end.
        command = ["ssh-agent", "-a", self._socket, "cat"]
        self._agent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing)
        deadline = time.monotonic() + _AGENT_SECONDS
        while not os.path.exists(self._socket):
            if self._agent.poll() is not None or time.monotonic() > deadline:
                raise ComputeTargetException("ssh-agent does not start.", remedy="Install OpenSSH's client.")
            time.sleep(0.01)

    def _add_key(self, key: str, passphrase: str) -> None:
        askpass = os.path.join(self._folder, "askpass")
        with open(os.open(askpass, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700), "w") as file:
            file.write(_ASKPASS)
        told: Dict[str, str] = {
            "SSH_AUTH_SOCK": self._socket,
            "SSH_ASKPASS": askpass,
            "SSH_ASKPASS_REQUIRE": "force",
            "DISPLAY": ":0",
            "KEY_PASSPHRASE": passphrase,
        }
        added = subprocess.run(
            ["ssh-add", "-q", "-"],
            input=(key.rstrip() + "\n").encode(),
            env={**os.environ, **told},
            capture_output=True,
            check=False,
            start_new_session=True,
            timeout=60,
        )
        if added.returncode != 0:
            raise ComputeTargetException(
                f"The private key of {self._told['compute']!r} cannot be used: {last_line(added.stderr)}",
                remedy="Attach the machine anew with its private_key_file and private_key_passphrase.",
            )


def last_line(text: bytes) -> str:
    """What a program said last."""
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing."


def _account(workspace: str, compute: str) -> Dict[str, Any]:
    with contextlib.suppress(ResourceNotFound):
        kept = json.loads(SecretStore(Layout(workspace)).get("compute", compute))
        account = kept.get("administratorAccount")
        return account if isinstance(account, dict) else {}
    return {}


def _quoted(path: str) -> str:
    return '"' + path.replace('"', "") + '"'
