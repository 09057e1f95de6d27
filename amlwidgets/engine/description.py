"""What each node of a run is to execute: commands, environment, folder, logs."""

import os
import secrets
import socket
import sys
from typing import Any, Dict, List

from amlwidgets.engine.start import ENGINE_PYTHON, engine_command
from amlwidgets.engine.tracking import run_variables, secret_variables
from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.resources.records import USED_ENVIRONMENT, RunRecord, WorkspaceRecord
from amlwidgets.resources.redaction import HIDDEN
from amlwidgets.store.layout import Layout

GRACE_VARIABLE = "AMLWIDGETS_CANCEL_GRACE"
"""Environment variable of the engine: seconds between SIGTERM and SIGKILL for what does not end by itself."""

_GRACE = 5.0


def describe_nodes(layout: Layout, workspace: WorkspaceRecord, run: RunRecord) -> List[Dict[str, Any]]:
    """One description per node, as `launcher.node` reads it. Raises RunConfigurationException."""
    per_node = run.spec.processes_per_node
    if per_node < 1:
        raise RunConfigurationException(
            f"processes_per_node is {per_node}; expected a whole number of at least 1.",
            remedy="Give process_count_per_node at least 1.",
        )
    total = run.spec.node_count * per_node
    shared = {**_variables(layout, workspace, run), **_meeting_point(total)}
    argv = _argv(run)
    mark = f"{run.run_id}:{secrets.token_hex(8)}"
    return [
        {
            "workspace": layout.root,
            "engine": engine_command(layout),
            "mark": f"{mark}:{node}",
            "grace": float(os.environ.get(GRACE_VARIABLE) or _GRACE),
            "folder": layout.run(run.run_id).snapshot,
            "secrets": secret_variables(layout, shared),
            **({"run": run.run_id} if HIDDEN in shared.values() else {}),
            "processes": [
                {
                    "rank": node * per_node + local,
                    "argv": argv,
                    "environment": {**shared, **_ranks(total, node, local, node * per_node + local)},
                    "log": _log(layout, run, total, node * per_node + local),
                }
                for local in range(per_node)
            ],
        }
        for node in range(run.spec.node_count)
    ]


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
    return [interpreter(run), spec.script, *spec.arguments]


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


def _meeting_point(total: int) -> Dict[str, str]:
    """Where the processes of a distributed run find each other; nothing for a single one."""
    if total == 1:
        return {}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": str(total)}


def _ranks(total: int, node: int, local: int, rank: int) -> Dict[str, str]:
    if total == 1:
        return {}
    return {"RANK": str(rank), "LOCAL_RANK": str(local), "NODE_RANK": str(node)}


def _log(layout: Layout, run: RunRecord, total: int, rank: int) -> str:
    folder = layout.run(run.run_id)
    return folder.std_log if total == 1 else os.path.join(folder.user_logs, f"std_log_process_{rank:02d}.txt")
