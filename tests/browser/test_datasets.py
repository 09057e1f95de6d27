"""Datasets in the panel and in their tabs, against a real server: registered in a notebook, looked at on the page."""

import re
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_languages import check_fit, ja
from tests.browser.test_panel import menu, wait_for_layout

PEOPLE = """import random, os, azureml.core as aml
ws = aml.Workspace.from_config()
random.seed(1)
lines = ["id,age,income,city,member,joined,comment"]
for n in range(2000):
    age = "" if random.random() < 0.12 else str(int(random.gauss(41, 13)))
    city = random.choice(["Berlin"] * 5 + ["東京"] * 3 + ["Seoul", "Taipei", "São Paulo"])
    joined = f"20{random.randint(10, 24)}-{random.randint(1, 12):02}-{random.randint(1, 28):02} {n % 24:02}:30:00"
    income = round(random.lognormvariate(10, 0.6), 2)
    comment = "" if n % 3 else f"entry {n}, with some words of its own"
    lines.append(f'{n},{age},{income},{city},{"true" if n % 4 else "false"},{joined},"{comment}"')
os.makedirs("people", exist_ok=True)
open("people/people.csv", "w").write("\\n".join(lines))
store = ws.get_default_datastore()
store.upload("people", "people", overwrite=True)
people = aml.Dataset.Tabular.from_delimited_files((store, "people/people.csv"))
people.register(ws, "people", description="Who came, and since when.", tags={"team": "a", "reviewed": ""})
"""
FILES = """for n in range(7):
    open(f"people/image-{n}.png", "wb").write(os.urandom(1000 * (n + 1)))
store.upload("people", "images", overwrite=True)
_ = aml.Dataset.File.from_files((store, "images/*.png")).register(ws, "images")
"""
WIDE = """open("people/wide.csv", "w").write("\\n".join([",".join(f"column_{n}" for n in range(200))]
    + [",".join(str((n * row) % 97 / 7) for n in range(200)) for row in range(300)]))
store.upload("people", "wide", overwrite=True)
_ = aml.Dataset.Tabular.from_delimited_files((store, "wide/wide.csv")).register(ws, "wide")
"""
SECTION = "[data-aml-section=datasets] .aml-section"

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: jlpm install")


def row(name: str) -> str:
    return f"document.querySelector('[data-aml-dataset=\"{name}\"]')"


def opened(page: Any, text: str) -> Any:
    """The tab's view, once it shows a text."""
    view = page.page.locator("[data-aml-dataset-view]:visible").first
    view.get_by_text(text).first.wait_for()
    return view


def dark(page: Any, is_dark: bool) -> None:
    theme = "JupyterLab Dark" if is_dark else "JupyterLab Light"
    page.command("apputils:change-theme", {"theme": theme})
    page.wait(f"document.body.dataset.jpThemeLight === '{str(not is_dark).lower()}'", theme)
    page.wait("!document.querySelector('#jupyterlab-splash')", "the splash of the theme to be gone")


@pytest.fixture(scope="module")
def registered(lab: Server, chromium: Any) -> Iterator[Server]:
    """A server whose workspace has datasets, for who does not look at how they come."""
    import subprocess
    import sys

    code = PEOPLE + FILES + WIDE
    subprocess.run([sys.executable, "-c", code], cwd=lab.files, env=lab.environment, check=True, timeout=600)
    yield lab


