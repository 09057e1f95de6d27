"""On the machine: the run's folder as a workspace of its own, the launcher, and what tells of both.

Standard library, Python 3.8: the machine has nothing of ours but what was sent.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from os.path import join
from typing import Any, Dict

from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import ExperimentRecord, RunRecord, RunSpec
from amlwidgets.resources.states import RunState
from amlwidgets.store.layout import Layout

WORKSPACE, JOB, LEASE, BEGUN = "ws", "job.json", "lease", "begun"
_PLACED = "links.jsonl"
_LOOK_SECONDS = 2.0
_OLDEST = (3, 8)


def main(folder: str, action: str) -> None:
    """`start` the run that lies in a folder, or `follow` the one that was started there."""
    if sys.version_info < _OLDEST:
        sys.exit(f"Python {sys.version.split()[0]} is too old; expected 3.8 or newer.")
    here = os.path.abspath(folder)
    if action == "start":
        start(here)
    else:
        from amlwidgets.engine.remote.follower import follow

        follow(here)


def read_job(here: str) -> Dict[str, Any]:
    """What was sent, with the folder's place in it."""
    with open(join(here, JOB), encoding="utf-8") as file:
        found: Dict[str, Any] = json.loads(file.read().replace("@HERE@", json.dumps(here)[1:-1]))
    return found


def files_of(here: str, job: Dict[str, Any]) -> NodeFiles:
    """The launcher's files."""
    return NodeFiles(Layout(join(here, WORKSPACE)).run(job["run"]["run_id"]).launcher, 0)


def start(here: str) -> None:
    """Make the workspace and begin; returns when a guardian of its own stands behind it."""
    job = read_job(here)
    layout = Layout(join(here, WORKSPACE))
    _make_workspace(layout, job)
    files_of(here, job).write_description(job["description"])
    try:
        _place_data(here, layout, job)
    except AzureMLException as problem:
        _refuse(files_of(here, job), problem)
    for name in (LEASE, BEGUN):
        with open(join(here, name), "w", encoding="ascii"):
            pass
    if os.fork() == 0:
        _become_guardian(here, job)


def _make_workspace(layout: Layout, job: Dict[str, Any]) -> None:
    from amlwidgets.store.database import Database
    from amlwidgets.store.watch import touch_exists

    folder = layout.run(job["run"]["run_id"])
    for path in (layout.engine, layout.datastores, folder.user_logs, folder.system_logs, folder.launcher):
        os.makedirs(path, mode=0o700, exist_ok=True)
    for name, target in (("outputs", folder.outputs), ("logs", folder.logs)):
        os.makedirs(target, mode=0o700, exist_ok=True)
        if not os.path.lexists(join(folder.snapshot, name)):
            os.symlink(target, join(folder.snapshot, name))
    touch_exists(layout.changed)
    database = Database(layout, nudges=False)
    run = RunRecord(**{**job["run"], "spec": RunSpec(**job["run"]["spec"]), "state": RunState.RUNNING})
    with database.write():
        database.resources.put("workspace", "self", job["workspace"])
        database.resources.put("experiment", run.experiment, {**vars(ExperimentRecord(run.experiment))})
        database.runs.insert(run)
    database.close()


def _place_data(here: str, layout: Layout, job: Dict[str, Any]) -> None:
    """Have the run's data where it is looked for, and as it may be used. Raises RunConfigurationException."""
    from amlwidgets.engine.inputs.placing import place_link
    from amlwidgets.engine.inputs.recorded import views_folder
    from amlwidgets.engine.inputs.views import protect

    views = views_folder(layout.run(job["run"]["run_id"]))
    for name in job["description"]["protected"]:
        protect(join(views, "inputs", name), files=True)
    for each in job["description"]["links"]:
        place_link(join(here, _PLACED), each["link"], each["target"])


def _refuse(files: NodeFiles, problem: AzureMLException) -> None:
    """Have it said as the end of the run, which the launcher finds and does not begin."""
    files.reserve_exit()
    told = {**problem.to_json(), "message": f"On the machine: {problem.message}"}
    files.write_exit({"code": None, "error": told, "started": time.time(), "ended": time.time()})


def remove(here: str) -> None:
    """Take all of a run from the machine: its folder, and what leads into it."""
    from amlwidgets.engine.inputs.placing import remove_links
    from amlwidgets.engine.inputs.views import make_writable

    remove_links(join(here, _PLACED))
    with contextlib.suppress(OSError):
        make_writable(join(here, WORKSPACE))
    shutil.rmtree(here, ignore_errors=True)


def _become_guardian(here: str, job: Dict[str, Any]) -> None:
    """Outlive the connection; end the run and remove all of it when nobody comes back for it. Never returns."""
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        _guard(here, job)
    finally:
        os._exit(0)


def _guard(here: str, job: Dict[str, Any]) -> None:
    files = files_of(here, job)
    patience = float(job["patience"]) + 60.0
    entry = join(here, WORKSPACE, "engine", "python", "amlwidgets", "engine", "launcher", "__main__.py")
    with open(join(here, "launcher.txt"), "wb") as log:
        launcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-E", entry, files.description],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while os.path.exists(join(here, LEASE)):
        if time.time() - os.stat(join(here, LEASE)).st_mtime > patience:
            launcher.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                launcher.wait(float(job["description"]["grace"]) + 30.0)
            remove(here)
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            launcher.wait(_LOOK_SECONDS)
            time.sleep(_LOOK_SECONDS)
