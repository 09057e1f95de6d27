"""The notebook on data, executed whole in a kernel of its own: with a PostgreSQL server, and without one."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from amlwidgets.cli.lab import lab_environment
from amlwidgets.widgets.bundle import RUN_MIME

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "data.ipynb"
SERVER = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE")

pytestmark = [pytest.mark.xdist_group("postgresql"), pytest.mark.timeout(900)]


class Executed:
    def __init__(self, notebook):
        self.notebook = notebook
        self._cells = {cell.id: cell for cell in notebook.cells}

    def printed(self, id):
        return "".join(o.text for o in self._cells[id].outputs if o.output_type == "stream")

    def result(self, id):
        kinds = ("execute_result", "display_data")
        return next(o.data["text/plain"] for o in self._cells[id].outputs if o.output_type in kinds)

    def mimes(self, id):
        return {mime for o in self._cells[id].outputs for mime in o.get("data", {})}


@pytest.fixture
def execute(tmp_path, monkeypatch):
    for name in SERVER:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", lab_environment(os.environ)["PYTHONPATH"])

    def run():
        folder = tmp_path / "notebooks"
        folder.mkdir()
        shutil.copy(NOTEBOOK, folder)
        notebook = nbformat.read(folder / NOTEBOOK.name, as_version=4)
        NotebookClient(notebook, timeout=400, resources={"metadata": {"path": str(folder)}}).execute()
        return Executed(notebook)

    return run


def test_it_is_saved_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# ")
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_with_a_database(execute, postgresql, monkeypatch, home):  # noqa: F811
    values = (postgresql.host, str(postgresql.port), postgresql.user, postgresql.password, postgresql.database)
    for name, value in zip(SERVER, values, strict=False):
        monkeypatch.setenv(name, value)
    notebook = execute()
    assert notebook.printed("make") == "12 files\n" and "Uploaded 12 files" in notebook.printed("store")
    assert notebook.printed("file") == "rental-files version 1\n" and "/2024-01.csv" in notebook.result("file")
    assert "2024-01-01" in notebook.result("table") and "month" in notebook.result("table")
    temperature = re.search(r"^temperature +float64 +([0-9.]+) +(\d+) ", notebook.result("profile"), re.M)
    assert [float(count) for count in temperature.groups()] == [346, 20]
    wet, learn, test = map(int, re.findall(r"\d+", notebook.printed("steps")))
    assert 0 < wet < 150 and learn + test == 366
    assert RUN_MIME in notebook.mimes("run") and notebook.result("wait") == "'Completed'"
    metrics = dict(line.rsplit(maxsplit=1) for line in notebook.printed("metrics").splitlines())
    assert float(metrics["files"]) == 12 and 35 < float(metrics["rides for a degree more"]) < 45
    assert set(notebook.printed("lineage").splitlines()) == {
        "files Mount rental-files 1",
        "train Direct not registered ",
    }
    assert notebook.printed("database") == "3 rows are in amlwidgets_stations\n"
    assert notebook.printed("register") == "AzurePostgreSql lab\n"
    assert notebook.printed("query") == "stations version 1\n" and "Züri West" in notebook.result("query")
    assert {line.split()[0] for line in notebook.printed("join").splitlines()} >= {"Harbour", "Züri", "Old"}
    no_secret(nbformat.writes(notebook.notebook), home, postgresql.password)


def no_secret(saved, home, password):
    """Neither the notebook nor any file of the workspace has the password: the reference alone is kept."""
    token = password.split()[-1]
    assert token not in saved
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert any(b"env:PGPASSWORD" in path.read_bytes() for path in kept)
    assert not [path for path in kept if token.encode() in path.read_bytes()]


def test_without_a_database(execute):
    notebook = execute()
    assert notebook.result("wait") == "'Completed'"
    assert notebook.printed("database").startswith("PGHOST is not set")
    assert notebook.printed("register") + notebook.printed("query") + notebook.printed("join") == ""
