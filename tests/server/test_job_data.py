"""A job over REST whose data is in a container elsewhere: brought before it runs, taken away when it has completed."""

import json
import random
import shlex
import sys

import pytest

from amlwidgets.engine.inputs.recorded import data_of
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.records import DatastoreRecord

pytestmark = pytest.mark.xdist_group("azurite")

API = "?api-version=2024-10-01"
RUN_SECONDS = 90
REMOTE = "azureml://datastores/blobs/paths/"
LOCAL = "azureml://datastores/workspaceblobstore/paths/"
SCRIPT = """
import json, os, sys
mounted, copied, one, here, word, made, sent, own, direct = sys.argv[1:]
def tree(folder):
    return {os.path.relpath(os.path.join(r, n), folder): open(os.path.join(r, n)).read() for r, _, ns in os.walk(folder) for n in ns}
seen = [tree(mounted), tree(copied), open(one).read(), tree(here), word, direct]
open(os.path.join(copied, "a.txt"), "w").write("changed")
for folder in (made, sent, own):
    open(os.path.join(folder, "result.txt"), "w").write(json.dumps(seen))
assert os.environ["AZURE_ML_INPUT_mounted"] == mounted and os.environ["AZURE_ML_OUTPUT_made"] == made
"""
NAMES = "mounted copied one here word".split()


@pytest.fixture
def blobs(azurite, backend):  # noqa: F811
    """The workspace's datastore of that name, with some files."""
    container = azurite.make_container(f"c{random.getrandbits(64):016x}")
    settings = {"endpoint": azurite.blob_endpoint, "protocol": "http"}
    kept = DatastoreRecord("blobs", "AzureBlob", "", azurite.account, container, settings=settings)
    backend.put_datastore(kept, {"accountKey": azurite.key})
    for path, text in {"in/a.txt": "one", "in/deep/b.txt": "two", "odd/a b;c'd.txt": "odd"}.items():
        write(backend, "blobs", path, text)
    return "blobs"


def write(backend, datastore, path, text):
    with backend.write_file(datastore, path) as sink:
        sink.write(text.encode())


def read(backend, datastore, path):
    with backend.open_file(datastore, path) as file:
        return file.read().decode()


def folder(uri, **more):
    return {"jobInputType": "uri_folder", "uri": uri, **more}


async def test_inputs_are_brought_and_outputs_taken_away(call, ws, backend, blobs):
    write(backend, "workspaceblobstore", "here/c.txt", "three")
    backend.put_asset(
        AssetRecord("data", "odd", "1", {"dataType": "uri_file", "dataUri": f"{REMOTE}odd/a b;c'd.txt"})
    )
    names = [f"${{{{inputs.{name}}}}}" for name in NAMES]
    outputs = [f"${{{{outputs.{name}}}}}" for name in ("made", "sent", "own")]
    command = f"{shlex.join([sys.executable, '-c', SCRIPT])} {' '.join([*names, *outputs])} ${{{{inputs.direct}}}}"
    job = {
        "command": command,
        "inputs": {
            "mounted": folder(f"{REMOTE}in"),
            "copied": folder(f"{REMOTE}in/", mode="Download"),
            "one": {"jobInputType": "uri_file", "uri": "azureml:odd:1", "mode": "ReadOnlyMount"},
            "here": folder(f"{LOCAL}here"),
            "word": {"jobInputType": "literal", "value": "yes"},
            "direct": folder(f"{REMOTE}in", mode="Direct"),
        },
        "outputs": {
            "made": {"jobOutputType": "uri_folder", "uri": f"{REMOTE}out/made/"},
            "sent": {"jobOutputType": "uri_folder", "uri": f"{REMOTE}out/sent", "mode": "Upload"},
            "own": {"jobOutputType": "uri_folder"},
        },
    }
    status, answer, _ = await call("PUT", f"{ws}/jobs/moved{API}", {"properties": job})
    assert status == 201, answer
    run = backend.wait_for_run("moved", RUN_SECONDS)
    assert run.state.value == "Completed", run.error
    both = {"a.txt": "one", "deep/b.txt": "two"}
    wanted = [both, both, "odd", {"c.txt": "three"}, "yes", f"{REMOTE}in"]
    for datastore, path in (
        ("blobs", "out/made"),
        ("blobs", "out/sent"),
        ("workspaceblobstore", "azureml/moved/own"),
    ):
        assert json.loads(read(backend, datastore, f"{path}/result.txt")) == wanted, path
    assert read(backend, "blobs", "in/a.txt") == "one"
    said = (await call("GET", f"{ws}/jobs/moved{API}"))[1]["properties"]
    assert (said["command"], said["inputs"], said["outputs"]) == (command, job["inputs"], job["outputs"])
    assert data_of(run.spec, "inputs")["one"]["name"] == "odd" and "here" not in data_of(run.spec, "inputs")


async def test_an_input_that_is_not_there_fails_the_run_in_a_sentence(call, ws, backend, blobs):
    job = {"command": "cat ${{inputs.x}}/a", "inputs": {"x": folder(f"{REMOTE}nothing")}}
    assert (await call("PUT", f"{ws}/jobs/lost{API}", {"properties": job}))[0] == 201
    run = backend.wait_for_run("lost", RUN_SECONDS)
    assert run.state.value == "Failed"
    assert run.error["message"].startswith("The input 'x' cannot be prepared. There are no files at 'nothing'")


@pytest.mark.parametrize(
    ("inputs", "outputs", "words"),
    [
        ({"../x": folder(f"{REMOTE}in")}, {}, "inputs is '../x'"),
        ({"x": folder("azureml://datastores/none/paths/in")}, {}, "no datastore 'none'"),
        ({"x": folder("https://acme.blob.core.windows.net/c/d?sig=s3cr3t")}, {}, "an address with a signature"),
        ({}, {"y": {"uri": f"{REMOTE}../out"}}, "'../out'"),
        ({}, {"y": {"uri": "https://acme.blob.core.windows.net/c/d"}}, "a folder of a datastore"),
    ],
)
async def test_what_cannot_be_is_refused_before_anything_runs(call, ws, backend, blobs, inputs, outputs, words):
    job = {"command": "true", "inputs": inputs, "outputs": outputs}
    status, answer, _ = await call("PUT", f"{ws}/jobs/refused{API}", {"properties": job})
    assert status == 400 and words in answer["error"]["message"], answer
    assert "s3cr3t" not in str(answer)
    assert (await call("GET", f"{ws}/jobs/refused{API}"))[0] == 404
