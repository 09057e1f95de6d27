"""From `run.log` and `print` to the page's DOM, in a real JupyterLab and Chromium.

The script logs its own clock as the metric and prints it; the page subtracts it from its clock, the same machine's,
when the DOM changes; what is painted follows with the next frame. The floor is another process woken by inotify; the
peer a plain ipywidget set from a kernel thread, which needs a kernel that is there.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any, List

from amlwidgets.store.watch import Watch
from benchmarks.server import running
from benchmarks.table import Row, shown
from tests.browser.conftest import CHROMIUM, Page
from tests.browser.test_live import SUBMIT

SCRIPT = """
import time
from azureml.core import Run
run = Run.get_context()
time.sleep(4)
for _ in range(300):
    time.sleep(0.05)
    run.log("stamp", time.time())
    time.sleep(0.05)
    print(f"stamp {time.time():.6f}", flush=True)
"""
WIDGET = """
import threading, time, ipywidgets
label = ipywidgets.Label("stamp 0")
display(label)
def work():
    time.sleep(2)
    for _ in range(100):
        time.sleep(0.1)
        label.value = f"stamp {time.time():.6f}"
threading.Thread(target=work).start()
"""
OBSERVE = """
() => {
  window.amlSeen = {metric: [], log: [], label: []};
  const known = new Set();
  const note = (kind, text) => {
    for (const [, found] of text.matchAll(/stamp (\\d+\\.\\d{6})/g)) {
      if (known.has(kind + found)) continue;
      known.add(kind + found);
      window.amlSeen[kind].push((performance.timeOrigin + performance.now()) / 1000 - Number(found));
    }
  };
  const look = () => {
    const metric = document.querySelector('[data-aml-metric="stamp"]');
    if (metric) note('metric', `stamp ${Number(metric.dataset.amlLast).toFixed(6)}`);
    const log = document.querySelector('[data-aml-lines]');
    if (log) note('log', log.textContent);
    const label = document.querySelector('.widget-label');
    if (label) note('label', label.textContent);
  };
  new MutationObserver(look).observe(document.body,
    {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-aml-last']});
}
"""


def samples(page: Page, kind: str, least: int) -> List[float]:
    page.wait(f"window.amlSeen.{kind}.length >= {least}", f"{least} {kind} samples", 90)
    found: List[float] = page.page.evaluate(f"window.amlSeen.{kind}")
    return [max(seconds, 0.0) for seconds in found[5:]]


def follow(browser: Any, server: Any, kind: str) -> List[float]:
    folder = server.files / f"latency-{kind}"
    folder.mkdir()
    (folder / "train.py").write_text(SCRIPT)
    cell = SUBMIT.format(experiment=f"latency-{kind}", source=folder.name)
    page = Page(browser, server)
    page.open(server.notebook(f"{kind}.ipynb", [cell]))
    page.run_all()
    page.wait_state("Running")
    if kind == "log":
        page.tab("logs")
    page.page.evaluate(OBSERVE)
    found = samples(page, kind, 250)
    page.close()
    return found


def peer(browser: Any, server: Any) -> List[float]:
    page = Page(browser, server)
    page.open(server.notebook("peer.ipynb", [WIDGET]))
    page.page.evaluate(OBSERVE)
    page.run_all()
    found = samples(page, "label", 90)
    page.close()
    return found


def inotify_wakes() -> List[float]:
    """From a write in one process to the wake in another."""
    code = (
        "import os, sys, time\n"
        "f = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)\n"
        "for _ in range(100):\n time.sleep(0.02); os.write(f, f'{time.time():.6f}\\n'.encode())"
    )
    found: List[float] = []
    with tempfile.TemporaryDirectory() as folder, Watch() as watch:
        path = Path(folder) / "log"
        path.touch()
        watch.add(str(path))
        with path.open() as log, subprocess.Popen([sys.executable, "-c", code, str(path)]):
            while len(found) < 100:
                watch.wait(1.0)
                moment = time.time()
                found += [moment - float(line) for line in log]
    return found


def tail(found: List[float]) -> str:
    return f"p99 {shown(quantiles(found, n=100)[98], 's')} (goal 150 ms) of {len(found)}"


def measure() -> List[Row]:
    from playwright.sync_api import sync_playwright

    with running() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        label = peer(browser, server)
        metric = follow(browser, server, "metric")
        log = follow(browser, server, "log")
        browser.close()
    floor = inotify_wakes()
    name = "inotify wake"
    return [
        Row("run.log → the page's DOM", metric, floor, name, label, "ipywidgets Label", 0.050, note=tail(metric)),
        Row("print → the page's DOM", log, floor, name, label, "ipywidgets Label", 0.050, note=tail(log)),
        Row("(peer's tail)", [median(label)], note=tail(label)),
    ]
