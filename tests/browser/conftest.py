"""A real JupyterLab or Notebook 7 and a real Chromium, both the tests' own.

Pictures go to AMLWIDGETS_ARTIFACTS (default artifacts/ in the checkout). AMLWIDGETS_BROWSER_SLOWDOWN=6 gives the pages a
sixth of the processor. Without a browser the tests say so and skip; where CI=true they fail.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest
from playwright.sync_api import expect
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
ARTIFACTS = Path(os.environ.get("AMLWIDGETS_ARTIFACTS", ROOT / "artifacts"))
SLOWDOWN = float(os.environ.get("AMLWIDGETS_BROWSER_SLOWDOWN", "1"))
PATIENCE = 120.0
"""Seconds that a page may take for one thing: a machine may be busy with much else."""
TEST_SECONDS = 900
QUIET = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
"""JupyterLab's question about news would lie over what the pictures show."""
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

expect.set_options(timeout=PATIENCE * 1000)


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))


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
        self.port = free_port()
        self.token = secrets.token_hex(8)
        self.held = folder / "held"
        self.held.mkdir()
        self.context: Any = None  # of the browser: its pages share what they have loaded, as one's tabs do
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
            *(f"--port={self.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}"),
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
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url("api/status"), timeout=20).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}{'&' if '?' in path else '?'}token={self.token}"

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url(path), timeout=PATIENCE) as answer:
            return json.load(answer)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the server, its kernels, its runs and its engines."""
        from tests.conftest import end_engines

        shutil.rmtree(self.held)
        if self.context is not None:
            self.context.close()
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(60)
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
        if server.context is None:
            server.context = browser.new_context()
            server.context.set_default_timeout(PATIENCE * 1000)
        self.page = server.context.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        if SLOWDOWN > 1:
            session = server.context.new_cdp_session(self.page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        self.errors: List[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, notebook: str) -> None:
        """Open a notebook and wait until its kernel is idle."""
        place = f"lab/tree/{notebook}?reset" if self.server.app == "lab" else f"notebooks/{notebook}"
        self.page.goto(self.server.url(place))
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_kernel("idle")

    def wait_kernel(self, status: str) -> None:
        """Wait for the state of the open notebook's kernel: idle, busy."""
        self.wait(
            """status => { const w = window.jupyterapp?.shell.currentWidget;
            const s = w?.context?.sessionContext; return s?.session?.kernel?.status === status; }""",
            f"the kernel to be {status}",
            argument=status,
        )

    def wait_busy(self) -> None:
        """Wait until a cell is being executed. The kernel's own status is that of its last reply, and says idle after a
        widget's message although the cell goes on.
        """
        self.wait(
            "window.jupyterapp.shell.currentWidget?.content?.widgets?.some(c => c.model.executionState === 'running')",
            "a busy cell",
        )

    def command(self, name: str, arguments: Optional[Dict[str, Any]] = None) -> None:
        """Have a command executed once it can be; does not wait for what it does."""
        given = [name, arguments or {}]
        self.wait(
            """([n, a]) => { const commands = window.jupyterapp?.commands;
            return commands?.hasCommand(n) && commands.isEnabled(n, a); }""",
            f"the command {name}",
            argument=given,
        )
        self.page.evaluate("([n, a]) => { window.jupyterapp.commands.execute(n, a); }", given)

    def limit_uploads(self, rate: Optional[float]) -> None:
        """Send so many bytes a second at most; None is as fast as it goes."""
        session = self.server.context.new_cdp_session(self.page)
        session.send("Network.enable")
        limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": rate or -1}
        session.send("Network.emulateNetworkConditions", limits)

    def save(self) -> None:
        """Save the open notebook; there is nothing left that JupyterLab would ask about."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")
        self.wait(
            "window.jupyterapp.shell.currentWidget?.context.model.dirty === false", "the notebook to be saved"
        )

    def shut_down_kernel(self) -> None:
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
        self.wait(
            "!window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel", "the kernel's end"
        )

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")

    def wait(self, script: str, what: str, timeout: float = PATIENCE, argument: Any = None) -> None:
        """Wait for a JavaScript condition, not asked for with each frame: that costs a core; a failure shows the page."""
        try:
            self.page.wait_for_function(script, arg=argument, timeout=timeout * 1000, polling=100)
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
            """text => { const n = window.jupyterapp?.shell.currentWidget?.content;
            const i = n?.widgets?.findIndex(c => c.model.sharedModel.getSource().includes(text)) ?? -1;
            if (i < 0) return false;
            n.activeCellIndex = i; n.scrollToItem(i, 'start'); return n.widgets[i].isAttached; }""",
            arg=text,
        )

    def wait_state(self, state: str, timeout: float = PATIENCE) -> None:
        """Wait until a run view says so; lists of runs and nodes have states too."""
        self.wait(
            f"document.querySelector('.aml-run-head[data-aml-state=\"{state}\"]')", f"state {state}", timeout
        )

    def points(self, metric: str) -> int:
        """How many points of a metric the page shows."""
        found = self.page.evaluate(
            'name => Number(document.querySelector(`[data-aml-metric="${name}"]`)?.dataset.amlCount ?? 0)', metric
        )
        return int(found)

    def wait_points(self, metric: str, more_than: int, timeout: float = PATIENCE) -> int:
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
