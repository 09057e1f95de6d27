"""A disk that a run fills: the run ends in its true state, the engine lives on, what comes later works."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

MOUNT = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]

INSIDE = textwrap.dedent("""
    import atexit, json, os, sys, time
    from amlwidgets.backend import open_workspace
    from amlwidgets.engine.start import engine_pid, ensure_engine, stop_engine
    from amlwidgets.resources.errors import StoreFull
    from amlwidgets.resources.records import RunSpec
    from amlwidgets.store.layout import Layout

    FILL = '''
    import os, sys
    with open("outputs/fill", "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            sys.exit(3)
    '''
    home = os.environ["AMLWIDGETS_HOME"]
    source = os.path.join(home, "source")
    os.makedirs(source)
    with open(os.path.join(source, "train.py"), "w") as file:
        file.write(FILL)
    backend = open_workspace()
    layout = Layout(backend.workspace.folder)
    atexit.register(stop_engine, layout)
    backend.wait_for_run(backend.submit("e", RunSpec(command="true")).run_id, 50)
    engine = engine_pid(layout)
    run = backend.submit("e", RunSpec(script="train.py", snapshot=backend.take_snapshot(source)))
    exit_record = os.path.join(layout.run(run.run_id).launcher, "0.exit")
    deadline = time.time() + 50
    while not os.path.exists(exit_record):
        assert time.time() < deadline, open(layout.engine_log).read()
        time.sleep(0.01)
    with open(exit_record) as file:
        code = json.load(file)["code"]
    refused = None
    try:
        for _ in range(300):
            backend.update_run(run.run_id, tags={"t": "x" * 4096})
    except StoreFull as error:
        refused = error.to_json()
    os.unlink(os.path.join(layout.run(run.run_id).outputs, "fill"))
    ended = backend.wait_for_run(run.run_id, 50)
    later = backend.wait_for_run(backend.submit("e", RunSpec(command="echo later")).run_id, 50)
    print(json.dumps([code, refused, ended.state, ended.error, later.state, engine == engine_pid(layout)]))
""")


def mounts() -> bool:
    try:
        return subprocess.run([*MOUNT, "mount -t tmpfs none /mnt"], capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not mounts(), reason="this system lets nobody mount a small disk")
def test_a_run_that_fills_the_disk(tmp_path, home):
    home.mkdir()
    command = f'mount -t tmpfs -o size=3m none "$AMLWIDGETS_HOME" && exec "{sys.executable}" -c "$INSIDE"'
    answer = subprocess.run(
        [*MOUNT, command], env={**os.environ, "INSIDE": INSIDE}, capture_output=True, text=True, timeout=170
    )
    assert answer.returncode == 0, answer.stderr
    code, refused, state, error, later, same_engine = json.loads(answer.stdout)
    assert code == 3, "the exit record was written although the disk was full"
    assert refused["code"] == "StoreFull"
    assert state == "Failed" and error["message"] == "The script ended with exit code 3."
    assert later == "Completed" and same_engine
