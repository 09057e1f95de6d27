"""Several processes that register an environment of one name at the same moment: each definition has its version."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from amlwidgets.backend import open_workspace

PROCESSES = 4
EACH = 5
REGISTER = """
import json, os, sys, time
from amlwidgets import Environment, Workspace
workspace = Workspace.from_folder(sys.argv[1])
print("here", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    environment = Environment("shared")
    environment.environment_variables = {"MADE_BY": f"{sys.argv[2]} {number}"}
    made = environment.register(workspace)
    print(json.dumps([environment.environment_variables["MADE_BY"], made.version]), flush=True)
"""


@pytest.mark.parametrize("alike", [False, True], ids=["different", "the same"])
def test_no_version_is_given_twice(alike: bool) -> None:
    folder = open_workspace().workspace.folder
    command = [sys.executable, "-c", REGISTER, folder]
    processes = [
        subprocess.Popen(
            [*command, "all" if alike else str(number), "1" if alike else str(EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "here\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate()[0] for process in processes]
    assert not any(process.returncode for process in processes)
    told = [json.loads(line) for answer in answers for line in answer.splitlines()]
    kept = {
        asset.version: asset.properties["environmentVariables"]["MADE_BY"]
        for asset in open_workspace().list_assets("environments", "shared")
    }
    if alike:
        assert kept == {"1": "all 0"} and Counter(map(tuple, told)) == {("all 0", "1"): PROCESSES}
    else:
        assert kept == {version: made_by for made_by, version in told}
        assert sorted(map(int, kept)) == list(range(1, PROCESSES * EACH + 1))
