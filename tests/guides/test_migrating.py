"""The page on migrating tells the truth: its right-hand columns run, row by row, with what they import above them."""

import re
from pathlib import Path
from typing import List, Tuple

import pytest

from amlwidgets import names

PAGE = (Path(__file__).parents[2] / "docs" / "migrating.md").read_text()
SECTIONS = {title: text for title, text in re.findall(r"^## (From .*?)\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M)}


def rows(section: str) -> List[Tuple[str, List[str]]]:
    """The left-hand column, and the code of the right-hand one, of each row."""
    cells = re.findall(r"^\| (.*?) \| (.*) \|$", section, re.M)
    return [(left, statements(right)) for left, right in cells if left != "what you wrote"]


def statements(cell: str) -> List[str]:
    """Code that is more than a name: what is run."""
    return [code for code in re.findall(r"`([^`]+)`", cell) if re.search(r"[(=]", code)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text(
        "import os\nfrom azureml.core import Run\nRun.get_context().log('loss', 0.5)\n"
        "os.makedirs('outputs', exist_ok=True)\nopen('outputs/model.txt', 'w').close()\n"
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.csv").write_text("1\n")
    (tmp_path / "conda.yml").write_text("dependencies:\n- pip:\n  - azureml-defaults\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_three_sections_and_none_is_thin():
    assert list(SECTIONS) == ["From Batch AI", "From SDK v1", "From SDK v2"]
    for section in SECTIONS.values():
        assert sum(bool(code) for _, code in rows(section)) >= 15


@pytest.mark.parametrize("title", SECTIONS)
def test_the_right_hand_column_runs(title, folder):
    names.activate()
    section = SECTIONS[title]
    (imports,) = re.findall(r"```python\n(.*?)```", section, re.S)
    known: dict = {}
    exec(imports, known)
    for left, code in rows(section):
        for one in code:
            try:
                exec(one, known)
            except Exception as error:
                pytest.fail(f"{left} → {one}: {error}")
    assert known["run"].get_status() == "Completed"
    assert known["run"].get_metrics()["loss"] in (0.5, [0.5, 0.5], [0.5, 0.5, 0.5])
