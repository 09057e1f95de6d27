"""A workspace's gateway as its callers see it, and as the system does."""

import http.client
import os
from pathlib import Path
from urllib.parse import urlsplit

from amlwidgets.engine.tracking import read_port, read_token, tracking_uri
from amlwidgets.store.processes import started

LOG_METRIC = """
import json, os, sys, time, urllib.request
def ask(path, **body):
    request = urllib.request.Request(
        os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/" + path,
        json.dumps(body).encode(),
        {"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"], "Content-Type": "application/json"},
    )
    return json.loads(urllib.request.urlopen(request, timeout=30).read())
for step in range(3):
    ask("runs/log-metric", run_id=os.environ["MLFLOW_RUN_ID"], key="loss", value=0.5 ** step, step=step, timestamp=1)
print("logged", flush=True)
"""


class Client:
    """Asks a workspace's gateway, byte by byte as told."""

    def __init__(self, lab):
        self.lab = lab
        self.prefix = urlsplit(tracking_uri(lab.layout, lab.backend.workspace.arm_id)).path

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", read_port(self.lab.layout), timeout=30)

    def ask(self, path="/api/2.0/mlflow/experiments/get?experiment_id=0", *, method="GET", token="", **more):
        """(status, headers, body) of one request; None for token sends none."""
        headers = more.pop("headers", {})
        if token is not None:
            headers = {"Authorization": f"Bearer {token or read_token(self.lab.layout)}", **headers}
        path = path if path.startswith("/amlwidgets") or path == "/" else self.prefix + path
        connection = self.connect()
        try:
            connection.request(method, path, headers=headers, **more)
            answer = connection.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


def gateways(lab):
    """The pids of the workspace's gateways, by what they were started with."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{name}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"amlwidgets.gateway" in words and lab.layout.root.encode() in words and started(int(name)) is not None:
            found.append(int(name))
    return found
