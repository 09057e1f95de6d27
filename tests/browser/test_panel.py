"""The side panel, by mouse and keyboard, against a real server."""

import json
import time
import urllib.error
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATIENCE
from tests.browser.test_live import QUICK, submit_cell

MARKUP = "<img src=x onerror=window.amlHacked=1><b>bold</b>"


@pytest.fixture
def panel(lab: Any, open_page: Callable[..., Any]) -> Any:
    return with_panel(open_page(lab, lab.notebook("panel.ipynb", ["1"])))


def with_panel(page: Any) -> Any:
    page.command("amlwidgets:open-panel")
    page.page.locator('[data-aml-compute="local"]').wait_for()
    return page


def menu(page: Any, kind: str, name: str, entry: str) -> None:
    """Choose an entry of a row's menu."""
    row = page.page.locator(f'[data-aml-{kind}="{name}"] > .aml-row-line')
    row.get_by_role("button", name="Actions").click()
    page.page.locator(".lm-Menu-itemLabel", has_text=entry).click()
    expect(page.page.locator(".lm-Menu")).to_have_count(0)


def wait_for_layout(lab: Any, text: str) -> None:
    """JupyterLab saves what is open a moment after it changed; a reload shows what it saved."""
    deadline = time.monotonic() + PATIENCE
    saved = ""
    while text not in saved:
        assert time.monotonic() < deadline, f"the layout was not saved: {saved}"
        time.sleep(0.1)
        with suppress(urllib.error.HTTPError):  # nothing was saved yet
            saved = json.dumps(lab.get("lab/api/workspaces/default"))


def test_a_cluster_with_a_right_name_is_made_scaled_and_deleted(panel: Any) -> None:
    panel.command("amlwidgets:new-cluster")
    form = panel.page.get_by_role("form", name="New cluster")
    form.locator("[name=name]").fill("1 bad name")
    form.get_by_role("button", name="Create").click()
    form.get_by_text("expected 1 to 32 letters").wait_for()
    panel.picture("panel-1-wrong-name")
    form.locator("[name=name]").fill("by-form")
    form.get_by_role("button", name="Create").click()
    row = panel.page.locator('[data-aml-compute="by-form"]')
    row.wait_for()

    menu(panel, "compute", "by-form", "Scale")
    form = panel.page.get_by_role("form", name="Scale")
    form.locator("input").first.fill("1")
    form.get_by_role("button", name="Apply").or_(form.get_by_role("button", name="Scale")).first.click()
    expect(row).to_have_attribute("data-aml-nodes", "1")
    panel.picture("panel-2-scaled")

    menu(panel, "compute", "by-form", "Delete")
    panel.page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert panel.errors == []


def test_a_folder_is_registered_browsed_and_filled(panel: Any, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "table.csv").write_text("a,b\n1,2\n")
    panel.command("amlwidgets:register-folder")
    panel.page.locator('button[data-aml-kind="LocalFolder"]').click()
    form = panel.page.get_by_role("form").filter(has=panel.page.locator("[name=path]"))
    form.locator("[name=name]").fill("mine")
    form.locator("[name=path]").fill(str(folder))
    form.get_by_role("button", name="Register").click()
    panel.wait("document.querySelector('[data-aml-datastore=\"mine\"]')", "the datastore")

    menu(panel, "datastore", "mine", "Set as Default")
    expect(panel.page.locator('[data-aml-datastore="mine"]')).to_have_attribute("data-aml-default", "true")
    menu(panel, "datastore", "mine", "Browse")
    panel.wait("document.querySelector('[data-aml-entry=\"table.csv\"]')", "the file")
    upload = tmp_path / "new file.txt"
    upload.write_text("hello")
    panel.page.locator("input[type=file]").first.set_input_files(str(upload))
    panel.wait("document.querySelector('[data-aml-entry=\"new file.txt\"]')", "the uploaded file")
    panel.picture("panel-4-browse")
    assert (folder / "new file.txt").read_text() == "hello"
    assert panel.errors == []


def test_runs_are_listed_live_opened_and_cancelled(lab: Any, open_page: Callable[..., Any]) -> None:
    panel = with_panel(open_page(lab, lab.notebook("listed.ipynb", [submit_cell(lab, "listed")])))
    panel.run_all()
    row = '[data-aml-section="runs"] [data-aml-run^="listed_"]'
    panel.wait(f"document.querySelector('{row}')?.dataset.amlState === 'Running'", "the run in the list")
    panel.picture("panel-5-runs")
    run = panel.page.locator(row).first.get_attribute("data-aml-run")
    panel.page.locator(f"{row} .aml-row-main").click()
    panel.wait("document.querySelector('.jp-MainAreaWidget [data-aml-state=\"Running\"]')", "the run's tab")
    panel.picture("panel-6-run-tab")
    panel.command("amlwidgets:cancel-run", {"run": run})
    panel.wait(f"document.querySelector('{row}')?.dataset.amlState === 'Canceled'", "the cancelled run")
    wait_for_layout(lab, str(run))
    panel.page.reload()
    panel.wait(
        "document.querySelector('.jp-MainAreaWidget [data-aml-state=\"Canceled\"]')", "the tab after a reload"
    )
    assert panel.errors == []


def test_markup_in_names_tags_metrics_and_lines_is_text(lab: Any, open_page: Callable[..., Any]) -> None:
    script = (
        f"from azureml.core import Run\nrun = Run.get_context()\nname = {MARKUP!r}\n"
        "run.log(name, 1)\nrun.log(name, 2)\nrun.log_list(name + 'list', [name, 1])\nrun.log_row(name + 'row', a=name)\n"
        "run.tag(name, name)\nprint(name)\nprint('\\x1b[31m' + name + '\\x1b[0m')\n"
    )
    cell = submit_cell(lab, "markup", script)
    cell = cell.replace("RunDetails(run)", f"run.display_name = {MARKUP!r}\nRunDetails(run)")
    page = open_page(lab, lab.notebook("markup.ipynb", [cell]))
    page.run_all()
    page.wait_state("Completed")
    for tab in ("metrics", "details", "logs"):
        page.tab(tab)
        page.wait("document.body.innerText.includes('<b>bold</b>')", f"the markup as text in {tab}")
        page.picture(f"markup-{tab}")
    page.command("amlwidgets:open-panel")
    page.wait(
        "document.querySelector('[data-aml-section=\"runs\"]')?.innerText.includes('<b>bold</b>')", "the panel"
    )
    assert page.page.evaluate("window.amlHacked === undefined")
    assert page.errors == []


def test_a_runs_link_opens_its_page(lab: Any, open_page: Callable[..., Any]) -> None:
    cell = submit_cell(lab, "linked", QUICK) + "\nprint('LINK', run.get_portal_url())"
    page = open_page(lab, lab.notebook("linked.ipynb", [cell]))
    page.run_all()
    page.wait("document.body.innerText.includes('LINK http')", "the link")
    link = page.page.evaluate("document.body.innerText.match(/LINK (\\S+)/)[1]")
    assert link.startswith(f"http://127.0.0.1:{lab.port}/lab?aml-run=linked_")
    other = open_page(lab)
    other.page.goto(f"{link}&token={lab.token}")
    other.wait("document.querySelector('.jp-MainAreaWidget [data-aml-state=\"Completed\"]')", "the run's page")
    assert other.errors == []
