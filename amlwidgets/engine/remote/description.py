"""A run's description for its machine, and that of the connector which stands for it here."""

import json
import os
import sys
from typing import Any, Dict, List, Optional

from amlwidgets.engine.inputs.recorded import data_of, read_there
from amlwidgets.resources.compute_types import MACHINE
from amlwidgets.resources.errors import ResourceNotFound, RunConfigurationException
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, RunRecord, WorkspaceRecord
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout
from amlwidgets.store.python_path import ENGINE_PYTHON

PATIENCE_VARIABLE = "AMLWIDGETS_REMOTE_PATIENCE"
"""Environment variable of the engine: seconds for which a lost connection to a machine is tried again."""

HERE = "@HERE@"
"""Stands for the folder on the machine in what is sent there."""

LINKS, PROTECTED = "links", "protected"
"""The keys of a machine's description: links to make outside the run's folder, and inputs not to be changed."""

_READ_ONLY = ("mount", "hdfs")
_PATIENCE = 300.0
_CANCEL_SECONDS = 20.0
"""What a cancel may take longer than on this machine: it goes over the network."""

_OURS = ("PATH", ENGINE_PYTHON, "MLFLOW_TRACKING_URI", "MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME")
"""Variables that mean something on this machine alone."""


def machine_of(database: Database, run: RunRecord) -> Optional[ComputeRecord]:
    """The attached machine that a run goes to; None for any other target."""
    if run.spec.target == LOCAL_TARGET:
        return None
    try:
        compute = ComputeRecord.from_dict(database.resources.get("compute", run.spec.target))
    except ResourceNotFound:
        return None
    return compute if compute.type == MACHINE else None


def check_environment(run: RunRecord) -> None:
    """Raises RunConfigurationException for packages: a machine's Python is its user's own."""
    from amlwidgets.engine.environments.plan import plan

    wanted = plan(run.spec.environment)
    if wanted.is_built:
        raise RunConfigurationException(
            f"The environment {wanted.name!r} asks for packages; a run over SSH uses the Python of the machine.",
            remedy="Install them there, and set python.user_managed_dependencies = True (and interpreter_path).",
        )


def through_ssh(
    layout: Layout, workspace: WorkspaceRecord, run: RunRecord, machine: ComputeRecord, local: Dict[str, Any]
) -> Dict[str, Any]:
    """The description of the connector, in place of `local`; what it needs lies beside it.

    Raises RunConfigurationException for a run that cannot be performed elsewhere, OSError.
    """
    told = {
        "workspace": layout.root,
        "run": run.run_id,
        "compute": machine.name,
        "folder": f"{run.run_id}-{local['mark'].split(':')[1]}",
        "address": machine.extra.get("address"),
        "port": machine.extra.get("sshPort") or 22,
        "username": (machine.extra.get("administratorAccount") or {}).get("username"),
        "python": _python(run),
        "patience": _patience(),
        "job": _job(layout, workspace, run, local),
    }
    path = os.path.join(layout.run(run.run_id).launcher, "0.machine.json")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "w") as file:
        json.dump(told, file)
    entry = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")
    process = {
        "rank": 0,
        "argv": [sys.executable, "-I", "-S", "-E", entry, "connect", path],
        "environment": {},
        "log": os.path.join(layout.run(run.run_id).system_logs, "ssh.txt"),
    }
    grace = float(local["grace"]) + _CANCEL_SECONDS
    return {**local, "grace": grace, "secrets": {}, "processes": [process]}


def _job(layout: Layout, workspace: WorkspaceRecord, run: RunRecord, local: Dict[str, Any]) -> Dict[str, Any]:
    from dataclasses import asdict

    _check_inputs(run)
    if "ranks" in local:
        raise RunConfigurationException(
            "A run below mpirun cannot be performed over SSH.", remedy="Submit it to a cluster or to 'local'."
        )
    there = {
        **{name: value for name, value in local.items() if name != "run"},
        "engine": ["/bin/sh", "-c", ":"],
        "mark": f"{local['mark']}:there",
        "secrets": {},
        "processes": [_process(run, process) for process in local["processes"]],
        LINKS: list(read_there(layout.run(run.run_id)).values()),
        PROTECTED: [name for name, given in data_of(run.spec, "inputs").items() if given["mode"] in _READ_ONLY],
    }
    moved = json.dumps(there).replace(json.dumps(layout.root)[1:-1], f"{HERE}/ws")
    if f"{HERE}/ws/datastores" in moved:
        raise RunConfigurationException(
            "The run uses data of a datastore on this machine, which the other machine does not have.",
            remedy="Put the data into source_directory, or give the script a place that it can reach over there.",
        )
    return {
        "description": json.loads(moved),
        "workspace": {**asdict(workspace), "folder": f"{HERE}/ws"},
        "run": {**asdict(run), "spec": {**asdict(run.spec), "environment_variables": {}}},
        "patience": _patience(),
    }


def _check_inputs(run: RunRecord) -> None:
    """Mounted and downloaded inputs go with the run; what a script reads by itself is not to be had over there."""
    for name, given in data_of(run.spec, "inputs").items():
        if given["mode"] == "direct" and any("url" not in source for source in given["definition"]["sources"]):
            raise RunConfigurationException(
                f"The input {name!r} is read by the script itself, from a place the other machine does not have.",
                remedy="Give it as_mount() or as_download() (ro_mount or download in a v2 job): then its files go "
                "with the run.",
            )


def _process(run: RunRecord, process: Dict[str, Any]) -> Dict[str, Any]:
    chosen = run.spec.environment_variables
    kept = {name: value for name, value in process["environment"].items() if name not in _OURS or name in chosen}
    argv: List[str] = list(process["argv"])
    if not run.spec.command:
        argv[0] = _python(run)
    return {**process, "argv": argv, "environment": kept}


def _python(run: RunRecord) -> str:
    python = run.spec.environment.get("python")
    settings = python if isinstance(python, dict) else {}
    path = settings.get("interpreterPath") if settings.get("userManagedDependencies") else None
    return path if isinstance(path, str) and path not in ("", "python") else "python3"


def _patience() -> float:
    return float(os.environ.get(PATIENCE_VARIABLE) or _PATIENCE)
