"""`aml doctor` and `aml lab`: what is broken is named, with what mends it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import amlwidgets
from amlwidgets.cli.lab import lab_environment
from amlwidgets.engine.start import engine_pid, stop_engine
from amlwidgets.names import FOLDER
from amlwidgets.store.layout import Layout


def findings(text):
    """(ok?, what it says, fix) by part."""
    found = {}
    for line in text.splitlines():
        if fix := re.match(r" +Fix: (.*)", line):
            found[part] = (*found[part][:2], fix[1])  # noqa: F821 - the part of the line before
        else:
            mark, part, says = re.match(r"(ok|BROKEN) +(.+?)  +(.*)", line).groups()
            found[part] = (mark == "ok", says, "")
    return found


@pytest.fixture
def jupyter(tmp_path):
    """Jupyter's folders, with what the wheel installs in them."""
    data, config = tmp_path / "share", tmp_path / "config"
    (data / "labextensions" / "amlwidgets").mkdir(parents=True)
    manifest = data / "labextensions" / "amlwidgets" / "package.json"
    manifest.write_text(json.dumps({"name": "amlwidgets", "version": amlwidgets.__version__}))
    (config / "jupyter_server_config.d").mkdir(parents=True)
    enabled = config / "jupyter_server_config.d" / "amlwidgets.json"
    enabled.write_text(json.dumps({"ServerApp": {"jpserver_extensions": {"amlwidgets_server": True}}}))
    return manifest, enabled, {"JUPYTER_PATH": str(data), "JUPYTER_CONFIG_PATH": str(config)}


def doctor(aml, code, environment):
    return findings(aml("doctor", code=code, **environment))


def test_all_is_well(aml, jupyter, home):
    found = doctor(aml, 0, jupyter[2])
    assert list(found) == ["python", "labextension", "server extension", "home", "disk", "workspace"]
    assert all(ok for ok, _, _ in found.values())
    assert not home.exists(), "looking changes nothing"


def test_an_old_labextension_is_named_with_both_versions(aml, jupyter):
    jupyter[0].write_text(json.dumps({"name": "amlwidgets", "version": "0.0.1"}))
    ok, says, fix = doctor(aml, 1, jupyter[2])["labextension"]
    assert not ok
    assert "0.0.1" in says and amlwidgets.__version__ in says
    assert f"{sys.executable} -m pip install" in fix


def test_a_manifest_that_is_damaged_is_broken_and_no_crash(aml, jupyter):
    jupyter[0].write_text("{")
    assert not doctor(aml, 1, jupyter[2])["labextension"][0]


def test_a_disabled_server_extension_is_enabled_by_the_fix(aml, jupyter, tmp_path):
    jupyter[1].write_text(json.dumps({"ServerApp": {"jpserver_extensions": {"amlwidgets_server": False}}}))
    ok, says, fix = doctor(aml, 1, jupyter[2])["server extension"]
    assert (ok, says) == (False, "not enabled")
    assert fix.endswith("-m jupyter server extension enable amlwidgets_server")


def test_a_home_that_cannot_be_written_is_broken(aml, jupyter, tmp_path):
    (tmp_path / "file").write_text("")
    ok, _, fix = doctor(aml, 1, {**jupyter[2], "AMLWIDGETS_HOME": str(tmp_path / "file")})["home"]
    assert not ok
    assert "AMLWIDGETS_HOME" in fix


def test_a_damaged_database_is_reported_and_kept(aml, jupyter, backend):
    layout = Layout(backend.workspace.folder)
    Path(layout.database).write_bytes(b"not a database" * 100)
    before = Path(layout.database).read_bytes()
    ok, says, fix = doctor(aml, 1, jupyter[2])["workspace my-workspace"]
    assert not ok
    assert "not a database" in says
    assert fix.startswith("mv ")
    assert Path(layout.database).read_bytes() == before


def test_the_engine_is_named_with_its_pid(aml, jupyter, backend):
    layout = Layout(backend.workspace.folder)
    assert "not running" in doctor(aml, 0, jupyter[2])["engine my-workspace"][1]
    (aml.folder / "a.py").write_text("")
    aml("submit", "a.py", "-f")
    says = doctor(aml, 0, jupyter[2])["engine my-workspace"][1]
    assert says == f"running, pid {engine_pid(layout)}"
    stop_engine(layout)
    assert "not running" in doctor(aml, 0, jupyter[2])["engine my-workspace"][1]


def test_labs_kernels_find_v1s_names_after_the_users_own(monkeypatch):
    kept = {"PYTHONPATH": os.pathsep.join(["/a", FOLDER, "", "/b"]), "X": "1"}
    environment = lab_environment(kept)
    assert environment["PYTHONPATH"].split(os.pathsep) == ["/a", "/b", FOLDER]
    assert environment["X"] == "1"
    assert lab_environment({})["PYTHONPATH"] == FOLDER


def test_v1s_names_are_importable_with_no_edit(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import azureml.core; print(azureml.core.Workspace)"],
        env=lab_environment(os.environ),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "amlwidgets" in done.stdout


def test_lab_becomes_jupyterlab_with_its_arguments(aml):
    with subprocess.Popen(
        [sys.executable, "-m", "amlwidgets.cli", "lab", "--version"], stdout=subprocess.PIPE, text=True
    ) as process:
        out, _ = process.communicate(timeout=60)
    assert re.fullmatch(r"4\.\d+\.\d+\n", out)
    assert process.returncode == 0
