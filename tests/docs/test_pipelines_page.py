"""The Python of the page on pipelines and sweeps runs as it stands."""

import re
from pathlib import Path

import pytest

from amlwidgets.sdk.workspace import Workspace

PAGE = Path(__file__).resolve().parents[2] / "docs" / "users" / "pipelines.md"


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import amlwidgets.names

    amlwidgets.names.activate()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    Workspace.create("w").write_config()
    for name in ("prepare.py", "train.py"):
        (work / name).write_text("print('here')\n")
    names: dict = {}
    for fence in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S):
        exec(compile(fence.replace("range(8)", "range(2)"), PAGE.name, "exec"), names)
    assert names["pipeline"].validate() == [] and len(names["pipeline"].steps) == 2
    children = list(names["parent"].get_children())
    assert [child.wait_for_completion()["status"] for child in children] == ["Completed", "Completed"]
