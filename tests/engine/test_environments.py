"""Environments that are really built, from wheels in a folder: once, whole, cancelled, damaged, refused."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from amlwidgets.engine.environments.build import build
from amlwidgets.engine.environments.places import Place, environments_folder, remove_unused
from amlwidgets.engine.environments.plan import plan
from amlwidgets.engine.environments.pythons import installed
from amlwidgets.engine.environments.uv import Cancelled, Uv
from amlwidgets.faces.run import run_document
from amlwidgets.resources.errors import EnvironmentBuildException, StoreFull
from amlwidgets.resources.states import RunState
from tests.wheels import make_wheel, wheels  # noqa: F401

from .conftest import until

LOG = "system_logs/20_environment.log"


def conda(*dependencies, name="mine"):
    return {"name": name, "python": {"condaDependencies": {"dependencies": list(dependencies)}}}


@pytest.fixture
def slow(tmp_path):
    """A source folder whose build waits for a file `go`; each build leaves a file `builds-<pid>`."""
    place = tmp_path / "slow"
    place.mkdir()
    backend = f"""
import os, pathlib, sys, time
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
def build_wheel(folder, config_settings=None, metadata_directory=None):
    place = pathlib.Path({str(place)!r})
    (place / f"builds-{{os.getpid()}}").touch()
    while not (place / "go").exists():
        time.sleep(0.01)
    import importlib.util
    spec = importlib.util.spec_from_file_location("wheels", {str(Path(__file__).parents[1] / "wheels.py")!r})
    text = open(spec.origin).read().replace("import pytest", "").split("@pytest")[0]
    space = {{}}
    exec(text, space)
    return space["make_wheel"](pathlib.Path(folder), "slowly").name
