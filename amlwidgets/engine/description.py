"""What each node of a run is to execute: commands, environment, folder, logs."""

import os
import re
import secrets
import sys
from typing import Any, Dict, List, Mapping, Sequence

from amlwidgets.engine import mpi
from amlwidgets.engine.distribution import Task, kind_of, ports_needed, tasks
from amlwidgets.engine.environments.places import environments_folder
from amlwidgets.engine.launcher import rank as rank_program
from amlwidgets.engine.launcher import scratch
from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.engine.launcher.tag import TAG, new_tag
from amlwidgets.engine.outcome import log_name
from amlwidgets.engine.ports import reserve
from amlwidgets.engine.start import engine_command
from amlwidgets.engine.tracking import run_variables, secret_variables
from amlwidgets.resources.distribution import MPI
from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.resources.records import USED_ENVIRONMENT, RunRecord, WorkspaceRecord
from amlwidgets.resources.redaction import HIDDEN
from amlwidgets.store.layout import Layout
from amlwidgets.store.python_path import ENGINE_PYTHON

GRACE_VARIABLE = "AMLWIDGETS_CANCEL_GRACE"
"""Environment variable of the engine: seconds between SIGTERM and SIGKILL for what does not end by itself."""

_GRACE = 5.0

MPIRUN_LOG = "mpirun.txt"
"""Beside the other logs of the system: what mpirun itself says."""


def describe_nodes(layout: Layout, workspace: WorkspaceRecord, run: RunRecord) -> List[Dict[str, Any]]:
    """One description per node, as `launcher.node` reads it. Raises RunConfigurationException, EngineException
    and OSError.
    """
    shared = _variables(layout, workspace, run)
    needed = ports_needed(run.spec)
    placed = tasks(run.spec, reserve(_ports_file(layout), needed) if needed else ())
    mark = f"{run.run_id}:{secrets.token_hex(8)}"
    common = {
        "workspace": layout.root,
        "engine": engine_command(layout),
        "grace": float(os.environ.get(GRACE_VARIABLE) or _GRACE),
        "folder": layout.run(run.run_id).snapshot,
        "secrets": secret_variables(layout, shared),
        **({"run": run.run_id} if HIDDEN in shared.values() else {}),
    }
    work = _processes_of_nodes(layout, run, shared, placed)
    return [
        {**common, "mark": f"{mark}:{node}", TAG: new_tag(), **work[node]} for node in range(run.spec.node_count)
    ]


def _processes_of_nodes(
    layout: Layout, run: RunRecord, shared: Dict[str, str], placed: Sequence[Task]
) -> List[Dict[str, Any]]:
    """What each node starts. What has to see all others (mpirun, parameter servers) is on the first, with them."""
    processes = [(task, _process(layout, run, shared, task)) for task in placed]
    if kind_of(run.spec) == MPI:
        first = _below_mpirun(layout, run, shared, [process for _, process in processes])
    else:
        gathered = any(task.serves for task in placed)
        started = [{**process, "environment": {**shared, **process["environment"]}} for _, process in processes]
        if not gathered:
            return [
                {"processes": [one for one, task in zip(started, placed, strict=True) if task.node == node]}
                for node in range(run.spec.node_count)
            ]
        first = {"processes": started}
    return [first, *({"processes": []} for _ in range(run.spec.node_count - 1))]


def _process(layout: Layout, run: RunRecord, shared: Dict[str, str], task: Task) -> Dict[str, Any]:
    """A process, with those of its variables that are its own."""
    return {
        "rank": task.rank,
        "argv": _expanded(_argv(run), {**shared, **task.variables}),
        "environment": task.variables,
        "log": _log(layout, run, task.rank),
        **({"serves": True} if task.serves else {}),
    }


def _below_mpirun(
    layout: Layout, run: RunRecord, shared: Dict[str, str], ranks: List[Dict[str, Any]]
) -> Dict[str, Any]:
    """mpirun, and what the ranks below it start. A script's exception ends all ranks where mpi4py is there."""
    folder, python = layout.run(run.run_id), interpreter(run)
    aborting = mpi.aborting(python) if run.spec.script is not None else []
    for rank in ranks:
        rank["argv"][1:1] = aborting
    wrapped = [sys.executable, "-I", "-S", "-E", rank_program.__file__, NodeFiles(folder.launcher, 0).description]
    memory = mpi.shared_memory(secrets.token_hex(8))
    started = {
        "rank": 0,
        "argv": [*mpi.command(mpi.starter(python, shared), len(ranks)), *wrapped],
        "environment": {**mpi.variables(shared, memory), **shared},
        "log": os.path.join(folder.system_logs, MPIRUN_LOG),
    }
    return {"processes": [started], "ranks": ranks, **({scratch.KEY: memory} if memory else {})}


