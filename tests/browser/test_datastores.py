"""Datastores in the side panel, against a real Azurite: registered by the form, tested, filled, looked at, used."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Server
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_panel import menu
from tests.relay import Relay

pytestmark = pytest.mark.xdist_group("azurite")

WORDS = json.loads((ROOT / "amlwidgets/locale/ja_JP/LC_MESSAGES/amlwidgets.json").read_text(encoding="utf-8"))
DROP = """([selector, files]) => {
    const data = new DataTransfer();
    for (const [name, text, times = 1] of files) data.items.add(new File([text.repeat(times)], name));
    const place = document.querySelector(selector);
    for (const type of ['dragenter', 'dragover', 'drop'])
        place.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
"""Drops files of the desktop onto an element: [name, text] each, or [name, text, how often]."""


def shown(page: Any) -> Any:
    page.command("amlwidgets:open-panel")
    page.wait("document.querySelector('[data-aml-datastore=\"workspaceblobstore\"]')", "the datastores")
    # The sections above make room for this one.
    page.page.evaluate(
        "document.querySelector('.aml-Panel [data-aml-section=computes]').previousElementSibling.click()"
    )
    return page


@pytest.fixture
def panel(lab: Server, open_page: Callable[..., Any]) -> Any:
    return shown(open_page(lab, lab.notebook("datastores.ipynb", ["1"])))


def register_form(page: Any, kind: str) -> Any:
    page.command("amlwidgets:register-folder")
    page.page.locator(f'button[data-aml-kind="{kind}"]').click()
    return page.page.locator("form:has(.aml-kind-head)")


def fill(form: Any, values: Dict[str, str]) -> None:
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)


def drop(page: Any, files: List[List[Any]]) -> None:
    page.page.evaluate(DROP, [".aml-files", files])


def entry(name: str) -> str:
    return f"document.querySelector('[data-aml-entry=\"{name}\"]')"


