"""What axe-core finds in the views, and the walk through them by keyboard alone."""

from typing import Any, Callable, Iterator, List, Tuple

import pytest

from tests.browser.conftest import ROOT, Server

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ("JupyterLab Light", "JupyterLab Dark")
RUN_AXE = """async selector => {
    const ends = document.getAnimations().filter(a => a.playState === 'running')
        .filter(a => isFinite(a.effect.getComputedTiming().endTime)).map(a => a.finished.catch(() => null));
    await Promise.all(ends);
    return (await axe.run(selector)).violations;
}"""
SCRIPTS = {
    "train.py": """
import os, time
from amlwidgets.store.metrics import MetricWriter

metrics = MetricWriter(os.environ["AMLWIDGETS_RUN_FOLDER"] + "/metrics")
for step in range(20):
    metrics.log("loss", 1 / (step + 1))
    print("epoch", step, flush=True)
time.sleep(600)
""",
    "fail.py": "raise ValueError('no column x')\n",
}


@pytest.fixture(scope="module", params=THEMES)
def themed_lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"@jupyterlab/apputils-extension:themes": {"theme": request.param}}
    server = Server(tmp_path_factory.mktemp("axe"), settings=settings)
    yield server
    server.stop()


class Stage:
    """A workspace with a cluster and a run of each kind, made in the server's home."""

    def __init__(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AMLWIDGETS_HOME", str(server.home))
        from amlwidgets.backend import open_workspace
        from amlwidgets.resources.records import ComputeRecord, ScaleSettings

        source = server.folder / "source"
        source.mkdir(exist_ok=True)
        for name, text in SCRIPTS.items():
            (source / name).write_text(text)
        self._backend = open_workspace()
        self._backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(1, 2, 600.0)))
        self._snapshot = self._backend.take_snapshot(str(source))
        self.workspace = self._backend.workspace.arm_id

    def submit(self, script: str, target: str = "local", nodes: int = 1) -> str:
        from amlwidgets.resources.records import RunSpec

        spec = RunSpec(script=script, snapshot=self._snapshot, target=target, node_count=nodes)
        return self._backend.submit("axe", spec).run_id

    def cancel(self, run: str) -> None:
        self._backend.cancel(run)


@pytest.fixture
def stage(themed_lab: Server, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(themed_lab, monkeypatch)


def violations(page: Any, selector: str) -> List[Tuple[str, str, str]]:
    """Serious and critical violations below a selector, once nothing moves: rule, element, explanation."""
    if not page.page.evaluate("() => 'axe' in window"):
        page.page.add_script_tag(path=str(AXE))
    found = page.page.evaluate(RUN_AXE, selector)
    return [
        (violation["id"], node["html"], node["failureSummary"])
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def shown(what: str) -> str:
    """The selector of an element of the tab in front."""
    return f".jp-MainAreaWidget:not(.lm-mod-hidden) {what}"


def open_run(page: Any, stage: Stage, run: str) -> None:
    page.command("amlwidgets:open-run", {"workspace": stage.workspace, "run": run})
    page.page.wait_for_selector(shown(f"article[data-aml-run='{run}'] header"))


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: jlpm install")
def test_axe_finds_nothing_serious(themed_lab: Server, stage: Stage, open_page: Callable[..., Any]) -> None:
    running, waiting = stage.submit("train.py", "cpu"), stage.submit("train.py", "cpu", nodes=2)
    failed = stage.submit("fail.py")
    page = open_page(themed_lab, themed_lab.notebook("axe.ipynb", ["1"]))
    try:
        page.command("amlwidgets:open-panel")
        page.wait(f"document.querySelector('.aml-Panel [data-aml-run=\\'{running}\\']')", "the run in the panel")
        page.picture("axe-panel")
        assert violations(page, ".aml-Panel .aml-workspace, .aml-Panel .aml-section") == []

        page.command("amlwidgets:new-cluster")
        page.page.locator(".aml-Panel input[name=name]").fill("no name")
        page.page.get_by_role("form", name="New cluster").get_by_role("button", name="Create").click()
        page.page.wait_for_selector(".aml-Panel .aml-form .aml-problem")
        assert violations(page, ".aml-Panel .aml-section") == [], "the form and its failure"
        page.page.keyboard.press("Escape")

        open_run(page, stage, running)
        page.wait_points("loss", 10)
        for name in ("metrics", "logs", "outputs", "details"):
            page.page.locator(shown(f"[data-aml-tab={name}]")).click()
            assert violations(page, shown("article")) == [], name

        open_run(page, stage, failed)
        page.page.wait_for_selector(shown("[data-aml-state=Failed]"))
        assert violations(page, shown("article")) == []
        page.page.locator(shown("[data-aml-tab=metrics]")).click()
        assert violations(page, shown("article")) == []

        page.command("amlwidgets:open-cluster", {"workspace": stage.workspace, "compute": "cpu"})
        page.page.wait_for_selector(shown(f".aml-ClusterView [data-aml-queued='{waiting}']"))
        assert violations(page, shown(".aml-ClusterView")) == []
        assert page.errors == []
    finally:
        stage.cancel(running)
        stage.cancel(waiting)


def press_until(page: Any, key: str, condition: str, at_most: int = 40) -> None:
    """Press a key until the focused element fits a CSS selector."""
    for _ in range(at_most):
        page.page.keyboard.press(key)
        if page.page.evaluate("selector => document.activeElement?.matches(selector)", condition):
            return
    raise AssertionError(f"{at_most} times {key} did not lead to {condition}")


def test_a_run_is_cancelled_by_keyboard_alone(
    themed_lab: Server, stage: Stage, open_page: Callable[..., Any]
) -> None:
    run = stage.submit("train.py")
    page = open_page(themed_lab, themed_lab.notebook("keys.ipynb", ["1"]))
    open_run(page, stage, run)
    page.page.wait_for_selector(shown("[data-aml-state=Running]"))

    def focused(text: str) -> None:
        page.wait("text => document.activeElement?.textContent === text", f"{text} to be focused", argument=text)

    page.page.locator(shown("article .aml-run-id")).focus()
    press_until(page, "Tab", "header .aml-run-button")
    focused("Cancel")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector(shown("[role=alertdialog]"))
    focused("No")  # the safe answer
    page.page.keyboard.press("Escape")
    page.page.wait_for_selector(shown("[role=alertdialog]"), state="detached")
    focused("Cancel")  # back where it came from

    press_until(page, "Tab", "[role=tab]")
    page.page.keyboard.press("ArrowRight")
    page.wait("document.activeElement?.dataset.amlTab === 'logs'", "the tab of logs to be focused")

    press_until(page, "Shift+Tab", "header .aml-run-button")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector(shown("[role=alertdialog]"))
    press_until(page, "Shift+Tab", "[role=alertdialog] .aml-is-danger")
    page.page.keyboard.press("Enter")
    page.wait_state("Canceled")
    assert page.errors == []
