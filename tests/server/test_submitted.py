"""A run that the engine performs, watched over the socket from submission to end."""

import json
import shlex
import sys

from amlwidgets.service import frame

SCRIPT = """
import time
from azureml.core import Run
run = Run.get_context()
for epoch in range(5):
    print("epoch", epoch, flush=True)
    run.log("loss", 1 / (epoch + 1))
    time.sleep(0.05)
open("outputs/model.txt", "w").write("model")
"""


async def test_everything_of_a_run_reaches_the_page(call, live, backend, ws):
    command = shlex.join([sys.executable, "-c", SCRIPT])
    page = await live()
    seen = {"states": [], "log": "", "loss": (), "ended": set(), "files": []}
    status, job, _ = await call("PUT", f"{ws}/jobs/watched", {"properties": {"command": command}})
    assert status == 201
    for topic in ("run", "log", "metrics"):
        more = {"path": "user_logs/std_log.txt"} if topic == "log" else {}
        workspace = backend.workspace.arm_id
        await page.send(
            {"type": "subscribe", "id": topic, "topic": topic, "workspace": workspace, "run": "watched", **more}
        )
    while len(seen["ended"]) < 3:
        take(await page.receive(timeout=120), seen)
    assert seen["states"][-1] == "Completed", seen
    assert seen["log"].split() == [word for epoch in range(5) for word in ("epoch", str(epoch))]
    assert seen["loss"] == (1.0, 1 / 2, 1 / 3, 1 / 4, 1 / 5)
    assert "outputs/model.txt" in seen["files"]


def take(message, seen):
    if isinstance(message, bytes):
        header, columns = frame.decode(message)
        for index, series in enumerate(header["series"]):
            values = columns[3 * index + 2]
            seen["loss"] = values if series["mode"] == "replace" else seen["loss"] + values
    elif message["type"] == "run":
        seen["states"].append(message["run"]["state"])
        seen["files"] = [file["path"] for file in message["files"]]
    elif message["type"] == "log":
        seen["log"] += message["text"]
    elif message["type"] == "end":
        seen["ended"].add(message["id"])
    else:
        assert message["type"] == "hello", json.dumps(message)