def test_what_a_notebook_registers_is_shown_profiled_and_used(
    tmp_path: Any, open_page: Callable[..., Any]
) -> None:
    server = Server(tmp_path)
    try:
        page = open_page(server, server.notebook("datasets.ipynb", [PEOPLE, FILES]))
        page.command("amlwidgets:open-panel")
        section = page.page.locator("[data-aml-section=datasets]")
        section.get_by_text("No datasets yet").wait_for()
        page.picture("datasets-0-empty")
        page.run_all()
        page.wait(f"{row('people')} && {row('images')}", "the datasets, without a reload")
        page.wait_kernel("idle")
        expect(section.locator('[data-aml-dataset="people"]')).to_contain_text("CSV")
        page.picture("datasets-1-listed")

        menu(page, "dataset", "people", "Preview")
        view = opened(page, "The first 100 rows.")
        expect(view.locator("thead th").first).to_have_text(re.compile(r"^id\s*int64$"))
        view.locator(".aml-data-missing").first.wait_for()
        page.picture("datasets-2-preview")
        assert violations(page, "[data-aml-dataset-view]") == violations(page, SECTION) == []

        view.get_by_role("tab", name="Profile").click()
        opened(page, "Profile of all 2 000 rows.".replace(" 000", "\u202f000"))
        age = view.locator('[data-aml-column="age"]')
        expect(age.locator(".aml-histogram .aml-bar")).to_have_count(20)
        expect(age.get_by_role("img")).to_have_attribute("aria-label", re.compile("^Histogram of age from"))
        share = float(re.search(r"([\d.]+) %", age.locator(".aml-missing").inner_text())[1])
        assert 8 < share < 16
        expect(view.locator('[data-aml-column="city"] .aml-top')).to_contain_text("Berlin")
        page.picture("datasets-3-profile")
        assert violations(page, "[data-aml-dataset-view]") == []

        view.get_by_role("button", name="Insert Code").click()
        page.page.get_by_role("tab", name="datasets.ipynb").click()
        page.show_cell('people = Dataset.get_by_name(ws, "people", version=1)')
        page.command("notebook:run-cell")
        page.wait(
            "[...document.querySelectorAll('.jp-OutputArea-output table')].some(t => t.innerText.includes('income'))",
            "the DataFrame of the inserted code",
        )
        page.picture("datasets-4-code")
        assert page.errors == []
    finally:
        server.stop()


def test_a_profile_that_takes_long_is_stopped(registered: Server, open_page: Callable[..., Any]) -> None:
    page = open_page(registered, registered.notebook("stopped.ipynb", ["1"]))
    held = "**/datasets/people/versions/1/profile*"
    page.page.route(held, lambda _: None)
    with page.page.expect_event("requestfailed", lambda request: "/profile" in request.url):
        page.command("amlwidgets:open-dataset", {"dataset": "people", "version": "1", "part": "profile"})
        view = opened(page, "Computing the profile…")
        page.picture("datasets-18-computing")
        dark(page, True)
        page.picture("datasets-19-computing-dark")
        assert violations(page, "[data-aml-dataset-view]") == []
        view.get_by_role("button", name="Stop").click()
    opened(page, "The profile was stopped.")
    page.picture("datasets-20-stopped-dark")
    dark(page, False)
    page.picture("datasets-21-stopped")
    page.page.unroute(held)
    view.get_by_role("button", name="Try again").click()
    opened(page, "Profile of all 2 000 rows.".replace(" 000", "\u202f000"))


def test_versions_files_details_and_unregistering(registered: Server, open_page: Callable[..., Any]) -> None:
    cell = (
        "import azureml.core as aml\nws = aml.Workspace.from_config()\n"
        "d = aml.Dataset.get_by_name(ws, 'people').take(50).register(ws, 'people', create_new_version=True)"
    )
    page = open_page(registered, registered.notebook("versions.ipynb", [cell]))
    page.command("amlwidgets:open-panel")
    page.wait(row("people"), "the datasets")
    section = page.page.locator("[data-aml-section=datasets]")
    section.locator('[data-aml-dataset="people"] .aml-row-main').first.click()
    section.locator('[data-aml-dataset-version="people:1"]').wait_for()
    page.run_all()
    section.locator('[data-aml-dataset-version="people:2"]').wait_for()
    page.picture("datasets-5-versions")

    section.locator('[data-aml-dataset-version="people:2"] .aml-row-main').click()
    view = opened(page, "50 rows in all.")
    view.get_by_role("tab", name="Details").click()
    opened(page, "take count=50")
    page.picture("datasets-6-details")
    view.get_by_label("Version").select_option("1")
    view.get_by_role("tab", name="Preview").click()
    opened(page, "The first 100 rows.")

    menu(page, "dataset", "images", "Preview")
    opened(page, "7 files · 28 kB")
    page.picture("datasets-7-files")
    wait_for_layout(registered, "-images")
    page.page.reload()
    page.wait("document.querySelector('[data-aml-dataset-view]')", "the tab after a reload")
    opened(page, "7 files · 28 kB")

    menu(page, "dataset", "images", "Unregister")
    question = page.page.get_by_role("alertdialog")
    page.picture("datasets-8-unregister")
    question.get_by_role("button", name="Unregister").click()
    page.wait(f"!{row('images')}", "the dataset to be gone")
    page.page.locator("[data-aml-dataset-view] [role=alert]").wait_for()
    page.picture("datasets-9-gone")
    assert page.errors == []


