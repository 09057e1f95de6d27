"""The static snapshot: escaped, redacted, self-contained, and true to what was logged."""

import math
import re
from html.parser import HTMLParser

import pytest

from amlwidgets.backend.base import Backend
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.metrics import MetricWriter
from amlwidgets.widgets.picture import take_picture
from amlwidgets.widgets.snapshot_html import snapshot_html
from amlwidgets.widgets.thinning import MOST_POINTS

MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
VOID = {"line", "circle", "path", "img", "br"}


class Page(HTMLParser):
    """The tags, attributes and visible text of a page; raises on a tag closed out of order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] != "style":
            self.text += data


def write_log(backend: Backend, run: RunRecord, text: str) -> None:
    with backend.write_run_file(run.run_id, "user_logs/std_log.txt") as file:
        file.write(text.encode())


def writer(backend: Backend, run: RunRecord) -> MetricWriter:
    return MetricWriter(backend.metric_folder(run.run_id))


def page_of(backend: Backend, *runs: RunRecord) -> Page:
    return Page(html_of(backend, *runs))


def html_of(backend: Backend, *runs: RunRecord) -> str:
    return snapshot_html([take_picture(backend, backend.get_run(run.run_id)) for run in runs])


def test_a_finished_run_shows_state_metrics_and_log(backend):
    run = backend.start_interactive("digits", name="my first run")
    metrics = writer(backend, run)
    for value in (0.9, 0.5, 0.25):
        metrics.log("loss", value)
    write_log(backend, run, "epoch 1\nepoch 2\n")
    backend.end_run(run.run_id, "Completed")

    page = page_of(backend, run)

    for expected in ("Completed", "my first run", run.run_id, "digits", "loss", "0.25", "min 0.25 · max 0.9"):
        assert expected in page.text
    assert page.text.rstrip().endswith("epoch 1\nepoch 2")
    assert page.tags.count("path") == 1


def test_a_run_that_has_not_begun_is_a_head_alone(backend):
    run = backend.start_interactive("digits")
    page = page_of(backend, run)
    assert "Running" in page.text
    assert not {"svg", "pre"} & set(page.tags)


def test_a_failure_shows_its_message_and_remedy(backend):
    run = backend.start_interactive("digits")
    error = {"code": "ExitCode", "message": "train.py ended with exit code 3.", "remedy": "Read the log."}
    backend.end_run(run.run_id, "Failed", error)
    page = page_of(backend, run)
    assert "train.py ended with exit code 3." in page.text
    assert "Read the log." in page.text


def test_markup_in_names_metrics_logs_and_errors_is_text(backend):
    run = backend.start_interactive("digits", name=MARKUP)
    metrics = writer(backend, run)
    metrics.log(MARKUP, 1.0)
    metrics.log(MARKUP, 2.0)
    metrics.record(MARKUP, "table", {MARKUP: [MARKUP]})
    metrics.record(MARKUP, "image", {"path": MARKUP})
    metrics.record(MARKUP, "text", MARKUP)
    matrix = {"data": {"class_labels": [MARKUP], "matrix": [[MARKUP]]}}
    metrics.record(MARKUP, "confusion_matrix", matrix)
    write_log(backend, run, f"{MARKUP}\n</pre>{MARKUP}\n")
    backend.end_run(run.run_id, "Failed", {"code": "x", "message": MARKUP, "remedy": MARKUP})

    page = page_of(backend, run)

    assert not {"script", "img"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert page.text.count("<script>alert(2)</script>") >= 10


def test_it_is_self_contained(backend):
    run = backend.start_interactive("digits")
    writer(backend, run).log("loss", 1.0)
    html = html_of(backend, run)
    assert not {"script", "link", "iframe", "a", "img", "object"} & set(Page(html).tags)
    assert not re.search(r"url\(|https?:|@import", html)


def test_arguments_environment_and_secrets_are_left_out(backend):
    run = backend.start_interactive("digits", tags={"api_key": "tag-secret"})
    backend.update_run(run.run_id, properties={"note": "property-secret"})
    write_log(
        backend,
        run,
        "GET https://x.blob.core.windows.net/a?sv=1&sig=log%2Fsecret1&se=2\n"
        "password=log-secret2 done\nAuthorization: Bearer log-secret3-abcdef\n"
        "postgres://me:log-secret4@db/x\n",
    )
    error = {"code": "x", "message": "AccountKey=error-secret;", "remedy": ""}
    backend.end_run(run.run_id, "Failed", error)

    picture = take_picture(backend, backend.get_run(run.run_id))

    assert "secret" not in f"{picture.document}{picture.log}{snapshot_html([picture])}"
    assert "done" in picture.log[1]
    assert not {"arguments", "command", "environment", "properties"} & picture.document.keys()


def test_a_long_series_is_thinned_and_keeps_its_peak(backend):
    run = backend.start_interactive("digits")
    metrics = writer(backend, run)
    for step in range(20_000):
        metrics.log("loss", 777.0 if step == 12_345 else step / 20_000)
    series = take_picture(backend, run).series[0]
    assert len(series.points) <= MOST_POINTS + 2
    assert (12_345.0, 777.0) in series.points
    assert series.points[0][0] == 0
    assert series.points[-1][0] == 19_999
    assert series.total == 20_000


@pytest.mark.parametrize(
    "values",
    [
        [math.nan, math.nan],
        [1.0, math.nan, math.inf, 2.0],
        [5.0, 5.0, 5.0],
        [1e308, -1e308],
        [0.0, 5e-324],
        [-3.5],
        [10**300, 1],
    ],
)
def test_any_numbers_can_be_drawn(backend, values):
    run = backend.start_interactive("digits")
    metrics = writer(backend, run)
    for value in values:
        metrics.log("odd", value)
    html = html_of(backend, run)
    paths = re.findall(r'<path d="([^"]*)"', html)
    assert "odd" in Page(html).text
    for path in paths:
        assert re.fullmatch(r"(?:[ML]-?\d+\.\d -?\d+\.\d)*", path)


def test_several_runs_share_a_chart_and_have_a_legend(backend):
    runs = [backend.start_interactive("digits", name=name) for name in ("first", "second")]
    for run in runs:
        metrics = writer(backend, run)
        for value in (3.0, 2.0, 1.0):
            metrics.log("loss", value)
    page = page_of(backend, *runs)
    assert page.tags.count("svg") == 1
    assert page.tags.count("path") == 2
    assert "■ first" in page.text and "■ second" in page.text


def test_a_long_table_is_cut_and_says_so(backend):
    run = backend.start_interactive("digits")
    writer(backend, run).record("big", "table", {"a": list(range(500)), "b": list(range(500))})
    page = page_of(backend, run)
    assert "500 × 2, cut" in page.text
    assert page.tags.count("tr") < 20
