"""One script against a real `mlflow server` and against ours gives equal answers, less ids and times."""

import math
import re
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest
from mlflow import MlflowClient
from mlflow import __version__ as mlflow_version
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

from .conftest import TOKEN, Server, aim

Step = Tuple[str, Any]

pytestmark = pytest.mark.skipif(
    tuple(map(int, mlflow_version.split(".")[:2])) < (3, 17),
    reason="filters of older MLflow servers take NaN for 0: `make test-clients` compares with a newer one too",
)


def test_equal_answers(genuine: str, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    aim(monkeypatch, genuine)
    expected = list(script(MlflowClient(), tmp_path / "genuine"))
    aim(monkeypatch, server.tracking, TOKEN)
    found = list(script(MlflowClient(), tmp_path / "ours"))
    assert [what for what, _ in found] == [what for what, _ in expected]
    different = [(what, ours, theirs) for (what, ours), (_, theirs) in zip(found, expected) if ours != theirs]
    assert different == []


def script(client: MlflowClient, folder: Any) -> Iterator[Step]:
    """What it sees, step by step."""
    see = Eyes()
    yield from experiments(client, see)
    ids = [client.get_experiment_by_name("first").experiment_id]
    yield from life_of_a_run(client, see, ids[0])
    yield from metrics(client, see, ids[0])
    yield from params_and_tags(client, see, ids[0])
    yield from searches(client, see)
    yield from artifacts(client, see, ids[0], folder)
    yield from errors(client, see, ids[0])


class Eyes:
    """Makes entities comparable: ids by the order they came up in, times left out."""

    def __init__(self) -> None:
        self._ids: Dict[str, str] = {}

    def experiment(self, experiment: Any) -> Any:
        return experiment and {
            "id": self._id(experiment.experiment_id),
            "name": experiment.name,
            "stage": experiment.lifecycle_stage,
            "tags": experiment.tags,
            "times": experiment.creation_time <= experiment.last_update_time,
        }

    def run(self, run: Any) -> Any:
        info = run.info
        return {
            "id": self._id(info.run_id),
            "experiment": self._id(info.experiment_id),
            "info": (info.run_name, info.status, info.lifecycle_stage, info.user_id),
            "ended": info.end_time is not None,
            "metrics": {name: self.number(value) for name, value in run.data.metrics.items()},
            "params": run.data.params,
            "tags": {key: self._tag(key, value) for key, value in run.data.tags.items()},
        }

    def runs(self, runs: Any) -> Any:
        return [run.info.run_name for run in runs], bool(runs.token)

    def metric(self, metric: Metric) -> Any:
        return metric.key, self.number(metric.value), metric.step, metric.timestamp

    def number(self, value: float) -> Any:
        return "NaN" if math.isnan(value) else value

    def files(self, files: Any) -> Any:
        return [(file.path, file.is_dir, file.file_size or None) for file in files]

    def _id(self, text: str) -> str:
        return self._ids.setdefault(text, f"#{len(self._ids)}")

    def _tag(self, key: str, value: str) -> str:
        return self._id(value) if key == "mlflow.parentRunId" else value


def refused(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The code of the error that a call ends with."""
    try:
        call(*args, **kwargs)
    except MlflowException as error:
        return error.error_code, error.get_http_status_code()
    return "no error"


def experiments(client: MlflowClient, see: Eyes) -> Iterator[Step]:
    first = client.create_experiment("first", tags={"team": "a", "kind": "test"})
    second = client.create_experiment("second", tags={"team": "b"})
    third = client.create_experiment("Third.one")
    yield "created", see.experiment(client.get_experiment(first))
    yield "by name", see.experiment(client.get_experiment_by_name("second"))
    yield "no such name", see.experiment(client.get_experiment_by_name("none"))
    yield "twice", refused(client.create_experiment, "first")
    yield "no such id", refused(client.get_experiment, "987654321")
    client.set_experiment_tag(third, "team", "c")
    client.delete_experiment_tag(first, "kind")
    yield "tagged", see.experiment(client.get_experiment(third))
    yield "untagged", see.experiment(client.get_experiment(first))
    yield "untagged again", refused(client.delete_experiment_tag, first, "kind")
    client.delete_experiment(second)
    yield "deleted", see.experiment(client.get_experiment(second))
    yield "deleted by name", see.experiment(client.get_experiment_by_name("second"))
    yield "deleted twice", refused(client.delete_experiment, second)
    yield "a run of it", refused(client.create_run, second)
    yield "a tag of it", refused(client.set_experiment_tag, second, "a", "b")
    for view in (ViewType.ACTIVE_ONLY, ViewType.DELETED_ONLY, ViewType.ALL):
        found = client.search_experiments(view, filter_string="name != 'Default'", order_by=["name"])
        yield f"view {view}", [see.experiment(each) for each in found]
    client.restore_experiment(second)
    yield "restored twice", refused(client.restore_experiment, second)
    yield "make it again", refused(client.create_experiment, "second")
    for text in ("name = 'first'", "name LIKE '%ir%'", "name ILIKE 'T%'", "tags.team = 'b'", "tag.team IS NULL"):
        found = client.search_experiments(filter_string=f"{text} AND name != 'Default'", order_by=["name DESC"])
        yield text, [each.name for each in found]
    page = client.search_experiments(max_results=2, filter_string="name != 'Default'", order_by=["name"])
    rest = client.search_experiments(
        max_results=2, filter_string="name != 'Default'", order_by=["name"], page_token=page.token
    )
    yield "pages", [[each.name for each in page], [each.name for each in rest], bool(rest.token)]
    for text in ("nam = 'x'", "name = x", "name > 'x'", "metrics.a > 1", "name = 'a' OR name = 'b'"):
        yield text, refused(client.search_experiments, filter_string=text)


def life_of_a_run(client: MlflowClient, see: Eyes, experiment: str) -> Iterator[Step]:
    tags = {"mlflow.user": "ada", "mlflow.note.content": "what it is", "colour": "red"}
    parent = client.create_run(experiment, run_name="parent", tags=tags, start_time=1_700_000_000_000)
    yield "started", see.run(parent)
    child = client.create_run(
        experiment, run_name="child", tags={"mlflow.parentRunId": parent.info.run_id, "mlflow.user": "ada"}
    )
    yield "child", see.run(client.get_run(child.info.run_id))
    yield "start time", client.get_run(parent.info.run_id).info.start_time
    client.update_run(child.info.run_id, name="renamed")
    yield "renamed", see.run(client.get_run(child.info.run_id))
    client.set_tag(child.info.run_id, "mlflow.runName", "named by tag")
    yield "named by tag", see.run(client.get_run(child.info.run_id))
    client.set_tag(child.info.run_id, "mlflow.note.content", "a note")
    yield "noted", see.run(client.get_run(child.info.run_id))
    client.delete_tag(child.info.run_id, "mlflow.note.content")
    yield "not noted", see.run(client.get_run(child.info.run_id))
    client.set_terminated(parent.info.run_id, end_time=1_700_000_001_500)
    yield "finished", see.run(client.get_run(parent.info.run_id))
    yield "end time", client.get_run(parent.info.run_id).info.end_time
    for status in ("FAILED", "KILLED"):
        run = client.create_run(experiment, run_name=status, tags={"mlflow.user": "ada"})
        client.set_terminated(run.info.run_id, status)
        yield status, see.run(client.get_run(run.info.run_id))
    client.delete_run(child.info.run_id)
    yield "deleted", see.run(client.get_run(child.info.run_id))
    for name, call in (
        ("tag", lambda: client.set_tag(child.info.run_id, "a", "b")),
        ("metric", lambda: client.log_metric(child.info.run_id, "a", 1)),
        ("param", lambda: client.log_param(child.info.run_id, "a", 1)),
        ("batch", lambda: client.log_batch(child.info.run_id, [Metric("a", 1, 1, 1)])),
        ("end", lambda: client.set_terminated(child.info.run_id)),
    ):
        yield f"{name} of a deleted run", refused(call)
    yield "listed", see.runs(client.search_runs([experiment], order_by=["run_name"]))
    client.restore_run(child.info.run_id)
    yield "restored", see.run(client.get_run(child.info.run_id))
    yield "two names", refused(client.create_run, experiment, run_name="a", tags={"mlflow.runName": "b"})
    client.set_terminated(child.info.run_id)


def metrics(client: MlflowClient, see: Eyes, experiment: str) -> Iterator[Step]:
    run_id = client.create_run(experiment, run_name="metrics", tags={"mlflow.user": "ada"}).info.run_id

    def log(name: str, *points: Tuple[float, int, int]) -> None:
        client.log_batch(run_id, [Metric(name, value, moment, step) for value, moment, step in points])

    log("thousand", *((math.sin(i), 5_000 + i, i) for i in range(1000)))
    log("backwards", *((float(i), 9_000 - i, i) for i in range(10)))
    log("same step", (1.0, 100, 0), (3.0, 300, 0), (2.0, 200, 0))
    log("same time", (1.0, 100, 0), (3.0, 100, 0), (2.0, 100, 0))
    log("steps go back", (1.0, 100, 9), (2.0, 200, 3))
    log("negative step", (1.0, 100, -5), (2.0, 90, -9))
    log("nan last", (1.0, 100, 0), (math.nan, 200, 1))
    log("nan tie", (math.nan, 100, 0), (1.0, 100, 0), (-1.0, 100, 0))
    log("nan and less", (math.nan, 100, 0), (-1.0, 100, 0))
    log("twice", (1.0, 100, 0), (1.0, 100, 0), (math.nan, 100, 0), (math.nan, 100, 0))
    log("twice", (1.0, 100, 0))
    log("a/b c.d-e_f:g", (1.5, 100, 2**40))
    log("tiny", (5e-324, 100, 0), (1.7976931348623157e308, 100, 1), (-0.0, 100, 2))
    for name in sorted(client.get_run(run_id).data.metrics):
        yield f"history of {name}", [see.metric(each) for each in client.get_metric_history(run_id, name)]
    yield "last ones", see.run(client.get_run(run_id))
    yield "no such metric", client.get_metric_history(run_id, "none")
    client.log_metric(run_id, "one by one", 1)
    client.log_metric(run_id, "one by one", 2, step=7, timestamp=12345)
    yield "one by one", [see.number(each.value) for each in client.get_metric_history(run_id, "one by one")]
    for name in ("", "..", "a//b", "/a", "a\tb", "ä", "a*b", "x" * 251):
        yield f"metric {name[:9]!r}", refused(client.log_batch, run_id, [Metric(name, 1.0, 1, 1)])
    yield "negative time", refused(client.log_batch, run_id, [Metric("a", 1.0, -1, 1)])
    client.set_terminated(run_id)
    client.log_metric(run_id, "after the end", 1)
    yield "after the end", see.run(client.get_run(run_id))


def params_and_tags(client: MlflowClient, see: Eyes, experiment: str) -> Iterator[Step]:
    run_id = client.create_run(experiment, run_name="params", tags={"mlflow.user": "ada"}).info.run_id
    client.log_param(run_id, "lr", 0.1)
    client.log_param(run_id, "lr", "0.1")
    client.log_param(run_id, "empty", "")
    yield "changed", refused(client.log_param, run_id, "lr", 0.2)
    client.log_batch(
        run_id, params=[Param("a", "1"), Param("lr", "0.1")], tags=[RunTag("t", "1"), RunTag("t", "2")]
    )
    yield "batch", see.run(client.get_run(run_id))
    metric = Metric("unseen", 1.0, 1, 1)
    yield "batch that changes", refused(client.log_batch, run_id, [metric], [Param("new", "1"), Param("a", "2")])
    yield "twice in one", refused(client.log_batch, run_id, params=[Param("b", "1"), Param("b", "1")])
    yield "nothing kept", see.run(client.get_run(run_id))
    client.set_tag(run_id, "t", "ünï ☃")
    client.set_tag(run_id, "number", 5)
    client.delete_tag(run_id, "number")
    yield "no such tag", refused(client.delete_tag, run_id, "number")
    client.log_param(run_id, "long", "x" * 6000)
    yield "too long", refused(client.log_param, run_id, "longer", "x" * 6001)
    yield "long name", refused(client.log_param, run_id, "x" * 251, "x")
    for text in ("", "a\nb", "../a", "a*"):
        yield f"param {text!r}", refused(client.log_param, run_id, text, "x")
        yield f"tag {text!r}", refused(client.set_tag, run_id, text, "x")
    yield "in the end", see.run(client.get_run(run_id))
    client.set_terminated(run_id)


RUNS = (
    # name, loss, accuracy, params, tags
    ("alpha", 0.5, 0.9, {"lr": "0.1", "net": "CNN"}, {"team": "red", "a b": "x"}),
    ("beta", math.nan, 0.8, {"lr": "0.2"}, {"team": "blue"}),
    ("gamma", 0.1, None, {"net": "cnn"}, {"team": "Red"}),
    ("delta", None, 0.7, {}, {}),
    ("epsilon", 2.5, -0.1, {"lr": "10", "net": "c%n"}, {"team": "it's"}),
    ("zeta", 0.1, 0.9, {"lr": "1e-3"}, {"team": "a\nb"}),
)
FILTERS = (
    "", "metrics.loss < 1", "metrics.loss <= 0.1", "metrics.loss != 0.1", "metrics.loss = 0.5", "metric.loss > -1e3",
    "metrics.accuracy >= .8 and metrics.loss > 0.3", "metrics.`loss` < 1", "metrics.\"loss\" < 1",
    "params.lr = '0.1'", "params.lr != '0.1'", "param.net LIKE 'C%'", "parameters.net ILIKE 'c%'", "params.net LIKE 'c_n'",
    "params.lr IS NULL", "params.lr IS NOT NULL", "tags.team = 'red'", "tags.team != 'red'", "tags.team LIKE '%e%'",
    "tags.team ILIKE 'RED'", "tags.`a b` = 'x'", "tags.\"a b\" = 'x'", "tag.team IS NULL", "tags.team = \"it's\"",
    "tags.team LIKE 'a%b'", "attributes.status = 'FINISHED'", "status != 'FINISHED'", "status = 'RUNNING'",
    "attribute.run_name = 'alpha'", "run_name LIKE '%eta'", "run_name ILIKE 'ALPHA'", "`run name` = 'beta'",
    "user_id = 'ada'", "start_time > 0", "start_time < 1000", "end_time > 0", "created > 0",
    "params.lr = '0.1' AND tags.team = 'red' AND metrics.loss < 1", "run_id IN ('none')", "run_id NOT IN ('none')",
    "tags.mlflow.user = 'ada'", "tags.mlflow.runName = 'zeta'",
)  # fmt: skip
WRONG = (
    "metrics.loss", "metrics.loss <", "metrics.loss < 'a'", "metrics.loss LIKE 'a'", "metrics.loss < 1 OR metrics.loss > 2",
    "params.lr = 0.1", "params.lr > '1'", "params.lr = 0.1 AND", "status > 'a'", "nothing = 'a'", "thing.a = 'b'",
    "start_time = 'now'", "params.lr = '0.1", "status IN ('RUNNING')", "run_id IN ()", "run_id = 'a' 'b'",
    "metrics.loss IS NULL", "status IS NULL", "= 1", "1 = 1", "(metrics.loss < 1)",
)  # fmt: skip
ORDERS = (
    ["metrics.loss"], ["metrics.loss DESC"], ["metrics.loss ASC", "metrics.accuracy DESC"], ["params.lr"],
    ["params.lr DESC"], ["tags.team"], ["tags.team desc"], ["attributes.run_name DESC"], ["run_name"], ["start_time"],
    ["start_time DESC"], ["end_time"], ["status", "run_name"], ["metrics.`loss`", "start_time ASC"], ["metrics.none"],
    ["tags.\"a b\" DESC", "run_name"], ["Created"],
)  # fmt: skip
WRONG_ORDERS = (["nothing"], ["metrics.loss UP"], ["thing.a"], ["metrics.loss DESC ASC"], ["metrics"], [""])


def searches(client: MlflowClient, see: Eyes) -> Iterator[Step]:
    experiment = client.create_experiment("searched")
    for place, (name, loss, accuracy, params, tags) in enumerate(RUNS):
        moment = 1_600_000_000_000 + place * 1000
        labels = {**tags, "mlflow.user": "ada"}
        run_id = client.create_run(experiment, run_name=name, tags=labels, start_time=moment).info.run_id
        values = {"loss": loss, "accuracy": accuracy}
        points = [Metric(key, value, moment, 0) for key, value in values.items() if value is not None]
        client.log_batch(run_id, points, [Param(key, value) for key, value in params.items()])
        if name != "delta":
            client.set_terminated(run_id, end_time=moment + 500)
    for text in FILTERS:
        yield text, see.runs(client.search_runs([experiment], text))
    for text in WRONG:
        yield text, refused(client.search_runs, [experiment], text)
    for order in ORDERS:
        yield str(order), see.runs(client.search_runs([experiment], order_by=order))
    for order in WRONG_ORDERS:
        yield str(order), refused(client.search_runs, [experiment], order_by=order)
    yield "whole runs", [see.run(run) for run in client.search_runs([experiment], order_by=["run_name"])]
    yield "pages", pages(client, see, experiment)
    yield "no experiment", see.runs(client.search_runs([]))
    yield "unknown experiment", see.runs(client.search_runs(["987654321"]))
    yield "no page", refused(client.search_runs, [experiment], max_results=0)
    yield "a large page", refused(client.search_runs, [experiment], max_results=50_001)
    yield "a wrong token", refused(client.search_runs, [experiment], page_token="nonsense")


def pages(client: MlflowClient, see: Eyes, experiment: str) -> List[Any]:
    seen, token = [], None
    while True:
        page = client.search_runs([experiment], "params.lr IS NOT NULL", max_results=3, page_token=token)
        seen.append(see.runs(page))
        token = page.token
        if not token:
            return seen


def artifacts(client: MlflowClient, see: Eyes, experiment: str, folder: Any) -> Iterator[Step]:
    run_id = client.create_run(experiment, run_name="files", tags={"mlflow.user": "ada"}).info.run_id
    yield "no files", see.files(client.list_artifacts(run_id))
    (folder / "tree" / "deep" / "er").mkdir(parents=True)
    (folder / "tree" / "top.txt").write_text("top")
    (folder / "tree" / "deep" / "er" / "ünï 100%.txt").write_text("deep ☃")
    (folder / "big.bin").write_bytes(bytes(range(256)) * 4096)
    (folder / "empty").write_bytes(b"")
    client.log_artifacts(run_id, folder / "tree")
    client.log_artifacts(run_id, folder / "tree", "below/it")
    client.log_artifact(run_id, folder / "big.bin", "outputs")
    client.log_artifact(run_id, folder / "empty")
    client.log_text(run_id, "text", "notes/a.txt")
    client.log_dict(run_id, {"a": 1}, "notes/a.json")
    for path in (None, "below", "below/it/deep", "outputs", "outputs/big.bin", "notes", "none"):
        yield f"files in {path}", see.files(client.list_artifacts(run_id, path))
    down = folder / "down"
    down.mkdir()
    client.download_artifacts(run_id, "", down)
    yield (
        "downloaded",
        {file.relative_to(down).as_posix(): file.read_bytes() for file in down.rglob("*") if file.is_file()},
    )
    client.log_text(run_id, "other", "notes/a.txt")
    (folder / "again").mkdir()
    yield "replaced", Path(client.download_artifacts(run_id, "notes/a.txt", folder / "again")).read_text()
    yield "missing", missing(client, run_id, folder)
    client.set_terminated(run_id)


def missing(client: MlflowClient, run_id: str, folder: Any) -> Any:
    try:
        client.download_artifacts(run_id, "none.txt", folder)
    except Exception as error:
        return re.findall(r"\b[45]\d\d\b", str(error))[:1]
    return "no error"


def errors(client: MlflowClient, see: Eyes, experiment: str) -> Iterator[Step]:
    for name, call in (
        ("get", lambda: client.get_run("0" * 32)),
        ("metric", lambda: client.log_metric("0" * 32, "a", 1)),
        ("param", lambda: client.log_param("0" * 32, "a", 1)),
        ("tag", lambda: client.set_tag("0" * 32, "a", "b")),
        ("batch", lambda: client.log_batch("0" * 32, [Metric("a", 1, 1, 1)])),
        ("end", lambda: client.set_terminated("0" * 32)),
        ("delete", lambda: client.delete_run("0" * 32)),
        ("restore", lambda: client.restore_run("0" * 32)),
        ("delete tag", lambda: client.delete_tag("0" * 32, "a")),
        ("files", lambda: client.list_artifacts("0" * 32)),
        ("run of no experiment", lambda: client.create_run("987654321")),
    ):
        yield f"{name} of no run", refused(call)
