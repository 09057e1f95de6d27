"""Data of runs in a datastore that is elsewhere: brought through the cache, linked, uploaded, taken over."""

import json
import os
import random
import venv
from pathlib import Path

import pytest

from amlwidgets.engine.start import ensure_engine
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.data.output import LinkFileOutputDatasetConfig, OutputFileDatasetConfig
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.datastore import Datastore
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace

from . import sshd
from .conftest import until
from tests.relay import Relay

pytestmark = pytest.mark.xdist_group("azurite")

CANCEL_SECONDS = 3.0


class Elsewhere:
    """A workspace with one container as the datastore `blobs`, behind a relay."""

    def __init__(self, lab, server, folder):
        self.lab, self.backend, self.folder = lab, lab.backend, folder
        here = lab.backend.workspace
        self.ws = Workspace(here.subscription_id, here.resource_group, here.name)
        self.relay = Relay(server.port)
        self.container = server.make_container(f"c{random.getrandbits(64):016x}")
        self.key, self._account = server.key, server.account
        self.store = self.datastore("blobs")

    def datastore(self, name):
        settings = {"endpoint": f"127.0.0.1:{self.relay.port}", "protocol": "http"}
        kept = DatastoreRecord(name, "AzureBlob", "", self._account, self.container, settings=settings)
        self.backend.put_datastore(kept, {"accountKey": self.key})
        return Datastore.get(self.ws, name)

    def put(self, **files):
        for name, text in files.items():
            with self.backend.write_file("blobs", f"data/{name}.txt") as sink:
                sink.write(text if isinstance(text, bytes) else text.encode())

    def read(self, path):
        with self.backend.open_file("blobs", path) as file:
            return file.read().decode()

    def files(self, path="data"):
        return Dataset.File.from_files((self.store, path))

    def submit(self, script, *given, **config):
        folder = self.folder / f"source{random.getrandbits(32)}"
        folder.mkdir(parents=True)
        (folder / "train.py").write_text(script)
        run_config = config.pop("run_config", {})
        made = ScriptRunConfig(str(folder), "train.py", list(given), **config)
        for name, value in run_config.items():
            setattr(made.run_config, name, value)
        run = Experiment(self.ws, "exp").submit(made)
        self.lab.track(self.backend.get_run(run.id))
        return run

    def completed(self, run):
        details = run.wait_for_completion(raise_on_error=False)
        assert details["status"] == "Completed", (details, self.log(run))
        return details

    def log(self, run, path="user_logs/std_log.txt"):
        return self.lab.log(self.backend.get_run(run.id), path)

    def root(self, run):
        return Path(self.backend.run_folder(run.id))


@pytest.fixture
def elsewhere(lab, azurite, tmp_path):  # noqa: F811
    found = Elsewhere(lab, azurite, tmp_path / "src")
    yield found
    found.relay.close()
    told = [file for file in Path(lab.layout.root).rglob("*") if file.is_file() and "secrets" not in file.parts]
    assert told and not any(found.key.encode() in file.read_bytes() for file in told)


READ = """
import json, os, stat, sys
from azureml.core import Run
run = Run.get_context()
mounted, copied, one = sys.argv[1:4]
def tree(folder):
    return {os.path.relpath(os.path.join(r, n), folder): open(os.path.join(r, n)).read() for r, _, ns in os.walk(folder) for n in ns}
seen = {"mounted": tree(mounted), "copied": tree(copied), "one": open(one).read()}
open(os.path.join(copied, "a.txt"), "w").write("changed")
status = os.stat(os.path.join(mounted, "a.txt"))
seen["protected"] = [oct(status.st_mode & 0o777), status.st_nlink]
seen["direct"] = sorted(open(path).read() for path in run.input_datasets["direct"].download(ignore_not_found=False))
print(json.dumps(seen))
"""


def test_a_run_reads_what_is_elsewhere_and_nothing_is_brought_twice(elsewhere):
    elsewhere.put(a="one", **{"deep/b": "two"})
    files = elsewhere.files().register(elsewhere.ws, "files")
    given = [
        files.as_named_input("mounted").as_mount(),
        files.as_named_input("copied").as_download(),
        Dataset.File.from_files((elsewhere.store, "data/a.txt"), is_file=True).as_named_input("one").as_mount(),
        files.as_named_input("direct"),
    ]
    details = []
    for _ in range(2):
        run = elsewhere.submit(READ, *given)
        details.append(elsewhere.completed(run))
        seen = json.loads(elsewhere.log(run))
        both = {"a.txt": "one", "deep/b.txt": "two"}
        assert (seen["mounted"], seen["copied"], seen["one"], seen["direct"]) == (
            both,
            both,
            "one",
            ["one", "two"],
        )
        assert seen["protected"] == ["0o444", 3]  # the cache, and two inputs
        assert "Bringing mounted: 2 files" in elsewhere.log(run, "system_logs/data_capability/data-capability.log")
    mechanisms = {
        each["consumptionDetails"]["inputName"]: each["consumptionDetails"]["mechanism"]
        for each in details[1]["inputDatasets"]
    }
    assert mechanisms == {"mounted": "Mount", "copied": "Download", "one": "Mount", "direct": "Direct"}


