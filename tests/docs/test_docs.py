"""The documents are true: every setting, route and benchmark has its place, every link leads somewhere."""

import re
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]

INTERNAL = {"AMLWIDGETS_RUN_MARK", "AMLWIDGETS_ENGINE_PYTHON", "AMLWIDGETS_RUN", "AMLWIDGETS_ENGINE"}
"""What our processes tell each other; no one sets these."""


def sources() -> Iterator[Path]:
    for room in ("amlwidgets", "server_ext"):
        yield from (path for path in (ROOT / room).rglob("*.py") if "labextension" not in path.parts)


def test_every_environment_variable_is_documented() -> None:
    documented = (ROOT / "docs/users/settings.md").read_text()
    used = {name for path in sources() for name in re.findall(r"\bAMLWIDGETS_[A-Z_]+\b", path.read_text())}
    assert used - INTERNAL
    assert sorted(name for name in used - INTERNAL if name not in documented) == []


def test_every_setting_of_the_server_is_documented() -> None:
    from amlwidgets_server.extension import AmlWidgets

    documented = (ROOT / "docs/users/settings.md").read_text()
    for name in AmlWidgets.class_own_traits(config=True):
        assert f"## AmlWidgets.{name}\n" in documented


def test_every_route_is_in_the_protocol() -> None:
    from amlwidgets.service.router import ROUTES

    documented = (ROOT / "docs/developers/protocol.md").read_text().lower()
    for route in ROUTES:
        fixed = [part for part in route.pattern.split("/") if part and not part.startswith("{")]
        assert fixed[-1].lower() in documented, route.pattern


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_benchmark_is_named() -> None:
    from benchmarks.__main__ import ROWS

    documented = (ROOT / "docs/developers/benchmarks.md").read_text()
    for name in ROWS:
        assert f"`{name}`" in documented
        assert (ROOT / "benchmarks" / f"{name}.py").exists()


@pytest.mark.timeout(900)
def test_the_readmes_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands, in a folder that holds the digits script; to the run's true end."""
    import shutil

    import amlwidgets.names

    amlwidgets.names.activate()
    shutil.copytree(ROOT / "notebooks" / "digits", tmp_path / "digits")
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    names: dict = {}
    exec(compile(example, "README.md", "exec"), names)
    assert names["run"].wait_for_completion()["status"] == "Completed"
    assert "loss" in names["run"].get_metrics()


def test_the_repository_speaks_of_the_product_alone() -> None:
    """No path of anybody's machine, no registry's address, in anything that is handed out."""
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    places = re.compile(
        r"(?<![\w.])/(?:home|Users|work|root)/[a-z]|registry\.(?:npmjs|yarnpkg)|files\.pythonhosted"
    )
    here = Path(__file__).relative_to(ROOT).as_posix()
    found = []
    for name in listed:
        path = ROOT / name
        if name != here and path.is_file() and path.suffix not in (".png", ".svg"):
            found += [name for _ in places.findall(path.read_text(errors="replace"))]
    assert found == []