"""
    source = tmp_path / "slowly"
    source.mkdir()
    (source / "backend.py").write_text(backend)
    (source / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "slowly"\nversion = "1.0"\n'
    )
    return Slow(place, str(source))


class Slow:
    """A build that goes on when the test says so."""

    def __init__(self, place, source):
        self.place, self.source = place, source

    def builders(self):
        return [int(path.name.partition("-")[2]) for path in self.place.glob("builds-*")]

    def go(self):
        (self.place / "go").touch()


def test_a_run_has_what_it_asked_for(lab, wheels):
    make_wheel(wheels, "tiny", "1.0")
    make_wheel(wheels, "tiny", "2.0")
    text = "import sys, tiny; from azureml.core import Run; Run.get_context().log('a', 1); print(tiny.__version__, sys.prefix)"
    wanted = conda("python=3.6.2", {"pip": ["azureml-defaults", "tiny<2"]})
    run = lab.end(lab.submit(text, environment=wanted), 120)
    assert run.state is RunState.COMPLETED, run.error
    version, prefix = lab.log(run).split()
    assert version == "1.0" and prefix.startswith(environments_folder(lab.layout))
    told = run_document(run)["environment"]
    assert told["name"] == "mine" and told["python"] == told["used"]["python"]
    assert told["asked"] == {"python": "3.6.2", "packages": ["python=3.6.2", "azureml-defaults", "tiny<2"]}
    assert told["used"]["packages"] == ["tiny==1.0"]
    assert told["replaced"][0] == "azureml-defaults: azureml is part of every run here."
    assert "in place of 3.6.2" in told["replaced"][1]
    assert " + tiny==1.0" in lab.log(run, LOG)
    again = lab.end(lab.submit("import tiny", environment=wanted))
    assert again.state is RunState.COMPLETED and "Built before" in lab.log(again, LOG)
    assert again.usage["environment"] == run.usage["environment"]


def test_a_shell_command_finds_the_environments_python(lab, wheels):
    make_wheel(wheels, "tiny")
    run = lab.submit(
        "",
        script=None,
        command="python -c 'import tiny; print(tiny.__file__)'",
        environment=conda({"pip": ["tiny"]}),
    )
    assert lab.end(run, 120).state is RunState.COMPLETED
    assert environments_folder(lab.layout) in lab.log(run)


def test_without_packages_the_engines_interpreter_runs_it(lab, wheels):
    run = lab.end(
        lab.submit("import sys; print(sys.executable)", environment=conda({"pip": ["azureml-defaults"]}))
    )
    assert lab.log(run).strip() == sys.executable
    assert "environment" not in run.usage and not lab.log(run, LOG)
    assert run_document(run)["environment"] == {"name": "mine", "python": ""}


def test_a_package_that_is_nowhere_fails_the_run_with_its_name(lab, wheels):
    run = lab.end(lab.submit("1", environment=conda({"pip": ["nosuch-package", "azureml-core"]})), 120)
    assert run.state is RunState.FAILED and run.started is None
    assert run.error["code"] == "EnvironmentBuildFailed"
    assert "'mine'" in run.error["message"] and "nosuch-package" in run.error["message"]
    assert run.error["remedy"]
    assert "nosuch-package" in lab.log(run, LOG)
    assert run_document(run)["environment"]["asked"]["packages"] == ["nosuch-package", "azureml-core"]
    assert not list(Path(environments_folder(lab.layout)).glob("*/venv"))


def test_a_conda_package_that_pypi_has_not_fails_the_run_at_once(lab, wheels):
    run = lab.end(lab.submit("1", environment=conda("r-base")))
    assert (run.state, run.error["code"]) == (RunState.FAILED, "EnvironmentBuildFailed")
    assert "r-base" in run.error["message"]


def test_runs_that_ask_for_the_same_wait_for_one_build(lab, wheels, slow):
    wanted = conda({"pip": [slow.source]})
    runs = [lab.submit("import slowly", environment=wanted) for _ in range(3)]
    until(slow.builders, "a build")
    until(lambda: all("Building with" in lab.log(run, LOG) for run in runs), "the log of each")
    other = lab.end(lab.submit("print(1)"))
    assert other.state is RunState.COMPLETED
    assert [lab.run(run).state for run in runs] == [RunState.PREPARING] * 3
    lab.backend.cancel(runs[0].run_id)
    assert lab.end(runs[0]).state is RunState.CANCELED
    slow.go()
    assert [lab.end(run, 120).state for run in runs[1:]] == [RunState.COMPLETED] * 2
    assert len(slow.builders()) == 1


def test_a_cancel_ends_the_build_at_once(lab, wheels, slow):
    run = lab.submit("import slowly", environment=conda({"pip": [slow.source]}))
    (builder,) = until(slow.builders, "a build")
    lab.backend.cancel(run.run_id)
    ended = lab.end(run)  # the build would wait for ever
    assert ended.state is RunState.CANCELED and ended.error is None
    until(lambda: not os.path.exists(f"/proc/{builder}"), "the end of the build")
    until(lambda: not list(Path(environments_folder(lab.layout)).glob("*/venv")), "nothing half made")
    slow.go()
    run = lab.end(lab.submit("import slowly", environment=conda({"pip": [slow.source]})), 120)
    assert run.state is RunState.COMPLETED


def test_a_killed_engine_leaves_a_build_that_the_next_one_does_again(lab, wheels, slow):
    run = lab.submit("import slowly", environment=conda({"pip": [slow.source]}))
    until(slow.builders, "a build")
    lab.kill_engine()
    slow.go()
    other = lab.submit("print(1)")
    assert lab.end(other).state is RunState.COMPLETED
    assert lab.end(run, 120).state is RunState.COMPLETED


def test_a_half_built_folder_is_built_again(tmp_path, wheels):
    make_wheel(wheels, "tiny")
    wanted = plan(conda({"pip": ["tiny"]}))
    place = Place(str(tmp_path / "e"), wanted.key())
    os.makedirs(os.path.join(place.venv, "bin"))
    Path(place.venv, "left").touch()
    built = build(str(tmp_path / "e"), wanted, Uv(print))
    assert "tiny==1.0" in built.packages and not os.path.exists(os.path.join(place.venv, "left"))
    assert place.find() == built
    os.unlink(place.interpreter)
    assert place.find() is None
    assert build(str(tmp_path / "e"), wanted, Uv(print)) == built


def test_two_processes_build_it_once(tmp_path, wheels, slow):
    root, wanted = str(tmp_path / "e"), conda({"pip": [slow.source]})
    code = (
        "import sys, json; from amlwidgets.engine.environments.build import build\n"
        "from amlwidgets.engine.environments.plan import plan; from amlwidgets.engine.environments.uv import Uv\n"
        f"print(build({root!r}, plan({wanted!r}), Uv(lambda line: print(line, flush=True))).interpreter)"
    )
    first = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    until(slow.builders, "a build")
    second = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert second.stdout.readline().startswith("Waiting")
    slow.go()
    ends = [process.communicate(timeout=120)[0].strip().split("\n")[-1] for process in (first, second)]
    assert ends[0] == ends[1] and len(slow.builders()) == 1


def test_what_waits_for_another_can_be_cancelled(tmp_path, wheels):
    make_wheel(wheels, "tiny")
    wanted, root = plan(conda({"pip": ["tiny"]})), str(tmp_path / "e")
    said, problems = [], []
    uv = Uv(said.append)

    def perform():
        try:
            build(root, wanted, uv)
        except Cancelled as caught:
            problems.append(caught)

    with Place(root, wanted.key()).held():
        thread = threading.Thread(target=perform, daemon=True)
        thread.start()
        until(lambda: said, "the word of waiting")
        uv.cancel()
    thread.join(60)
    assert problems and not os.path.exists(Place(root, wanted.key()).venv)


def test_with_a_warm_cache_no_index_is_needed(tmp_path, wheels):
    make_wheel(wheels, "tiny")
    build(str(tmp_path / "one"), plan(conda({"pip": ["tiny"]})), Uv(print))
    (wheels / "tiny-1.0-py3-none-any.whl").unlink()
    found = Place(str(tmp_path / "one"), plan(conda({"pip": ["tiny"]})).key()).find()
    assert found is not None and found.packages == ["tiny==1.0"]


def test_without_a_python_asked_for_an_older_one_serves_what_has_no_newer_wheel(tmp_path, wheels):
    older = (sys.version_info[0], sys.version_info[1] - 1)
    make_wheel(wheels, "tiny", tag=f"cp{older[0]}{older[1]}-none-any")
    if not any(python.version[:2] == older for python in installed(Uv(print))):
        pytest.skip(f"no Python {older[0]}.{older[1]} on this machine")
    built = build(str(tmp_path / "e"), plan(conda({"pip": ["tiny"]})), Uv(print))
    assert built.python.startswith(f"{older[0]}.{older[1]}.")
    assert built.notes and "not all packages" in built.notes[0]


@pytest.mark.parametrize("setting", ["UV_OFFLINE", "UV_PYTHON_DOWNLOADS"])
def test_a_python_that_is_not_there_is_replaced_by_the_nearest(tmp_path, wheels, monkeypatch, setting):
    monkeypatch.delenv("UV_OFFLINE")
    monkeypatch.setenv(setting, "1" if setting == "UV_OFFLINE" else "never")
    make_wheel(wheels, "tiny")
    said = []
    built = build(str(tmp_path / "e"), plan(conda("python=3.99", {"pip": ["tiny"]})), Uv(said.append))
    assert built.notes == [f"Python {built.python} in place of 3.99."]
    assert "Python 3.99 is not on this machine: asking uv to download it" in said


def test_a_folder_that_cannot_be_written_is_named(tmp_path, wheels):
    make_wheel(wheels, "tiny")
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentBuildException, match="could not be built: .*/file"):
        build(str(tmp_path / "file"), plan(conda({"pip": ["tiny"]})), Uv(print))


FULL = """
import os, sys
from amlwidgets.engine.environments.build import build
from amlwidgets.engine.environments.places import Place
from amlwidgets.engine.environments.plan import plan
from amlwidgets.engine.environments.uv import Uv
from amlwidgets.resources.errors import StoreFull
wanted = plan({"name": "mine", "python": {"condaDependencies": {"dependencies": [{"pip": ["tiny"]}]}}})
try:
    build(sys.argv[1], wanted, Uv(print))
