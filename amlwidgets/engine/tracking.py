"""Where a workspace's MLflow routes are, the token they ask for, and what a run's processes are told of both.

Imported inside jobs too: standard library, few imports.
"""

import os
from typing import Dict, Mapping, Optional

from amlwidgets.store.layout import Layout

ROOT = "/amlwidgets"
"""Below it the gateway serves its routes, as the Jupyter server does below its own base URL."""

HOST = "127.0.0.1"
URI_VARIABLE = "MLFLOW_TRACKING_URI"
TOKEN_VARIABLE = "MLFLOW_TRACKING_TOKEN"  # noqa: S105 (a name)

_TOKEN_BYTES = 32
_PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
_NO_PROXY = ("no_proxy", "NO_PROXY")
_NO_LINKS = {"MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true"}
"""MLflow would print links to pages of its own server into the log; here are none."""


def token_file(layout: Layout) -> str:
    """Holds the token of this workspace; for its owner alone."""
    return os.path.join(layout.engine, "token")


def port_file(layout: Layout) -> str:
    """Holds the port of the MLflow routes: an engine that takes over listens there again."""
    return os.path.join(layout.engine, "port")


def lease_file(layout: Layout) -> str:
    """Locked, shared, by whoever needs the routes although no run is under way."""
    return os.path.join(layout.engine, "lease")


def read_token(layout: Layout) -> Optional[str]:
    """The token of this workspace; None when none was made."""
    return _read(token_file(layout)) or None


def read_port(layout: Layout) -> Optional[int]:
    """The port of the MLflow routes; None when there is none."""
    text = _read(port_file(layout))
    return int(text) if text.isdigit() and 0 < int(text) < 65536 else None


def make_token(layout: Layout) -> None:
    """Give the workspace a new token. Raises OSError."""
    import secrets

    write_private(token_file(layout), secrets.token_urlsafe(_TOKEN_BYTES))


def write_private(path: str, text: str) -> None:
    """A small file that appears whole, for its owner alone. Raises OSError."""
    part = f"{path}.part"
    if os.path.lexists(part):  # somebody was killed here
        os.unlink(part)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    os.replace(part, path)


def tracking_uri(layout: Layout, arm_id: str) -> Optional[str]:
    """What MLFLOW_TRACKING_URI is to be; None while there is no port. It holds no token."""
    from urllib.parse import quote

    port = read_port(layout)
    return None if port is None else f"http://{HOST}:{port}{ROOT}/mlflow/v2.0{quote(arm_id)}"


def run_variables(
    layout: Layout, arm_id: str, run_id: str, experiment: str, chosen: Mapping[str, str]
) -> Dict[str, str]:
    """What MLflow reads in a run's processes, so that what is logged lands on the run; the token comes apart.

    `chosen` are the user's variables. They stay as they are, and who logs to another server gets none of ours.
    """
    uri = None if URI_VARIABLE in chosen else tracking_uri(layout, arm_id)
    if uri is None:
        return {}
    ours = {URI_VARIABLE: uri, "MLFLOW_RUN_ID": run_id, "MLFLOW_EXPERIMENT_NAME": experiment, **_NO_LINKS}
    unsaid = {name: value for name, value in ours.items() if name not in chosen}
    return {**unsaid, **past_proxies({**os.environ, **chosen})}


def secret_variables(layout: Layout, variables: Mapping[str, str]) -> Dict[str, str]:
    """Variables whose values no record may hold, each with the file that the launcher reads it from."""
    ours = variables.get(URI_VARIABLE, "").startswith(f"http://{HOST}:{read_port(layout)}{ROOT}/")
    return {TOKEN_VARIABLE: token_file(layout)} if ours and TOKEN_VARIABLE not in variables else {}


def past_proxies(environment: Mapping[str, str]) -> Dict[str, str]:
    """What lets clients reach this machine where they otherwise go through a proxy."""
    if not any(environment.get(name) for name in _PROXIES):
        return {}
    known = next((environment[name] for name in _NO_PROXY if environment.get(name)), "")
    if HOST in known.split(","):
        return {}
    return dict.fromkeys(_NO_PROXY, ",".join(filter(None, [known, HOST])))


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""
