"""Beside the engine, in place of the run's process: carries it to the machine and stands for it until it ends."""

import contextlib
import json
import os
import shlex
import signal
import subprocess
import time
from typing import IO, Any, Dict, Optional

from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.engine.remote import frames, package
from amlwidgets.engine.remote.frames import Broken
from amlwidgets.engine.remote.receiver import Receiver
from amlwidgets.engine.remote.ssh import Ssh, last_line
from amlwidgets.resources.errors import AzureMLException, EngineException
from amlwidgets.store.layout import Layout
from amlwidgets.store.secret_variables import RUN, put_together

_START_SECONDS = 30.0
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
_LOST = 255
"""ssh's own exit code: no connection. Any other is the machine's."""

_ENTRY = f"{package.PRODUCT}/amlwidgets/engine/remote/__main__.py"
_REFUSED = ("Permission denied", "Host key verification failed", "REMOTE HOST IDENTIFICATION", "not known")


class Lost(Exception):
    """The connection broke: another one is tried."""


class Refused(Exception):
    """The machine does not take the run: trying again does not help."""


def connect(path: str) -> None:
    """Perform the run that a file tells of; how it ended lies beside it then."""
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    layout = Layout(told["workspace"])
    try:
        with Ssh(told) as ssh:
            ended = Connector(told, layout, ssh).perform()
    except AzureMLException as error:
        ended = {"error": error.to_json()}
    except (Lost, Refused, Broken, OSError, subprocess.SubprocessError) as problem:
        ended = {"error": _unreachable(told, problem)}
    except Exception as problem:  # whatever else: the run says what it was
        ended = {"error": EngineException(f"{type(problem).__name__}: {problem}").to_json()}
    NodeFiles(layout.run(told["run"]).launcher, 0).write_elsewhere(ended)
    raise SystemExit(0 if ended.get("code") == 0 else 1)


def _unreachable(told: Dict[str, Any], problem: Exception) -> Dict[str, str]:
    place = f"{told['username']}@{told['address']}:{told['port']}"
    return {
        "code": "RemoteMachineError",
        "message": f"The machine {told['compute']!r} ({place}): {problem}",
        "remedy": f"Try `ssh -p {told['port']} {told['username']}@{told['address']}`; see system_logs/ssh.txt.",
    }


class Connector:
    """One run on one machine."""

    def __init__(self, told: Dict[str, Any], layout: Layout, ssh: Ssh) -> None:
        self._told = told
        self._layout = layout
        self._ssh = ssh
        self._receiver = Receiver(layout, told["run"])
        self._folder = f"$HOME/.amlwidgets/remote/{shlex.quote(told['folder'])}"
        self._cancelled = False
        self._alive = time.monotonic()
        self._asks: Optional[int] = None
        signal.signal(signal.SIGTERM, self._cancel)

    def _cancel(self, *_: Any) -> None:
        self._cancelled = True
        self._ask_for_cancel()

    def perform(self) -> Dict[str, Any]:
        """How the run ended there: the exit record of its launcher, or an error. Raises Lost and Refused."""
        self._patiently(self._begin, min(_START_SECONDS, float(self._told["patience"])))
        found: Optional[Dict[str, Any]] = self._patiently(self._follow, float(self._told["patience"]))
        return found if found is not None else {"error": _LAUNCHER_LOST}

    def _patiently(self, attempt: Any, seconds: float) -> Any:
        """Try until it works, for so long after the last sign of life."""
        self._alive = time.monotonic()
        tried = 0
        while True:
            try:
                return attempt()
            except Lost as lost:
                print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {lost}", flush=True)
                if time.monotonic() - self._alive > seconds:
                    raise Lost(f"no connection for {seconds:g} s: {lost}") from lost
                tried = tried + 1 if tried else 1
                time.sleep(_PAUSES[min(tried, len(_PAUSES)) - 1])

    def _begin(self) -> None:
        """Send everything and start; where it was started already, nothing."""
        folder, python = self._folder, shlex.quote(self._told["python"])
        process = self._ssh.run(
            f'd="{folder}"; [ -e "$d/begun" ] && exit 0; umask 077; chmod -R u+w "$d" 2>/dev/null; rm -rf "$d"; '
            f'mkdir -p "$d" && tar -xzf - -C "$d" && cd "$d" && exec {python} -I -S -E {_ENTRY} . start'
        )
        assert process.stdin is not None
        assert process.stderr is not None
        try:
            package.send(process.stdin, self._layout, self._told["run"], self._job())
            process.stdin.close()
        except BrokenPipeError:  # why is told by its end
            pass
        said = process.stderr.read()
        self._check(process, said)

    def _job(self) -> Dict[str, Any]:
        """What the machine is to do, with the variables that no description here holds."""
        job: Dict[str, Any] = self._told["job"]
        processes = [
            {**process, "environment": put_together(self._layout, RUN, self._told["run"], process["environment"])}
            for process in job["description"]["processes"]
        ]
        return {**job, "description": {**job["description"], "processes": processes}}

    def _follow(self) -> Optional[Dict[str, Any]]:
        """Take in what comes until the end; what ended without one is Lost."""
        python = shlex.quote(self._told["python"])
        process = self._ssh.run(f'cd "{self._folder}" && exec {python} -I -S -E {_ENTRY} . follow')
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            frames.write(process.stdin, {"have": self._receiver.have})
            self._asks = process.stdin.fileno()
            if self._cancelled:
                self._ask_for_cancel()
            ended = self._take(process.stdout)
            self._asks = None
            frames.write(process.stdin, {"bye": True})
            process.stdin.close()
            process.wait()
        except (BrokenPipeError, Broken):
            self._asks = None
            self._check(process, process.stderr.read())
            raise Lost("the connection broke off") from None
        return ended

    def _ask_for_cancel(self) -> None:
        """Straight into the pipe: also from a signal's handler, while the connection is listened to."""
        if self._asks is not None:
            with contextlib.suppress(OSError):
                os.write(self._asks, b'{"cancel": true}\n')

    def _take(self, stream: IO[bytes]) -> Optional[Dict[str, Any]]:
        """Until the exit record. Raises Broken when the connection ends before."""
        begun = False
        try:
            while True:
                message = frames.read(stream)
                if message is None:
                    raise Broken("the connection ended")
                begun = True
                header, content = message
                if "exit" in header:
                    ended = header["exit"]
                    return None if ended is None else {**ended, "snapshot": header["snapshot"]}
                self._put(header, content)
        finally:
            if begun:
                self._alive = time.monotonic()

    def _put(self, header: Dict[str, Any], content: bytes) -> None:
        if "file" in header:
            self._receiver.file(header, content)
        elif "done" in header:
            self._receiver.done(header)
        elif "record" in header:
            self._receiver.record(header["record"])

    def _check(self, process: "subprocess.Popen[bytes]", said: bytes) -> None:
        code = process.wait()
        if code == 0:
            return
        line = last_line(said)
        print(said.decode(errors="replace"), flush=True)
        if code == _LOST and not any(word.encode() in said for word in _REFUSED):
            raise Lost(line)
        raise Refused(line)


_LAUNCHER_LOST = {
    "code": "LauncherLost",
    "message": "The launcher on the machine ended without an exit code (killed).",
    "remedy": "Submit the run again.",
}
