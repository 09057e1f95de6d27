"""What the double's workspace holds. A test drives it step by step; nothing in it moves by time."""

import hashlib
import hmac
import secrets
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional, Tuple

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
GROUP = "testrg123"
NAME = "workspaces123"
LOCATION = "eastus2"
ACCOUNT = "workspaces1storage"
ARTIFACTS = "azureml"
ENDED = ("Completed", "Failed", "Canceled")
WS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/{NAME}"


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass
class Job:
    name: str
    properties: Dict[str, Any]
    status: str = "NotStarted"
    number: int = 0
    created: str = field(default_factory=now)
    started: Optional[str] = None
    ended: Optional[str] = None
    error: Optional[Dict[str, Any]] = None
    tags: Dict[str, str] = field(default_factory=dict)
    params: Dict[str, str] = field(default_factory=dict)
    metrics: Dict[str, List[Tuple[float, int, int]]] = field(default_factory=dict)
    deleted: bool = False

    @property
    def experiment(self) -> str:
        return self.properties.get("experimentName") or "Default"

    @property
    def display_name(self) -> str:
        return self.properties.get("displayName") or self.name

    @property
    def prefix(self) -> str:
        return f"ExperimentRun/dcid.{self.name}/"


@dataclass
class Operation:
    """A long one: so many polls say InProgress; then `then` happens and it has succeeded."""

    polls: int
    then: Any
    name: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "InProgress"
    error: Optional[Dict[str, Any]] = None


class State:
    def __init__(self) -> None:
        self.jobs: Dict[str, Job] = {}
        self.computes: Dict[str, Dict[str, Any]] = {}
        self.nodes: Dict[str, List[Dict[str, Any]]] = {}
        self.datastores: Dict[str, Dict[str, Any]] = {}
        self.datastore_secrets: Dict[str, Any] = {}
        self.assets: Dict[Tuple[str, str, str], Dict[str, Any]] = {}
        self.schedules: Dict[str, Dict[str, Any]] = {}
        self.experiments: Dict[str, str] = {"Default": "0"}
        self.experiment_tags: Dict[str, Dict[str, str]] = {}
        self.archived_experiments: set = set()
        self.blobs: Dict[Tuple[str, str], bytes] = {}
        self.metadata: Dict[Tuple[str, str], Dict[str, str]] = {}
        self.blocks: Dict[Tuple[str, str], Dict[str, bytes]] = {}
        self.operations: Dict[str, Operation] = {}
        self.operation_polls = 1
        self._sas_key = secrets.token_bytes(16)
        self.files_container = f"azureml-blobstore-{uuid.uuid4()}"

    # -- signed urls

    def sas(self, container: str, permissions: str = "rwl", seconds: float = 3600) -> str:
        end = datetime.fromtimestamp(time.time() + seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = f"{container}\n{permissions}\n{end}"
        sig = "SASSECRET" + hmac.new(self._sas_key, text.encode(), hashlib.sha256).hexdigest()
        return f"sv=2021-08-06&sr=c&sp={permissions}&se={end}&sig={sig}"

    def sas_allows(self, container: str, query: Dict[str, str], verb: str) -> bool:
        text = f"{container}\n{query.get('sp', '')}\n{query.get('se', '')}"
        sig = "SASSECRET" + hmac.new(self._sas_key, text.encode(), hashlib.sha256).hexdigest()
        needed = {"GET": "rl", "HEAD": "r", "PUT": "wc", "DELETE": "wd"}[verb]
        alive = query.get("se", "") > now()
        return (
            hmac.compare_digest(sig, query.get("sig", ""))
            and alive
            and any(c in query.get("sp", "") for c in needed)
        )

    # -- what a test does to jobs

    def experiment_id(self, name: str) -> str:
        return self.experiments.setdefault(name, str(uuid.uuid5(uuid.NAMESPACE_URL, name)))

    def add_job(self, name: str = "", **properties: Any) -> Job:
        name = name or f"gentle_tree_{secrets.token_hex(5)}"
        job = Job(
            name, {"jobType": "Command", "experimentName": "digits", "command": "python train.py", **properties}
        )
        job.number = len(self.jobs) + 1
        job.tags = dict(properties.get("tags") or {})
        self.experiment_id(job.experiment)
        self.jobs[name] = job
        return job

    def move(self, name: str, status: str, message: str = "") -> None:
        """The next state of a job. An ended one stays as it is."""
        job = self.jobs[name]
        assert job.status not in ENDED, f"{name} has ended"
        job.status = status
        if status == "Running" and job.started is None:
            job.started = now()
        if status in ENDED:
            job.ended = now()
        if message:
            job.error = {"error": {"code": "UserError", "message": message, "details": []}, "time": now()}

    def log(self, name: str, text: str, path: str = "user_logs/std_log.txt") -> None:
        self.write(name, path, self.read(name, path) + text.encode())

    def write(self, name: str, path: str, content: bytes) -> None:
        self.blobs[(ARTIFACTS, self.jobs[name].prefix + path)] = content

    def read(self, name: str, path: str) -> bytes:
        return self.blobs.get((ARTIFACTS, self.jobs[name].prefix + path), b"")

    def metric(self, name: str, key: str, value: float, step: int = 0, timestamp: Optional[int] = None) -> None:
        at = int(time.time() * 1000) if timestamp is None else timestamp
        self.jobs[name].metrics.setdefault(key, []).append((value, step, at))

    def add_compute(self, name: str, *, nodes: int = 0, max_nodes: int = 4, kind: str = "AmlCompute") -> None:
        self.computes[name] = {
            "location": LOCATION,
            "tags": {},
            "properties": {
                "computeType": kind,
                "provisioningState": "Succeeded",
                "createdOn": now(),
                "modifiedOn": now(),
                "properties": {
                    "vmSize": "STANDARD_DS3_V2",
                    "vmPriority": "Dedicated",
                    "osType": "Linux",
                    "scaleSettings": {
                        "maxNodeCount": max_nodes,
                        "minNodeCount": 0,
                        "nodeIdleTimeBeforeScaleDown": "PT120S",
                    },
                },
            },
        }
        self.nodes[name] = [{"nodeId": f"tvmps_{n}", "nodeState": "idle", "port": 50000 + n} for n in range(nodes)]

    def add_datastore(self, name: str, container: str, *, default: bool = False, kind: str = "AzureBlob") -> None:
        place = {"fileShareName": container} if kind == "AzureFile" else {"containerName": container}
        self.datastores[name] = {
            "description": None,
            "tags": {},
            "properties": None,
            "isDefault": default,
            "credentials": {"credentialsType": "AccountKey"},
            "datastoreType": kind,
            "accountName": ACCOUNT,
            **place,
            "protocol": "http",
        }
