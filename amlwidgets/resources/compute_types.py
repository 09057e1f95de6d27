"""The types of compute targets in ARM's words, and what an embedded workspace can do with each."""

from typing import Dict, Optional

from amlwidgets.resources.records import ComputeRecord, ScaleSettings

CLUSTER = "AmlCompute"
INSTANCE = "ComputeInstance"
MACHINE = "VirtualMachine"
LOCAL = "Local"

STEPS = "Submit it from a workspace in Azure; here, run the step's work as a script on a cluster or on 'local'."
JOBS = "Submit to a cluster (AmlCompute), to 'local' or to a machine over SSH, or use a workspace in Azure."

ELSEWHERE: Dict[str, str] = {
    "AKS": JOBS,
    "Kubernetes": JOBS,
    "HDInsight": JOBS,
    "SynapseSpark": JOBS,
    "Databricks": STEPS,
    "DataFactory": STEPS,
    "DataLakeAnalytics": STEPS,
    "Batch": STEPS,
    "Kusto": STEPS,
}
"""The types that only Azure runs anything on; an embedded workspace keeps them. What to do instead, by type."""

TYPES = (CLUSTER, INSTANCE, MACHINE, *ELSEWHERE)

RUNNING, STOPPED = "Running", "Stopped"
STARTING, STOPPING, RESTARTING = "Starting", "Stopping", "Restarting"
POWER = {"start": STARTING, "stop": STOPPING, "restart": RESTARTING}
"""What a compute instance becomes when it is asked to."""


def scale_now(compute: ComputeRecord) -> ScaleSettings:
    """How many nodes it may have at this moment: a compute instance is one node, while it is on."""
    if compute.type != INSTANCE:
        return compute.scale
    here = int(compute.state in (STARTING, RUNNING))
    return ScaleSettings(here, here, 0.0)


def has_nodes(compute: ComputeRecord) -> bool:
    """Whether runs wait for its nodes; on others they start at once."""
    return compute.type in (CLUSTER, INSTANCE)


def ssh_address(compute: ComputeRecord) -> Optional[str]:
    """Where an attached machine is reached over SSH; None for what is none, or was recorded without an address."""
    return str(compute.extra.get("address") or "") or None if compute.type == MACHINE else None
