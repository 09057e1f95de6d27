"""`submit`: a script, its folder and its arguments become a run."""

import os
import re
from argparse import Namespace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.find import find_compute
from amlwidgets.magics.verbs.logs import follow
from amlwidgets.magics.verbs.parsing import nearest
from amlwidgets.resources.errors import UserErrorException

if TYPE_CHECKING:
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.sdk.run import Run


def submit(session: "Session", arguments: Namespace) -> "Run":
    """Submit a script and present its run; with --follow print its log to the end.

    Raises ActivityFailedException when the run that was followed has failed.
    """
    source, script = locate(arguments.script, arguments.source)
    find_compute(session.backend, arguments.compute)
    run = _submit(session, source, script, arguments)
    session.present_submitted(run)
    if arguments.follow:
        from amlwidgets.sdk.run.following import raise_if_failed

        raise_if_failed(follow(session, run.id))
    return run


def locate(script: str, source: str | None) -> tuple[str, str]:
    """The source folder and the script's path inside it, with '/' between its parts.

    Without `source` the folder is the script's own. A script is looked for as typed first, then inside `source`.
    Raises UserErrorException for a script that is not there or lies outside the folder.
    """
    path = os.path.abspath(os.path.expanduser(script))
    if source is None:
        _require_file(path, script)
        return os.path.split(path)
    folder = os.path.abspath(os.path.expanduser(source))
    if not os.path.isfile(path):
        path = os.path.join(folder, script)
    _require_file(path, script)
    inside = os.path.relpath(path, folder)
    if inside.startswith(os.pardir):
        raise UserErrorException(
            f"{script!r} is outside of {source!r}.", remedy="Give a --source that holds the script."
        )
    return folder, inside.replace(os.sep, "/")


def experiment_name(script: str) -> str:
    """An experiment's name made of a script's: `digits/train.py` → `train`."""
    stem = os.path.splitext(os.path.basename(script))[0]
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-_.") or "experiment"


def _submit(session: "Session", source: str, script: str, arguments: Namespace) -> "Run":
    from amlwidgets.sdk.experiment import Experiment
    from amlwidgets.sdk.script_run_config import ScriptRunConfig

    config = ScriptRunConfig(
        source_directory=source,
        script=script,
        arguments=arguments.rest,
        compute_target=arguments.compute,
    )
    config.run_config.node_count = arguments.nodes
    experiment = Experiment(session.workspace, arguments.experiment or experiment_name(script))
    return experiment.submit(config, tags=dict(arguments.tag), display_name=arguments.name or "")


def _require_file(path: str, script: str) -> None:
    if os.path.isfile(path):
        return
    folder = os.path.dirname(path)
    names = [n for n in os.listdir(folder) if n.endswith(".py")] if os.path.isdir(folder) else []
    close = nearest(os.path.basename(path), names)
    guess = f"Did you mean {os.path.join(os.path.dirname(script), close)!r}?" if close else None
    raise UserErrorException(f"There is no script {script!r}.", remedy=guess or f"It was looked for in {folder}.")
