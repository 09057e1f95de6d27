"""The panel and RunDetails on a workspace in Azure, which is a double: a run to its end, and nobody signed in."""

import json
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.azure.double import AzureDouble
from tests.browser.conftest import Server

CELL = """
from azureml.core import Workspace
from azureml.widgets import RunDetails
ws = Workspace.from_config()
RunDetails(ws.get_run("gentle_tree")).show()
"""


@pytest.fixture
def azure() -> Iterator[AzureDouble]:
    with AzureDouble() as double:
        yield double


@pytest.fixture
def lab(azure: AzureDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of somebody who chose the double's workspace and is signed in there by a managed identity."""
    for name, value in azure.environment().items():
        monkeypatch.setenv(name, value)
    chosen = {"arm_id": azure.ws, "kind": "azure", "url": azure.arm_url, "tenant": ""}
    (tmp_path / "aml").mkdir(exist_ok=True)
    (tmp_path / "aml" / "known.json").write_text(json.dumps({"workspaces": [chosen], "current": chosen}))
    server = Server(tmp_path)
    (server.files / "config.json").write_text(json.dumps(azure.config()))
    yield server
    server.stop()


def wait_mode(page: Any, mode: str) -> None:
    page.wait(
        "mode => document.querySelector('[data-aml-workspace] [role=status]')?.textContent === mode",
        f"the panel to say {mode}",
        argument=mode,
    )


def test_a_run_in_azure_is_followed_to_its_end(
    lab: Server, azure: AzureDouble, open_page: Callable[..., Any]
) -> None:
    state = azure.state
    state.add_job("gentle_tree", displayName="digits 1", computeId=f"{azure.ws}/computes/cpu-cluster")
    state.move("gentle_tree", "Running")
    page = open_page(lab, lab.notebook("azure.ipynb", [CELL]))
    page.command("amlwidgets:open-panel")
    page.wait("document.querySelector('[data-aml-compute=\"cpu-cluster\"]')", "the computes of Azure")
    wait_mode(page, "Azure")
    page.run_all()
    page.wait_state("Running")
    for step in range(5):
        state.metric("gentle_tree", "loss", 1 / (step + 1), step)
    state.log("gentle_tree", "epoch 4 of 5\n")
    page.wait_points("loss", 4)
    page.picture("azure-1-running")
    page.tab("logs")
    page.wait("document.body.innerText.includes('epoch 4 of 5')", "the log's line")
    state.write("gentle_tree", "outputs/model.bin", b"model")
    state.move("gentle_tree", "Completed")
    page.wait_state("Completed")
    page.wait(
        "[...document.querySelectorAll('[data-aml-run=gentle_tree][data-aml-state]')].every(e => e.dataset.amlState === 'Completed')",
        "the panel's list to know it",
    )
    page.picture("azure-2-completed")
    assert page.errors == []


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_signed_out_says_so_and_what_to_do(
    lab: Server, azure: AzureDouble, open_page: Callable[..., Any], theme: str
) -> None:
    azure.sign_out()
    page = open_page(lab, lab.notebook("azure.ipynb", ["1"]))
    page.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
    page.command("amlwidgets:open-panel")
    wait_mode(page, "Azure, signed out")
    page.wait("document.querySelector('[data-aml-problem=AuthenticationError]')", "the reason")
    page.wait(f"document.body.dataset.jpThemeName === 'JupyterLab {theme}'", "the theme")
    page.wait("!document.querySelector('#jupyterlab-splash')", "the splash of the theme to be gone")
    said = page.page.locator("[data-aml-problem=AuthenticationError]").first
    expect(said).to_contain_text("You are not signed in to Azure")
    expect(said).to_contain_text("az login")
    page.picture(f"azure-3-signed-out-{theme.lower()}")
    azure.signed_in = True
    # A sign-in that failed is not tried again for some seconds: the page's own button is the way, until it works.
    page.page.wait_for_function(
        """() => { document.querySelector('[data-aml-problem] button')?.click();
        return !!document.querySelector('[data-aml-compute="cpu-cluster"]'); }""",
        polling=1000,
    )