COUNT = """
import os, sys
print(sum(os.path.getsize(os.path.join(sys.argv[1], name)) for name in os.listdir(sys.argv[1])), open(sys.argv[1] + "/a.txt").read()[:3])
"""


def test_what_did_not_change_is_not_brought_again_and_what_did_is(elsewhere):
    big = 400_000
    elsewhere.put(a="one", b=os.urandom(big))
    elsewhere.datastore("other_name")
    asked = []
    for name, content in (("blobs", "one"), ("blobs", "one"), ("other_name", "one"), ("blobs", "two")):
        if content == "two":
            elsewhere.put(a="two")
        before = elsewhere.relay.to_client
        given = Dataset.File.from_files((Datastore.get(elsewhere.ws, name), "data")).as_named_input("x")
        run = elsewhere.submit(COUNT, given.as_mount())
        elsewhere.completed(run)
        assert elsewhere.log(run).split() == [str(big + 3), content]
        asked.append(elsewhere.relay.to_client - before)
    assert asked[0] > big > 20 * max(asked[1:]), asked


def test_two_runs_at_once_bring_a_file_once(elsewhere):
    big = 3_000_000
    elsewhere.put(a="one", b=os.urandom(big))
    given = elsewhere.files().as_named_input("x").as_mount()
    before = elsewhere.relay.to_client
    elsewhere.relay.flowing.clear()
    runs = [elsewhere.submit(COUNT, given) for _ in range(2)]
    until(lambda: all(elsewhere.backend.get_run(run.id).state is RunState.PREPARING for run in runs), "both")
    elsewhere.relay.flowing.set()
    for run in runs:
        elsewhere.completed(run)
    assert big < elsewhere.relay.to_client - before < 1.5 * big


def test_a_server_that_is_gone_fails_the_run_in_a_sentence(elsewhere):
    elsewhere.put(a="one")
    given = elsewhere.files().as_named_input("x").as_mount()
    elsewhere.relay.close()
    run = elsewhere.submit("raise SystemExit(7)", given)
    details = run.wait_for_completion(raise_on_error=False)
    message = details["error"]["error"]["message"]
    assert details["status"] == "Failed" and message.startswith("The input 'x' cannot be prepared. "), message
    assert "Traceback" not in message and len(message.splitlines()) == 1


def test_a_cancel_ends_the_bringing_of_a_large_input(elsewhere):
    for number in range(12):
        elsewhere.put(**{f"f{number}": os.urandom(200_000)})
    given = elsewhere.files().as_named_input("x").as_mount()
    start = elsewhere.relay.to_client
    run = elsewhere.submit("raise SystemExit(7)", given)
    until(lambda: elsewhere.relay.to_client > start, "the first bytes")
    elsewhere.relay.flowing.clear()
    other = elsewhere.submit("print('not kept waiting')")
    elsewhere.completed(other)
    until(lambda: elsewhere.backend.get_run(run.id).state is RunState.PREPARING, "preparing")
    elsewhere.backend.cancel(run.id)
    ended = elsewhere.backend.wait_for_run(run.id, CANCEL_SECONDS)
    assert ended.state is RunState.CANCELED
    assert not (elsewhere.root(run) / "data").exists()


def test_an_engine_killed_while_it_prepares_is_followed_by_one_that_goes_on(elsewhere):
    for number in range(30):
        elsewhere.put(**{f"f{number}": os.urandom(50_000)}, a="one")
    run_of = lambda: elsewhere.submit(COUNT, elsewhere.files().as_named_input("x").as_mount())  # noqa: E731
    start = elsewhere.relay.to_client
    run = run_of()
    elsewhere.relay.delay = 0.01
    until(lambda: elsewhere.relay.to_client > start + 300_000, "some bytes")
    assert elsewhere.backend.get_run(run.id).state is RunState.PREPARING
    elsewhere.lab.kill_engine()
    elsewhere.relay.delay = 0.0
    elsewhere.completed(run_of())
    elsewhere.completed(run)
    assert elsewhere.log(run).split() == [str(30 * 50_000 + 3), "one"]


