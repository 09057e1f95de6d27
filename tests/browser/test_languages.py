"""The extension in Japanese, through JupyterLab's own language setting and its official pack."""

import json
import re
from typing import Any, Callable, Iterator, List

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Server
from tests.browser.test_live import QUICK, submit_cell

WORDS = json.loads((ROOT / "amlwidgets/locale/ja_JP/LC_MESSAGES/amlwidgets.json").read_text(encoding="utf-8"))
CLIPPED = """selector => [...document.querySelectorAll(selector)]
    .filter(node => node.offsetParent && (node.scrollWidth > node.clientWidth + 1 || node.clientHeight < 8))
    .map(node => node.innerText)"""
"""The texts of a selector that do not fit where they stand."""


def check_fit(page: Any, selector: str) -> None:
    """What is late comes later: fonts, and the layout after it."""
    page.wait(
        f"selector => ({CLIPPED})(selector).length === 0", f"all texts of {selector} to fit", argument=selector
    )


def ja(*texts: str) -> List[str]:
    return [WORDS[text][0] for text in texts]


@pytest.fixture(scope="module")
def japanese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    pytest.importorskip("jupyterlab_language_pack_ja_JP")
    settings = {"@jupyterlab/translation-extension:plugin": {"locale": "ja_JP"}}
    server = Server(tmp_path_factory.mktemp("japanese"), settings=settings)
    yield server
    server.stop()


def test_the_panel_and_its_forms_are_japanese(japanese: Server, open_page: Callable[..., Any]) -> None:
    page = open_page(japanese, japanese.notebook("panel.ipynb", ["1"]))
    page.command("amlwidgets:open-panel")
    page.wait("document.querySelector('[data-aml-compute=\"local\"]')", "the computes")
    titles = page.page.locator(".aml-Panel .jp-AccordionPanel-title")
    expect(titles).to_have_text(ja("Computes", "Datastores", "Datasets", "Runs"))

    page.command("amlwidgets:new-cluster")
    form = page.page.get_by_role("form", name=ja("New cluster")[0])
    for label in ja("Name", "VM size", "Min nodes", "Max nodes", "Idle (s)"):
        form.get_by_text(label, exact=False).first.wait_for()
    page.picture("japanese-1-panel")
    check_fit(page, ".aml-Panel .jp-AccordionPanel-title, .aml-Panel label, .aml-Panel button")
    assert page.errors == []


def test_a_run_is_shown_in_japanese(japanese: Server, open_page: Callable[..., Any]) -> None:
    page = open_page(japanese, japanese.notebook("run.ipynb", [submit_cell(japanese, "japanese", QUICK)]))
    page.run_all()
    page.wait_state("Completed")
    tabs = page.page.locator("[data-aml-run] [role=tab]")
    expect(tabs).to_have_text(
        [re.compile(rf"^{word}\s*\d*$") for word in ja("Metrics", "Logs", "Outputs", "Details")]
    )
    page.page.get_by_role("tab", name=ja("Details")[0]).first.click()
    page.page.get_by_text(ja("Submitted by")[0]).first.wait_for()
    page.picture("japanese-2-run")
    check_fit(page, "[data-aml-run] [role=tab], [data-aml-run] button, [data-aml-run] .aml-phase")
    assert page.errors == []