except StoreFull as error:
    print("full:", error.message, os.listdir(sys.argv[1]))
"""


def test_a_full_disk_while_building_leaves_nothing(tmp_path, wheels):
    make_wheel(wheels, "tiny", bulk=3_000_000)
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    script = f"mount -t tmpfs -o size=1M none {disk} && {sys.executable} -c '{FULL}' {disk}/e"
    done = subprocess.run([*mount, script], capture_output=True, text=True)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount of its own: {done.stderr}")
    assert "full: There is no room for the environment 'mine'" in done.stdout, (done.stdout, done.stderr)
    assert ".lock']" in done.stdout and done.stdout.count(".lock") == 1


def test_what_no_run_used_for_long_goes(tmp_path, wheels, monkeypatch):
    make_wheel(wheels, "tiny")
    make_wheel(wheels, "other")
    root = str(tmp_path / "e")
    old, new = plan(conda({"pip": ["tiny"]})), plan(conda({"pip": ["other"]}))
    build(root, old, Uv(print))
    complete = os.path.join(root, old.key(), "complete.json")
    long_ago = time.time() - 61 * 86400
    os.utime(complete, (long_ago, long_ago))
    monkeypatch.setenv("AMLWIDGETS_ENVIRONMENT_DAYS", "0")
    assert remove_unused(root) == []
    monkeypatch.delenv("AMLWIDGETS_ENVIRONMENT_DAYS")
    with Place(root, old.key()).held():
        assert remove_unused(root) == []
    build(root, new, Uv(print))
    assert Place(root, old.key()).find() is None and Place(root, new.key()).find() is not None


@pytest.mark.skipif(
    not os.environ.get("AMLWIDGETS_ONLINE_TESTS"), reason="AMLWIDGETS_ONLINE_TESTS asks the real index"
)
@pytest.mark.timeout(600)
def test_packages_of_2020_on_python_3_8(lab):
    text = (
        "import sys, numpy, sklearn\nfrom azureml.core import Run\nrun = Run.get_context()\nrun.log('a', 1)\n"
        "print(sys.version_info[:2], numpy.__version__, sklearn.__version__, run.id)"
    )
    wanted = conda("python=3.6.2", "scikit-learn=0.22.2", {"pip": ["azureml-defaults", "numpy==1.18.5"]})
    run = lab.end(lab.submit(text, environment=wanted), 500)
    assert run.state is RunState.COMPLETED, run.error
    if not lab.log(run).startswith("(3, 8)"):
        pytest.skip(f"no Python 3.8 to be had: {lab.log(run)}")
    assert lab.log(run).strip() == f"(3, 8) 1.18.5 0.22.2.post1 {run.run_id}"