def test_odd_names_arrive_and_impossible_ones_fail_in_a_sentence(elsewhere):
    odd = ["sp ace", "ünïcode 漢字", "%20&?#+", "quote'\"", "-dash", "new\nline"]
    elsewhere.put(**{name: name for name in odd}, empty="")
    script = "import os, sys; print(sorted(os.listdir(sys.argv[1])))"
    run = elsewhere.submit(script, elsewhere.files().as_named_input("x").as_mount())
    elsewhere.completed(run)
    assert elsewhere.log(run).strip() == str(sorted(f"{name}.txt" for name in [*odd, "empty"]))
    elsewhere.put(**{"sp ace.txt/below": "a file where a folder has to be"})
    details = elsewhere.submit(script, elsewhere.files().as_mount()).wait_for_completion(raise_on_error=False)
    message = details["error"]["error"]["message"]
    assert details["status"] == "Failed" and "sp ace.txt" in message, message
    assert message.startswith("The input ") and len(message.splitlines()) == 1, message


# -- outputs -------------------------------------------------------------------------------------------------

WRITE = """
import os, sys
for folder in sys.argv[2:]:
    for number in range(int(sys.argv[1])):
        os.makedirs(os.path.join(folder, "deep"), exist_ok=True)
        open(os.path.join(folder, "deep", f"{number}.csv"), "w").write(f"id\\n{number}\\n")
    open(os.path.join(folder, "left.log"), "w").write("out")
"""


def test_outputs_arrive_and_are_datasets(elsewhere):
    mounted = OutputFileDatasetConfig("m", (elsewhere.store, "m/{run-id}"))
    uploaded = OutputFileDatasetConfig("u", (elsewhere.store, "u")).as_upload(source_globs="**/*.csv")
    run = elsewhere.submit(WRITE, "3", mounted.register_on_complete("made"), uploaded)
    details = elsewhere.completed(run)
    assert Dataset.get_by_name(elsewhere.ws, "made", 1).to_path() == [
        *(f"/deep/{number}.csv" for number in range(3)),
        "/left.log",
    ]
    assert run.output_datasets["u"].to_path() == [f"/deep/{number}.csv" for number in range(3)]
    assert elsewhere.read("u/deep/2.csv") == "id\n2\n"
    told = {each["outputDetails"]["outputName"]: each["dataset"]["path"] for each in details["outputDatasets"]}
    assert told == {"m": f"m/{run.id}", "u": "u"}
    assert not (elsewhere.root(run) / "data").exists()


def test_an_upload_overwrites_nothing_unasked(elsewhere):
    for overwrite in (True, False):
        out = OutputFileDatasetConfig("u", (elsewhere.store, "u")).as_upload(overwrite=overwrite)
        run = elsewhere.submit(WRITE, "2", out)
        details = run.wait_for_completion(raise_on_error=False)
        assert details["status"] == ("Completed" if overwrite else "Failed"), details
    message = details["error"]["error"]["message"]
    assert "'u/deep/0.csv' is there already" in message
    assert (elsewhere.root(run) / "data" / "outputs" / "u" / "deep" / "1.csv").exists()


def test_an_upload_that_fails_says_why_and_keeps_what_was_written(elsewhere):
    out = OutputFileDatasetConfig("u", (elsewhere.store, "u")).as_upload(overwrite=True)
    run = elsewhere.submit(WRITE + "while not os.path.exists('outputs/go'): pass", "2", out)
    until(lambda: elsewhere.backend.get_run(run.id).state is RunState.RUNNING, "running")
    elsewhere.relay.close()
    (elsewhere.root(run) / "outputs" / "go").write_text("")
    details = run.wait_for_completion(raise_on_error=False)
    assert details["status"] == "Failed"
    assert details["error"]["error"]["message"].startswith("The output 'u' could not be uploaded. ")
    assert (elsewhere.root(run) / "data" / "outputs" / "u" / "deep" / "1.csv").exists()
    assert "u" not in run.output_datasets or run.output_datasets["u"] is None


def test_a_cancel_ends_an_upload(elsewhere):
    out = OutputFileDatasetConfig("u", (elsewhere.store, "u")).as_upload(overwrite=True)
    elsewhere.relay.flowing.clear()
    run = elsewhere.submit(WRITE, "20", out)
    until(lambda: elsewhere.backend.get_run(run.id).state is RunState.FINALIZING, "finalizing")
    elsewhere.completed(elsewhere.submit("print('not kept waiting')"))
    elsewhere.backend.cancel(run.id)
    assert elsewhere.backend.wait_for_run(run.id, CANCEL_SECONDS).state is RunState.CANCELED
    assert not (elsewhere.root(run) / "data").exists()


