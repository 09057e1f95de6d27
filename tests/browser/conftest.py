"""A real JupyterLab or Notebook 7 and a real Chromium, both the tests' own.

Pictures go to AMLWIDGETS_ARTIFACTS (default artifacts/ in the checkout). Without a browser the tests say so and
skip; where CI=true they fail.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

ROOT = Path(__file__).parents[2]
ARTIFACTS = Path(os.environ.get("AMLWIDGETS_ARTIFACTS", ROOT / "artifacts"))
TOKEN = "browser-tests"
QUIET = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
"""JupyterLab's question about news would lie over what the pictures show."""
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


class Server:
    """A Jupyter server in a folder of its own."""

    def __init__(self, folder: Path, app: str = "lab", settings: Optional[Dict[str, Any]] = None) -> None:
        self.app = app
        self.folder = folder
        self.files = folder / "files"
        self.home = folder / "aml"
        self.log = folder / "server.log"
        self.files.mkdir(parents=True, exist_ok=True)
        for plugin, values in {**QUIET, **(settings or {})}.items():
            package, name = plugin.split(":")
            path = folder / "config" / "lab" / "user-settings" / package / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: Optional["subprocess.Popen[bytes]"] = None
        self.start()

    @property
    def environment(self) -> Dict[str, str]:
        names = ROOT / "amlwidgets" / "names"
        private = {
            "HOME": self.folder / "home",
            "JUPYTER_CONFIG_DIR": self.folder / "config",
            "JUPYTER_DATA_DIR": self.folder / "data",
            "JUPYTER_RUNTIME_DIR": self.folder / "runtime",
            "IPYTHONDIR": self.folder / "ipython",
            "AMLWIDGETS_HOME": self.home,
            "PYTHONPATH": names,
        }
        (self.folder / "home").mkdir(exist_ok=True)
        return {**os.environ, **{name: str(path) for name, path in private.items()}, "AMLWIDGETS_ENGINE_IDLE": "5"}

    def start(self) -> None:
        """Start (again, after `kill`) on the same port."""
        expose = "LabApp" if self.app == "lab" else "JupyterNotebookApp"
        command = [
            *(sys.executable, "-m", "jupyter", self.app, "--no-browser", "--allow-root", "--ip=127.0.0.1"),
            *(f"--port={self.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
            *(f"--ServerApp.root_dir={self.files}", f"--{expose}.expose_app_in_browser=True"),
            *("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=self.environment, start_new_session=True
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url("api/status"), timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}{'&' if '?' in path else '?'}token={TOKEN}"

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url(path), timeout=20) as answer:
            return json.load(answer)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the server, its kernels and its engines."""
        from tests.conftest import end_engines

        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        end_engines(self.home)

    def notebook(self, name: str, cells: List[str]) -> str:
        """Write a notebook of code cells into the server's folder."""
        code = [
            {
                "cell_type": "code",
                "id": f"c{i}",
                "source": text,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for i, text in enumerate(cells)
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        (self.files / name).write_text(
            json.dumps({"cells": code, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
        )
        return name


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all browser tests."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        message = "no Chromium on PATH (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


class Page:
    """A browser page on a server, with the few things the tests do to it."""

    def __init__(self, browser: Any, server: Server, size: str = "1400x900") -> None:
        width, height = map(int, size.split("x"))
        self.server = server
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.errors: List[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, notebook: str) -> None:
        """Open a notebook and wait until its kernel is idle."""
        place = f"lab/tree/{notebook}?reset" if self.server.app == "lab" else f"notebooks/{notebook}"
        self.page.goto(self.server.url(place))
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60000)
        self.wait_kernel("idle")

    def wait_kernel(self, status: str) -> None:
        """Wait for the state of the open notebook's kernel: idle, busy."""
        self.wait(
            """status => { const w = window.jupyterapp?.shell.currentWidget;
            const s = w?.context?.sessionContext; return s?.session?.kernel?.status === status; }""",
            f"the kernel to be {status}",
            60,
            status,
        )

    def wait_busy(self) -> None:
        """Wait until a cell is being executed, by its prompt: the kernel's own status is that of its last reply, and
        says idle after a widget's message although the cell goes on.
        """
        self.wait(
            "[...document.querySelectorAll('.jp-InputPrompt')].some(p => p.innerText.includes('[*]'))",
            "a busy cell",
        )

    def command(self, name: str, arguments: Optional[Dict[str, Any]] = None) -> None:
        self.page.evaluate("([n, a]) => { window.jupyterapp.commands.execute(n, a); }", [name, arguments or {}])

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")

    def wait(self, script: str, what: str, timeout: float = 60.0, argument: Any = None) -> None:
        """Wait for a JavaScript condition; a failure shows the page."""
        try:
            self.page.wait_for_function(script, arg=argument, timeout=timeout * 1000)
        except Exception as error:
            picture = self.picture(f"failed-{int(time.time())}")
            raise AssertionError(
                f"waited {timeout} s for {what}; see {picture}; page errors: {self.errors}"
            ) from error

    @property
    def view(self) -> Any:
        """The first run view of the page."""
        return self.page.locator("article[data-aml-run]").first

    def tab(self, name: str) -> None:
        """Choose a tab of the run view: metrics, logs, outputs, details."""
        self.page.locator(f"[data-aml-tab={name}]").first.click()

    def show_cell(self, text: str) -> None:
        """Scroll to the first cell that holds a text: JupyterLab keeps what is far off screen out of the page."""
        self.page.wait_for_function(
            """text => { const n = window.jupyterapp.shell.currentWidget.content;
            const i = n.widgets.findIndex(c => c.model.sharedModel.getSource().includes(text));
            n.activeCellIndex = i; n.scrollToItem(i, 'start'); return n.widgets[i].isAttached; }""",
            arg=text,
            timeout=30000,
        )

    def wait_state(self, state: str, timeout: float = 60.0) -> None:
        self.wait(f"document.querySelector('[data-aml-state=\"{state}\"]')", f"state {state}", timeout)

    def points(self, metric: str) -> int:
        """How many points of a metric the page shows."""
        found = self.page.evaluate(
            'name => Number(document.querySelector(`[data-aml-metric="${name}"]`)?.dataset.amlCount ?? 0)', metric
        )
        return int(found)

    def wait_points(self, metric: str, more_than: int, timeout: float = 60.0) -> int:
        self.wait(
            '([name, n]) => Number(document.querySelector(`[data-aml-metric="${name}"]`)?.dataset.amlCount ?? 0) > n',
            f"more than {more_than} points of {metric}",
            timeout,
            [metric, more_than],
        )
        return self.points(metric)

    def picture(self, name: str) -> Path:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        self.page.screenshot(path=str(path))
        return path

    def close(self) -> None:
        self.page.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Page]]:
    pages: List[Page] = []

    def make(server: Server, notebook: Optional[str] = None, size: str = "1400x900") -> Page:
        page = Page(chromium, server, size)
        pages.append(page)
        if notebook is not None:
            page.open(notebook)
        return page

    yield make
    for page in pages:
        page.close()
