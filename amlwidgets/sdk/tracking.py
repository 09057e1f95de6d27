"""The workspace as MLflow's tracking server, for a process that is no run: a notebook's kernel, a script."""

import os
import warnings
from typing import TYPE_CHECKING, Dict, Set

from amlwidgets.resources.errors import EngineException, UserErrorException

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.store.layout import Layout

_leases: Dict[str, int] = {}
_ours: Set[str] = set()
"""Tokens that this process was given here: one for another workspace may take their place."""


def tracking_uri(backend: "Backend") -> str:
    """The URI for `mlflow.set_tracking_uri`; its token goes into MLFLOW_TRACKING_TOKEN of this process.

    It is served for as long as this process lives. Raises EngineException.
    """
    from amlwidgets.engine import tracking
    from amlwidgets.engine.start import ensure_engine
    from amlwidgets.store.layout import Layout

    workspace = backend.workspace
    if not workspace.folder:
        raise UserErrorException(
            f"The workspace {workspace.name!r} is not on this machine.",
            remedy="Use its server's tracking URI.",
        )
    layout = Layout(workspace.folder)
    _take_lease(layout, tracking.lease_file(layout))
    ensure_engine(layout)
    uri, token = tracking.tracking_uri(layout, workspace.arm_id), tracking.read_token(layout)
    if uri is None or token is None:
        raise EngineException("The engine serves no MLflow routes.", remedy=f"{layout.engine_log} says why.")
    _bring(tracking.TOKEN_VARIABLE, token)
    os.environ.update(tracking.past_proxies(os.environ))
    return uri


def _take_lease(layout: "Layout", path: str) -> None:
    """Before the engine is asked for, so that one about to end sees it. It goes with this process."""
    import fcntl

    try:
        os.makedirs(layout.engine, mode=0o700, exist_ok=True)
        lease = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EngineException(f"The engine could not be asked to stay: {error}.") from error
    fcntl.flock(lease, fcntl.LOCK_SH)
    before = _leases.pop(layout.root, None)
    _leases[layout.root] = lease
    if before is not None:
        os.close(before)


def _bring(variable: str, token: str) -> None:
    known = os.environ.get(variable)
    if known and known != token and known not in _ours:
        warnings.warn(
            f"{variable} is set for another server and stays as it is; this workspace will refuse it. "
            f"Remove it from os.environ, then ask for the tracking URI again.",
            stacklevel=4,
        )
        return
    _ours.add(token)
    os.environ[variable] = token