def test_what_is_wrong_with_the_data_is_said_in_the_tab(registered: Server, open_page: Callable[..., Any]) -> None:
    cell = (
        "import azureml.core as aml\nws = aml.Workspace.from_config()\nstore = ws.get_default_datastore()\n"
        "open('bad.csv', 'w').write('a,b\\n1,2\\n'); store.upload_files(['bad.csv'], overwrite=True)\n"
        "d = aml.Dataset.Tabular.from_delimited_files((store, 'bad.csv')).register(ws, 'bad')\n"
        "ws.backend.delete_file(store.name, 'bad.csv')"
    )
    page = open_page(registered, registered.notebook("bad.ipynb", [cell]))
    page.command("amlwidgets:open-panel")
    page.run_all()
    page.wait(row("bad"), "the dataset")
    page.wait_kernel("idle")
    menu(page, "dataset", "bad", "Profile")
    alert = page.page.locator("[data-aml-dataset-view] [role=alert]")
    expect(alert).to_contain_text("bad.csv")
    expect(alert).to_contain_text("Try again")
    page.picture("datasets-10-error")


def test_two_hundred_columns_stay_usable_by_keyboard_in_the_dark(
    registered: Server, open_page: Callable[..., Any]
) -> None:
    page = open_page(registered, registered.notebook("wide.ipynb", ["1"]))
    dark(page, True)
    page.command("amlwidgets:open-panel")
    page.wait(row("wide"), "the datasets")
    page.page.locator('[data-aml-dataset="wide"] .aml-row-main').focus()
    menu(page, "dataset", "wide", "Preview")
    view = opened(page, "The first 100 rows.")
    scroller = view.locator(".aml-data-scroll")
    scroller.evaluate("node => { node.scrollTo(1e6, 1e6); }")
    view.locator("td", has_text="12.").first.wait_for()
    head = view.locator("thead th", has_text="column_199")
    head.wait_for()
    page.wait(
        """([head, scroller]) => { const [a, b] = [head, scroller].map(e => e.getBoundingClientRect());
        return Math.abs(a.y - b.y) < 3 && a.right <= b.right + 2; }""",
        "the last column's head above what is scrolled",
        argument=[head.element_handle(), scroller.element_handle()],
    )
    page.picture("datasets-11-wide-dark")
    assert violations(page, "[data-aml-dataset-view]") == violations(page, SECTION) == []
    view.get_by_role("tab", name="Preview").focus()
    page.page.keyboard.press("ArrowRight")
    search = view.get_by_label("Search columns")
    search.wait_for()
    page.picture("datasets-12-wide-profile-dark")
    search.fill("column_19")
    page.wait("document.querySelectorAll('[data-aml-column]').length === 11", "the columns that match")
    menu(page, "dataset", "people", "Profile")
    opened(page, "Berlin")
    page.picture("datasets-13-profile-dark")
    page.page.get_by_role("tab", name="Details").locator("visible=true").last.click()
    page.page.locator(".aml-details dl").locator("visible=true").wait_for()
    page.picture("datasets-14-details-dark")
    assert violations(page, "[data-aml-dataset-view]:not(.lm-mod-hidden *)") == []
    assert page.errors == []


def test_a_dataset_is_shown_in_japanese(tmp_path: Any, open_page: Callable[..., Any]) -> None:
    pytest.importorskip("jupyterlab_language_pack_ja_JP")
    settings = {"@jupyterlab/translation-extension:plugin": {"locale": "ja_JP"}}
    server = Server(tmp_path, settings=settings)
    try:
        page = open_page(server, server.notebook("datasets.ipynb", [PEOPLE]))
        page.command("amlwidgets:open-panel")
        page.run_all()
        page.wait(row("people"), "the dataset")
        page.command("amlwidgets:open-dataset", {"dataset": "people"})
        page.wait("document.querySelector('[data-aml-dataset-view] .aml-data')", "the preview")
        view = page.page.locator("[data-aml-dataset-view]")
        expect(view.get_by_role("tab")).to_have_text(ja("Preview", "Profile", "Details"))
        page.picture("datasets-15-preview-japanese")
        view.get_by_role("tab").nth(1).click()
        view.locator(".aml-histogram").first.wait_for()
        page.picture("datasets-16-profile-japanese")
        fitting = "[data-aml-dataset-view] [role=tab], [data-aml-dataset-view] button, .aml-profile thead th"
        check_fit(page, fitting)
        view.get_by_role("tab").nth(2).click()
        view.locator(".aml-details dl").wait_for()
        page.picture("datasets-17-details-japanese")
        assert page.errors == []
    finally:
        server.stop()