@pytest.mark.parametrize("seed", range(int(os.environ.get("AMLWIDGETS_SOAK") or 2)))
def test_engines_killed_while_they_finalise_leave_one_whole_result(elsewhere, seed):
    count, draw = 60, random.Random(seed)
    out = OutputFileDatasetConfig("u", (elsewhere.store, "u/{run-id}")).as_upload().register_on_complete("made")
    elsewhere.relay.delay = 0.03
    run = elsewhere.submit(WRITE, str(count), out)
    until(lambda: elsewhere.backend.get_run(run.id).state is RunState.FINALIZING, "finalizing")
    kills = 0
    while kills < 4 and not elsewhere.backend.get_run(run.id).state.ended:
        mark = elsewhere.relay.to_server + draw.randrange(12_000)
        until(
            lambda: elsewhere.relay.to_server > mark or elsewhere.backend.get_run(run.id).state.ended, "an upload"
        )  # noqa: B023
        if elsewhere.backend.get_run(run.id).state.ended:
            break
        elsewhere.lab.kill_engine()
        kills += 1
        ensure_engine(elsewhere.lab.layout)
    elsewhere.relay.delay = 0.0
    elsewhere.completed(run)
    assert kills >= 2
    made = Dataset.get_by_name(elsewhere.ws, "made")
    assert made.version == 1 and len(made.to_path()) == count + 1
    assert elsewhere.read(f"u/{run.id}/deep/{count - 1}.csv") == f"id\n{count - 1}\n"


LINK = """
from azureml.core import Dataset, Run
run = Run.get_context()
ws = run.experiment.workspace
links = run.output_datasets
links["registered"].link(Dataset.get_by_name(ws, "files"))
links["anew"].link(Dataset.File.from_files((ws.datastores["blobs"], "data/a.txt")))
links["plain"].link(Dataset.File.from_files((ws.datastores["blobs"], "data/deep")))
"""


def test_links_are_outputs_of_the_run(elsewhere):
    elsewhere.put(a="one", **{"deep/b": "two"})
    files = elsewhere.files().register(elsewhere.ws, "files")
    given = [
        LinkFileOutputDatasetConfig("registered"),
        LinkFileOutputDatasetConfig("anew").register_on_complete("linked"),
        LinkFileOutputDatasetConfig("plain"),
        LinkFileOutputDatasetConfig("none"),
    ]
    run = elsewhere.submit(LINK, *given)
    details = elsewhere.completed(run)
    told = {each["outputDetails"]["outputName"]: each["dataset"] for each in details["outputDatasets"]}
    assert (told["registered"]["name"], told["registered"]["id"]) == ("files", files.id)
    assert (told["anew"]["name"], told["anew"]["version"]) == ("linked", "1")
    assert run.output_datasets["plain"].to_path() == ["/b.txt"] and "none" not in told
    assert Dataset.get_by_id(elsewhere.ws, told["plain"]["id"]).to_path() == ["/b.txt"]
    assert sorted(elsewhere.ws.datasets) == ["files", "linked"]


# -- data references -----------------------------------------------------------------------------------------

REFER = """
import os, sys
mounted, copied, one, up = sys.argv[1:5]
assert os.environ["AZUREML_DATAREFERENCE_given"] == sys.argv[5] != "", sys.argv
print(*(open(path).read() for path in (mounted + "/a.txt", copied + "/a.txt", one, sys.argv[5])))
open(copied + "/a.txt", "w").write("changed")
open(up + "/made.txt", "w").write("made")
open("here/too.txt", "w").write("too")
"""


def test_data_references(elsewhere):
    elsewhere.put(a="one")
    store = elsewhere.store
    given = DataReference(store, "given", "data/a.txt")
    run = elsewhere.submit(
        REFER,
        store.path("data").as_mount(),
        store.path("data").as_download(),
        store.path("data/a.txt").as_mount(),
        store.path("up").as_upload(path_on_compute="here"),
        str(given),
        run_config={"data_references": {"given": given.to_config()}},
    )
    details = elsewhere.completed(run)
    assert elsewhere.log(run).split() == ["one"] * 4
    assert (elsewhere.read("up/made.txt"), elsewhere.read("up/too.txt")) == ("made", "too")
    assert elsewhere.read("data/a.txt") == "one"
    assert details["inputDatasets"] == details["outputDatasets"] == []