def png() -> bytes:
    """Eight by eight blue pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\x20\x70\xc0" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_blob_container_is_registered_tested_filled_and_read(lab: Server, panel: Any, azurite: Any) -> None:
    azurite.make_container("from-panel")
    panel.command("amlwidgets:register-folder")
    panel.page.locator("button[data-aml-kind]").first.wait_for()
    panel.picture("datastores-1-kinds")
    panel.page.keyboard.press("Escape")
    form = register_form(panel, "AzureBlob")
    form.get_by_role("button", name="Register").click()
    panel.picture("datastores-2-needed")
    expect(form.locator("[name=name]")).to_be_focused()

    fill(form, {"name": "lab", "accountName": azurite.account, "containerName": "from-panel"})
    fill(form, {"accountKey": "bm90IHRoZSBrZXk="})
    form.get_by_text("Advanced").click()
    fill(form, {"endpoint": azurite.blob_endpoint})
    form.locator("[name=protocol]").select_option("http")
    form.get_by_role("button", name="Test").click()
    form.locator("[role=alert]").wait_for()
    panel.picture("datastores-3-wrong-key")

    fill(form, {"accountKey": azurite.key})
    form.get_by_role("button", name="Test").click()
    form.get_by_text("Connection works.").wait_for()
    form.locator("[data-aml-test]").scroll_into_view_if_needed()
    panel.picture("datastores-4-works")
    assert azurite.key not in panel.page.content()
    form.get_by_role("button", name="Register").click()
    panel.wait("document.querySelector('[data-aml-datastore=\"lab\"]')", "the datastore")

    menu(panel, "datastore", "lab", "Browse")
    panel.page.get_by_text("This folder is empty").wait_for()
    panel.picture("datastores-5-empty")
    rows = "".join(f"{at},{at / 7:.3f},name {at}\n" for at in range(300))
    panel.limit_uploads(2e6)
    drop(panel, [["table.csv", "id,value,name\n" + rows], ["big.bin", "x", 40_000_000]])
    panel.wait("document.querySelector('[data-aml-uploads] progress')?.value < 100", "the progress of both")
    panel.picture("datastores-6-progress")
    panel.limit_uploads(None)
    panel.wait(f"{entry('big.bin')} && {entry('table.csv')}", "the files")
    panel.wait("!document.querySelector('[data-aml-upload]')", "the uploads to be done")
    drop(panel, [["table.csv", "id\n1\n"]])
    panel.wait("document.querySelector('[data-aml-upload][data-aml-state=exists]')", "the question")
    panel.picture("datastores-7-exists")
    panel.page.locator(".aml-transfers").get_by_role("button", name="Skip").click()

    panel.page.locator('[data-aml-entry="table.csv"] .aml-row-main').click()
    view = panel.page.locator('article[data-aml-file="table.csv"]')
    view.get_by_text("The first 100 rows are shown.").wait_for()
    panel.picture("datastores-8-preview")
    view.get_by_role("button", name="Insert Code").click()
    panel.wait(
        "window.jupyterapp.shell.currentWidget.content.widgets.some("
        "cell => cell.model.sharedModel.getSource().includes('from_delimited_files'))",
        "the cell",
    )
    panel.run_all()
    panel.wait("document.querySelector('.jp-OutputArea table')?.innerText.includes('name 9')", "its rows")
    panel.picture("datastores-9-run")
    assert azurite.key not in panel.page.content() and azurite.key not in lab.log.read_text()
    assert panel.errors == []


@pytest.fixture
def road(azurite: Any) -> Iterator[Relay]:
    """To Azurite, as slow as one likes."""
    relay = Relay(azurite.port)
    yield relay
    relay.close()


def test_a_container_is_made_on_demand_and_uploads_outlive_their_folder(
    panel: Any, azurite: Any, road: Relay
) -> None:
    form = register_form(panel, "AzureBlob")
    fill(form, {"name": "made", "accountName": azurite.account, "containerName": "made-by-form"})
    fill(form, {"accountKey": azurite.key})
    form.get_by_text("Advanced").click()
    fill(form, {"endpoint": f"127.0.0.1:{road.port}"})
    form.locator("[name=protocol]").select_option("http")
    form.get_by_role("button", name="Test").click()
    form.get_by_text("tick “Create the container if it is missing”").wait_for()
    panel.picture("datastores-13-missing")
    form.get_by_label("Create the container").check()
    fill(form, {"name": "workspaceblobstore"})
    form.get_by_role("button", name="Register").click()
    form.get_by_text("There is a datastore of this name already.").wait_for()
    panel.picture("datastores-14-taken")
    fill(form, {"name": "made"})
    form.get_by_role("button", name="Register").click()
    panel.wait("document.querySelector('[data-aml-datastore=\"made\"]')", "the datastore")

    menu(panel, "datastore", "made", "Browse")
    panel.page.get_by_text("This folder is empty").wait_for()
    road.delay = 0.2  # half a minute for each file, until what happens meanwhile was seen
    drop(panel, [[f"big-{at}.bin", "x", 10_000_000] for at in range(4)])
    panel.wait("document.querySelector('[data-aml-state=storing] progress:indeterminate')", "one being stored")
    panel.picture("datastores-15-storing")
    panel.page.locator(".aml-files").get_by_role("button", name="Close").click()
    left = panel.page.locator('[data-aml-datastore="made"] .aml-transfers')
    left.get_by_text("of 4 files").wait_for()
    panel.picture("datastores-16-left")
    road.delay = 0.0
    left.wait_for(state="detached")
    menu(panel, "datastore", "made", "Browse")
    panel.page.locator('[data-aml-entry="big-3.bin"]').wait_for()
    expect(panel.page.locator("[data-aml-entry]")).to_have_count(4)


def test_what_is_no_table_is_shown_too(lab: Server, panel: Any, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "blue.png").write_bytes(png())
    (folder / "log.txt").write_text("line\n" * 20_000)
    (folder / "evil.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='window.amlHacked=1'/>")
    (folder / "raw.bin").write_bytes(bytes(300))
    for at in range(10_000):
        (folder / "deep" / f"file-{at:05}.txt").touch()
    form = register_form(panel, "LocalFolder")
    fill(form, {"name": "mine", "path": str(folder)})
    form.get_by_role("button", name="Register").click()
    panel.wait("document.querySelector('[data-aml-datastore=\"mine\"]')", "the datastore")
    menu(panel, "datastore", "mine", "Test Connection")
    panel.page.get_by_text("Connection works.").wait_for()
    panel.picture("datastores-10-row-tested")
    menu(panel, "datastore", "mine", "Browse")
    for name, selector in [
        ("blue.png", ".aml-file-image img"),
        ("log.txt", ".aml-file-text"),
        ("evil.svg", ".aml-file-text"),
        ("raw.bin", ".aml-notice"),
    ]:
        panel.page.locator(f'[data-aml-entry="{name}"] .aml-row-main').click()
        panel.page.locator(f'article[data-aml-file="{name}"] {selector}').wait_for()
        panel.picture(f"datastores-11-{name}")
    panel.wait("document.querySelector('.aml-file-image img')?.naturalWidth === 8", "the picture")
    assert panel.page.evaluate("window.amlHacked === undefined")
    panel.page.locator('[data-aml-entry="deep"] .aml-row-main').click()
    panel.page.get_by_text("10000 entries").wait_for()
    panel.picture("datastores-12-many")
    assert panel.page.locator("[data-aml-entry]").count() < 100
    assert panel.errors == []


def check_axe(page: Any, selector: str) -> None:
    if AXE.exists():
        assert violations(page, selector) == []


@pytest.fixture(scope="module", params=["dark", "ja"])
def other_lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    settings: Dict[str, Any] = {"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}
    if request.param == "ja":
        pytest.importorskip("jupyterlab_language_pack_ja_JP")
        settings = {"@jupyterlab/translation-extension:plugin": {"locale": "ja_JP"}}
    server = Server(tmp_path_factory.mktemp(request.param), settings=settings)
    yield server, request.param
    server.stop()


def test_the_form_and_a_failure_in_the_dark_and_in_japanese(
    other_lab: Any, open_page: Callable[..., Any], azurite: Any
) -> None:
    server, look = other_lab
    word = (lambda text: WORDS[text][0]) if look == "ja" else str
    page = shown(open_page(server, server.notebook("look.ipynb", ["1"])))
    page.command("amlwidgets:register-folder")
    page.page.locator("button[data-aml-kind]").first.wait_for()
    page.picture(f"datastores-{look}-1-kinds")
    check_axe(page, ".aml-Panel .aml-section")
    page.page.locator('button[data-aml-kind="AzureBlob"]').click()
    form = page.page.locator("form:has(.aml-kind-head)")
    fill(form, {"name": "lab", "accountName": azurite.account, "containerName": "not-there"})
    fill(form, {"accountKey": azurite.key})
    form.locator("summary").click()
    fill(form, {"endpoint": azurite.blob_endpoint})
    form.locator("[name=protocol]").select_option("http")
    form.get_by_role("button", name=word("Test"), exact=True).click()
    form.locator("[role=alert]").wait_for()
    page.picture(f"datastores-{look}-2-form")
    check_axe(page, ".aml-Panel .aml-section")
    expect(form.get_by_text(word("Account key"))).not_to_have_count(0)

    page.page.keyboard.press("Escape")
    row = page.page.locator('[data-aml-datastore="workspaceblobstore"]')
    row.locator(".aml-row-main").first.click()
    row.get_by_text(word("This folder is empty. Drop files here to upload them.")).wait_for()
    drop(page, [["t.csv", "id,value,none\n1,0.5,\n2,1.5,x\n"]])
    page.wait(entry("t.csv"), "the file")
    page.page.locator('[data-aml-entry="t.csv"] .aml-row-main').click()
    page.page.locator('article[data-aml-file="t.csv"] table').wait_for()
    page.picture(f"datastores-{look}-3-table")
    check_axe(page, "article[data-aml-file]")
    assert page.errors == []