def interpreter(run: RunRecord) -> str:
    """The Python of the run's environment: what was prepared, else its interpreter path, or the engine's own."""
    prepared = run.usage.get(USED_ENVIRONMENT)
    if isinstance(prepared, dict):
        return str(prepared["interpreter"])
    python = run.spec.environment.get("python")
    path = python.get("interpreterPath") if isinstance(python, dict) else None
    return path if isinstance(path, str) and os.path.isabs(path) else sys.executable


def _argv(run: RunRecord) -> List[str]:
    spec = run.spec
    if isinstance(spec.command, str):
        return ["/bin/sh", "-c", " ".join([spec.command, *spec.arguments])]
    if spec.command:
        return [str(part) for part in spec.command] + spec.arguments
    if spec.script is None:
        raise RunConfigurationException(
            "The run has neither a script nor a command.", remedy="Give ScriptRunConfig a script or a command."
        )
    if spec.script.endswith(".ipynb"):
        return _of_notebook(interpreter(run), spec.script, spec.arguments)
    return [interpreter(run), spec.script, *spec.arguments]


def _of_notebook(python: str, notebook: str, arguments: List[str]) -> List[str]:
    """Words for papermill: the notebook with its outputs is kept with the run, `--name value` sets a parameter."""
    kept = os.path.join("outputs", os.path.basename(notebook))
    command = [
        python,
        "-m",
        "papermill",
        notebook,
        kept,
        "--kernel",
        "python3",
        "--log-output",
        "--no-progress-bar",
    ]
    for first in range(0, len(arguments) - 1, 2):
        command += ["-p", arguments[first].lstrip("-"), arguments[first + 1]]
    return command


def _variables(layout: Layout, workspace: WorkspaceRecord, run: RunRecord) -> Dict[str, str]:
    """What every process of the run has besides the engine's own environment; the user's come first, ours win."""
    of_environment = run.spec.environment.get("environmentVariables") or {}
    chosen = {str(key): str(value) for key, value in {**of_environment, **run.spec.environment_variables}.items()}
    path = os.pathsep.join([os.path.dirname(interpreter(run)), os.environ.get("PATH", os.defpath)])
    return {
        "PATH": path,
        **chosen,
        **run_variables(layout, workspace.arm_id, run.run_id, run.experiment, chosen),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": _python_path(layout, run),
        ENGINE_PYTHON: sys.executable,
        "AMLWIDGETS_WORKSPACE": layout.root,
        "AMLWIDGETS_RUN_FOLDER": layout.run(run.run_id).root,
        "AZUREML_RUN_ID": run.run_id,
        "AZUREML_EXPERIMENT_NAME": run.experiment,
        "AZUREML_ARM_SUBSCRIPTION": workspace.subscription_id,
        "AZUREML_ARM_RESOURCEGROUP": workspace.resource_group,
        "AZUREML_ARM_WORKSPACE_NAME": workspace.name,
    }


def _python_path(layout: Layout, run: RunRecord) -> str:
    chosen = run.spec.environment_variables.get("PYTHONPATH")
    return os.pathsep.join(filter(None, [layout.python_path, chosen]))


def _expanded(argv: List[str], variables: Mapping[str, str]) -> List[str]:
    """Words with the values of the variables that v1's notebooks name in them, as its shell put them there."""

    def value(match: "re.Match[str]") -> str:
        found = variables.get(match[1] or match[2], HIDDEN)
        return match[0] if found == HIDDEN else found

    return [_NAMED.sub(value, word) for word in argv]


_NAMED = re.compile(r"\$(?:\{((?:AZ_BATCH|AZUREML_)\w+)\}|((?:AZ_BATCH|AZUREML_)\w+))")


def _log(layout: Layout, run: RunRecord, rank: int) -> str:
    return os.path.join(layout.run(run.run_id).root, log_name(run, rank))


def _ports_file(layout: Layout) -> str:
    """One for all workspaces of this home."""
    return os.path.join(os.path.dirname(environments_folder(layout)), "ports")
