"""A server that dies and comes back: the views say so, and go on where they were."""

from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.test_live import let_end, submit_cell


@pytest.fixture
def mortal_lab(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own: it is killed."""
    server = Server(tmp_path / "mortal")
    yield server
    server.stop()


def wait_link(page: Any, link: str) -> None:
    page.wait(
        """link => ['.aml-run-foot', '.aml-workspace'].every(
        place => document.querySelector(place)?.dataset.amlLink === link)""",
        f"the views to be {link}",
        argument=link,
    )


def test_views_say_that_they_reconnect_and_miss_nothing(mortal_lab: Server, open_page: Callable[..., Any]) -> None:
    page = open_page(mortal_lab, mortal_lab.notebook("mortal.ipynb", [submit_cell(mortal_lab, "mortal")]))
    page.command("amlwidgets:open-panel")
    page.run_all()
    page.wait_points("loss", 5)
    wait_link(page, "live")

    # JupyterLab says the same for itself, after a while and over everything: whoever wants to go on closes that.
    notice = page.page.locator("dialog.jp-Dialog", has_text="Server Connection Error")
    page.page.add_locator_handler(notice, lambda dialog: dialog.get_by_role("button").last.click())
    mortal_lab.kill()
    wait_link(page, "lost")
    expect(page.view.locator(".aml-run-foot")).to_have_text("reconnecting…")
    seen = page.points("loss")
    assert seen > 5, "what was known stays on the page"
    page.picture("reconnect-1-lost")

    mortal_lab.start()
    wait_link(page, "live")
    page.wait_points("loss", seen + 5)
    let_end(mortal_lab, "mortal")
    page.wait_state("Completed")
    points = page.points("loss")
    page.tab("logs")
    page.wait(
        "points => Number(document.querySelector('[data-aml-lines]')?.dataset.amlLines) === points",
        f"{points} lines, one for each point",
        argument=points,
    )
    page.picture("reconnect-2-back")
    assert page.errors == []
