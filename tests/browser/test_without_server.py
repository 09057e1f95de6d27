"""Front ends without our server: the comm carries the same view; with our front end alone, one plain sentence."""

import json
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from tests.browser.conftest import Server
from tests.browser.test_live import QUICK, let_end, submit_cell

NO_SERVER = {"ServerApp": {"jpserver_extensions": {"amlwidgets_server": False}}}


def configured(folder: Path, page_config: dict) -> Server:
    """A Jupyter server whose configuration leaves out our server extension."""
    (folder / "config" / "labconfig").mkdir(parents=True)
    (folder / "config" / "jupyter_server_config.json").write_text(json.dumps(NO_SERVER))
    (folder / "config" / "labconfig" / "page_config.json").write_text(json.dumps(page_config))
    return Server(folder)


@pytest.fixture(scope="module")
def foreign_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Neither our server extension nor our front end, as in VS Code or Colab: anywidget shows the view."""
    server = configured(tmp_path_factory.mktemp("foreign"), {"disabledExtensions": {"amlwidgets": True}})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def half_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Our front end, but not our server extension."""
    server = configured(tmp_path_factory.mktemp("half"), {})
    yield server
    server.stop()


def test_the_comm_carries_the_live_view(foreign_lab: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(foreign_lab, foreign_lab.notebook("comm.ipynb", [submit_cell(foreign_lab, "comm")]))
    page.run_all()
    page.wait_state("Running")
    seen = page.wait_points("loss", 3)
    page.wait_points("loss", seen + 5)
    page.wait("document.querySelector('.js-plotly-plot .scatterlayer .trace')", "a drawn chart")
    page.picture("comm-1-running")
    page.tab("logs")
    page.wait("document.querySelector('[data-aml-lines]')?.textContent.includes('loss')", "log lines")
    let_end(foreign_lab, "comm")
    page.wait_state("Completed")
    page.picture("comm-2-completed")
    assert page.errors == []


def test_cancel_over_the_comm(foreign_lab: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(foreign_lab, foreign_lab.notebook("stop.ipynb", [submit_cell(foreign_lab, "stop")]))
    page.run_all()
    page.wait_points("loss", 3)
    page.view.get_by_role("button", name="Cancel", exact=True).click()
    page.view.get_by_role("button", name="Yes").click()
    page.wait_state("Canceled")


def test_without_the_server_extension_a_sentence_says_what_to_do(
    half_lab: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(half_lab, half_lab.notebook("half.ipynb", [submit_cell(half_lab, "half", QUICK)]))
    page.run_all()
    page.wait("document.body.innerText.includes('pip install amlwidgets')", "the sentence")
    page.picture("half-1-output")
    page.command("amlwidgets:open-panel")
    page.wait("document.querySelector('[data-aml-problem]')", "the panel's sentence")
    page.picture("half-2-panel")
