"""The run view stays live whatever happens to the kernel and the notebook."""

from typing import Any, Callable

from playwright.sync_api import expect
from tests.browser.conftest import Server

TRAIN = """
import os, time
from azureml.core import Run

run = Run.get_context()
epoch = 0
while os.path.exists({held!r}):
    run.log("loss", 1 / (epoch + 1))
    run.log("accuracy", 1 - 1 / (epoch + 2))
    print(f"epoch {{epoch}} loss {{1 / (epoch + 1):.4f}}", flush=True)
    epoch += 1
    time.sleep(0.1)
"""
SUBMIT = """
from azureml.core import Experiment, ScriptRunConfig, Workspace
from azureml.widgets import RunDetails

ws = Workspace.from_config()
run = Experiment(ws, "{experiment}").submit(ScriptRunConfig("{source}", "train.py"))
RunDetails(run).show()
"""


QUICK = """
from azureml.core import Run

run = Run.get_context()
for epoch in range(5):
    run.log("loss", 1 / (epoch + 1))
"""


def submit_cell(server: Server, experiment: str, script: str = TRAIN) -> str:
    """A cell that submits a run and shows it; one of `TRAIN` goes on until `let_end`."""
    held = server.held / experiment
    held.touch()
    folder = server.files / experiment
    folder.mkdir(exist_ok=True)
    (folder / "train.py").write_text(script.format(held=str(held)) if script is TRAIN else script)
    return SUBMIT.format(experiment=experiment, source=experiment)


def let_end(server: Server, experiment: str) -> None:
    (server.held / experiment).unlink()


def test_live_while_the_kernel_is_busy_gone_and_the_notebook_reopened(
    lab: Any, open_page: Callable[..., Any]
) -> None:
    name = lab.notebook("live.ipynb", [submit_cell(lab, "live"), "import time\ntime.sleep(300)"])
    page = open_page(lab, name)
    page.run_all()
    page.wait_state("Running")
    page.wait_busy()

    seen = page.wait_points("loss", page.points("loss"))
    seen = page.wait_points("loss", seen + 5)
    page.wait_busy()
    page.picture("live-1-kernel-busy")

    page.shut_down_kernel()
    seen = page.wait_points("loss", page.points("loss") + 5)
    page.picture("live-2-kernel-shut-down")

    page.save()
    page.command("application:close-all")
    page.wait("!document.querySelector('.jp-Notebook')", "the notebook to close")
    page.command("docmanager:open", {"path": name})
    seen = page.wait_points("loss", seen + 5)
    page.picture("live-3-notebook-reopened")

    let_end(lab, "live")
    page.wait_state("Completed")
    page.picture("live-4-completed")
    assert page.errors == []


def test_log_lines_arrive_and_follow(lab: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(lab, lab.notebook("logs.ipynb", [submit_cell(lab, "logs")]))
    page.run_all()
    page.wait_state("Running")
    page.tab("logs")
    # Which of them are in sight changes with each.
    page.wait("/epoch \\d+ loss/.test(document.querySelector('[data-aml-lines]')?.textContent)", "log lines")
    before = int(page.page.locator("[data-aml-lines]").first.get_attribute("data-aml-lines"))
    page.wait(
        "n => Number(document.querySelector('[data-aml-lines]')?.dataset.amlLines) > n + 5",
        "more lines",
        argument=before,
    )
    page.picture("logs-following")
    let_end(lab, "logs")
    page.wait_state("Completed")
    assert page.errors == []


def test_cancel_from_the_view_while_the_kernel_is_busy(lab: Any, open_page: Callable[..., Any]) -> None:
    cells = [submit_cell(lab, "cancel"), "import time\ntime.sleep(300)"]
    page = open_page(lab, lab.notebook("cancel.ipynb", cells))
    page.run_all()
    page.wait_points("loss", 3)
    page.view.get_by_role("button", name="Cancel", exact=True).click()
    page.view.get_by_role("button", name="Yes").wait_for()
    page.picture("cancel-1-asks")
    page.view.get_by_role("button", name="Yes").click()
    page.wait_state("Canceled")
    page.picture("cancel-2-canceled")
    page.shut_down_kernel()
    assert page.errors == []


HOSTILE = """
import sys
sys.stdout.write('x' * 10_000_000 + '\\n')
sys.stdout.flush()
sys.stdout.buffer.write(bytes(range(256)) * 40 + b'\\n')
sys.stdout.buffer.flush()
sys.stdout.writelines(f'line {i}\\n' for i in range(200_000))
print('the end')
"""


def test_a_long_line_binary_and_a_flood_of_lines_are_shown(lab: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(lab, lab.notebook("hostile.ipynb", [submit_cell(lab, "hostile", HOSTILE)]))
    page.run_all()
    page.wait_state("Completed")
    page.tab("logs")
    page.wait("document.querySelector('[data-aml-lines]')?.textContent.includes('the end')", "the last line")
    page.picture("logs-hostile")
    # What keeps the page answering: the lines in sight alone are in it.
    assert page.page.locator("[data-aml-lines] *").count() < 2000
    page.tab("details")
    expect(page.page.locator("[data-aml-tab=details]").first).to_have_attribute("aria-selected", "true")
    assert page.errors == []
