"""The run view stays live whatever happens to the kernel and the notebook."""

from pathlib import Path
from typing import Any, Callable

TRAIN = """
import time
from azureml.core import Run

run = Run.get_context()
deadline = time.time() + {seconds}
epoch = 0
while time.time() < deadline:
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


def write_script(folder: Path, seconds: float) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "train.py").write_text(TRAIN.format(seconds=seconds))
    return folder.name


def submit_cell(server: Any, experiment: str, seconds: float) -> str:
    return SUBMIT.format(experiment=experiment, source=write_script(server.files / experiment, seconds))


def test_live_while_the_kernel_is_busy_gone_and_the_notebook_reopened(
    lab: Any, open_page: Callable[..., Any]
) -> None:
    name = lab.notebook("live.ipynb", [submit_cell(lab, "live", 45), "import time\ntime.sleep(300)"])
    page = open_page(lab, name)
    page.run_all()
    page.wait_state("Running")
    page.wait_busy()

    seen = page.wait_points("loss", page.points("loss"))
    seen = page.wait_points("loss", seen + 5)
    page.wait_busy()
    page.picture("live-1-kernel-busy")

    page.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    page.wait("!window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel", "the kernel's end")
    seen = page.wait_points("loss", page.points("loss") + 5)
    page.picture("live-2-kernel-shut-down")

    page.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")
    page.command("application:close-all")
    page.wait("!document.querySelector('.jp-Notebook')", "the notebook to close")
    page.command("docmanager:open", {"path": name})
    seen = page.wait_points("loss", seen + 5)
    page.picture("live-3-notebook-reopened")

    page.wait_state("Completed", 90)
    page.picture("live-4-completed")
    assert page.errors == []


def test_log_lines_arrive_and_follow(lab: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(lab, lab.notebook("logs.ipynb", [submit_cell(lab, "logs", 12)]))
    page.run_all()
    page.wait_state("Running")
    page.tab("logs")
    page.wait("document.querySelector('[data-aml-lines]')?.textContent.includes('epoch 5 loss')", "log lines")
    before = int(page.page.locator("[data-aml-lines]").first.get_attribute("data-aml-lines"))
    page.wait(
        "n => Number(document.querySelector('[data-aml-lines]').dataset.amlLines) > n + 5",
        "more lines",
        30,
        before,
    )
    page.picture("logs-following")
    page.wait_state("Completed")
    assert page.errors == []


def test_cancel_from_the_view_while_the_kernel_is_busy(lab: Any, open_page: Callable[..., Any]) -> None:
    cells = [submit_cell(lab, "cancel", 120), "import time\ntime.sleep(300)"]
    page = open_page(lab, lab.notebook("cancel.ipynb", cells))
    page.run_all()
    page.wait_points("loss", 3)
    page.view.get_by_role("button", name="Cancel", exact=True).click()
    page.view.get_by_role("button", name="Yes").wait_for()
    page.picture("cancel-1-asks")
    page.view.get_by_role("button", name="Yes").click()
    page.wait_state("Canceled", 30)
    page.picture("cancel-2-canceled")
    page.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
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
    cell = submit_cell(lab, "hostile", 1)
    (lab.files / "hostile" / "train.py").write_text(HOSTILE)
    page = open_page(lab, lab.notebook("hostile.ipynb", [cell]))
    page.run_all()
    page.wait_state("Completed")
    page.tab("logs")
    page.wait("document.querySelector('[data-aml-lines]')?.textContent.includes('the end')", "the last line")
    page.picture("logs-hostile")
    # The page still answers: another tab opens within the time a person waits.
    page.tab("details")
    page.wait("document.querySelector('[data-aml-tab=details]').ariaSelected === 'true'", "the other tab", 5)
    assert page.errors == []