# -- a Python without the client -----------------------------------------------------------------------------

ASK = """
import importlib.util, json, os, subprocess, sys
assert importlib.util.find_spec("azure") is None
from azureml.core import Dataset, Datastore, Run
run = Run.get_context()
ws = run.experiment.workspace
print([open(path).read() for path in run.input_datasets["direct"].download()])
print(Dataset.get_by_name(ws, "files").to_path())
store = Datastore.get(ws, "blobs")
store.download("got", "data", show_progress=False)
print(sorted(os.listdir("got/data")))
store.upload_files(["got/data/a.txt"], target_path="back", show_progress=False)
try:
    Dataset.File.from_files((store, "nothing")).to_path()
except Exception as error:
    print(type(error).__name__)
children = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "pid="], stdout=subprocess.PIPE).stdout.split()
told = b"".join(open("/proc/" + pid.decode() + "/" + name, "rb").read() for pid in children if os.path.exists("/proc/" + pid.decode()) for name in ("cmdline", "environ"))
print(b"amlwidgets.storage.answering" in told, open(sys.argv[1], "rb").read() in told)
"""


def test_a_job_whose_python_has_no_client_asks_one_that_has(elsewhere, tmp_path):
    bare = tmp_path / "bare"
    venv.create(bare, symlinks=True)
    (tmp_path / "key").write_text(elsewhere.key)
    environment = Environment("bare")
    environment.python.user_managed_dependencies = True
    environment.python.interpreter_path = str(bare / "bin" / "python")
    elsewhere.put(a="one", b="two")
    files = elsewhere.files().register(elsewhere.ws, "files")
    direct = files.as_named_input("direct")
    run = elsewhere.submit(ASK, str(tmp_path / "key"), direct, environment=environment)
    elsewhere.completed(run)
    assert elsewhere.log(run).splitlines() == [
        "['one', 'two']",
        "['/a.txt', '/b.txt']",
        "['a.txt', 'b.txt']",
        "DatasetValidationError",
        "True False",
    ]
    assert elsewhere.read("back/a.txt") == "one"


# -- on another machine --------------------------------------------------------------------------------------

THERE = """
import os, sys
elsewhere, here, out, up = sys.argv[1:5]
print(open(elsewhere + "/a.txt").read(), open(here + "/b.txt").read(), open("linked/a.txt").read(), os.getcwd(), flush=True)
for folder in (out, up):
    os.makedirs(folder + "/deep", exist_ok=True)
    open(folder + "/deep/made.txt", "w").write("made there")
open("own/too.txt", "w").write("too")
"""


@pytest.mark.skipif(sshd.PROGRAM is None, reason=sshd.MISSING)
def test_data_goes_to_another_machine_and_comes_back(elsewhere, tmp_path):
    from .test_remote import attach

    machine = sshd.Sshd(tmp_path / "machine")
    try:
        attach(elsewhere.lab, machine)
        elsewhere.put(a="one")
        default = elsewhere.ws.get_default_datastore()
        with elsewhere.backend.write_file(default.name, "mine/b.txt") as sink:
            sink.write(b"two")
        environment = Environment("there")
        environment.python.user_managed_dependencies = True
        run = elsewhere.submit(
            THERE,
            elsewhere.files().as_named_input("x").as_mount(),
            Dataset.File.from_files((default, "mine")).as_named_input("y").as_download(),
            OutputFileDatasetConfig("m", (default, "m")),
            OutputFileDatasetConfig("u", (elsewhere.store, "u")).as_upload(),
            OutputFileDatasetConfig("s", (elsewhere.store, "s"), source="own"),
            elsewhere.files().as_named_input("z").as_mount("linked"),
            compute_target="vm",
            environment=environment,
        )
        elsewhere.completed(run)
        assert elsewhere.log(run).split()[:3] == ["one", "two", "one"] and str(machine.home) in elsewhere.log(run)
        assert elsewhere.read("u/deep/made.txt") == "made there" and elsewhere.read("s/too.txt") == "too"
        with elsewhere.backend.open_file(default.name, "m/deep/made.txt") as file:
            assert file.read() == b"made there"
        direct = elsewhere.files().as_named_input("d")
        run = elsewhere.submit("", direct, compute_target="vm", environment=environment)
        told = run.wait_for_completion(raise_on_error=False)["error"]["error"]["message"]
        assert told.startswith("The input 'd' is read by the script itself")
    finally:
        machine.close()
