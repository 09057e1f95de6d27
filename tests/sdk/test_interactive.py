"""Runs that the notebook performs: logging, tags, properties, files, children (behaviours 20, 21, 26 to 28, 31)."""

import math
import re
import warnings

import numpy
import pytest

from amlwidgets.resources.errors import PathNotAllowed, ResourceNotFound, UserErrorException
from amlwidgets.sdk.experiment import Experiment, ViewType
from amlwidgets.sdk.run import Run, get_run


@pytest.fixture
def run(experiment):
    return experiment.start_logging()


def test_an_experiment(ws, experiment):
    assert repr(experiment) == "Experiment(Name: digits,\nWorkspace: w)"
    html = experiment._repr_html_()
    assert [head for head in ("Name", "Workspace", "Report Page", "Docs Page") if f"<th>{head}</th>" in html] == [
        "Name",
        "Workspace",
        "Report Page",
        "Docs Page",
    ]
    assert experiment.id == experiment.id
    assert [found.name for found in Experiment.list(ws)] == ["digits"]
    assert Experiment.list(ws, experiment_name="other") == []


def test_experiments_are_archived_and_tagged(ws, experiment):
    def names(**which):
        return [found.name for found in Experiment.list(ws, **which)]

    other = Experiment(ws, "other")
    other.tag("k", "v")
    other.set_tags({"a": None, "k": "w"})
    experiment.tag("k", "v")
    assert other.tags == {"a": "", "k": "w"}
    assert names(tags="k") == ["digits", "other"]
    assert names(tags={"k": "w"}) == ["other"]
    other.remove_tags("a")
    other.remove_tags(["k"])
    assert other.tags == {}
    other.archive()
    assert names() == names(view_type=ViewType.ActiveOnly) == ["digits"]
    assert names(view_type=ViewType.ArchivedOnly) == ["other"]
    assert names(view_type=ViewType.All) == ["digits", "other"]
    other.reactivate()
    assert len(names()) == 2
    with pytest.raises(UserErrorException, match="new_name is 'new'; expected None"):
        other.reactivate("new")
    with pytest.raises(UserErrorException, match="view_type is 'Some'; expected one of"):
        names(view_type="Some")


def test_a_run_as_it_looks(run):
    assert re.fullmatch(r"digits_\d{10}_[0-9a-f]{8}", run.id)
    assert repr(run) == f"Run(Experiment: digits,\nId: {run.id},\nType: azureml.scriptrun,\nStatus: Running)"
    html = run._repr_html_()
    for head in ("Experiment", "Id", "Type", "Status", "Details Page", "Docs Page"):
        assert f"<th>{head}</th>" in html


def test_markup_in_tables_is_text():
    from amlwidgets.sdk.display import table

    html = table([("<b>", '<img src="x">', '"onclick="'), ("x", "</table>", "")])
    assert "<b>" not in html and "<img" not in html and html.count("</table>") == 1
    assert '"onclick="' not in html


def test_completing(run):
    assert run.get_status() == run.status == "Running"
    run.complete()
    assert run.status == "Completed"
    run.complete()
    run.fail("late")
    assert run.status == "Completed"


def test_a_with_block_completes_or_fails(experiment):
    with experiment.start_logging() as good:
        good.log("m", 1)
    assert good.status == "Completed"
    with pytest.raises(ZeroDivisionError):
        with experiment.start_logging() as bad:
            1 / 0
    details = bad.get_details()
    assert details["status"] == "Failed"
    assert details["error"]["error"]["code"] == "ZeroDivisionError"
    assert "division by zero" in details["error"]["error"]["message"]


def test_canceling_and_failing(experiment):
    canceled, failed = experiment.start_logging(), experiment.start_logging()
    canceled.cancel()
    failed.fail("no data", error_code="Data")
    assert (canceled.status, failed.status) == ("Canceled", "Failed")
    assert failed.get_details()["error"]["error"] == {"code": "Data", "message": "no data", "remedy": ""}


def test_outputs_are_kept_when_it_completes(experiment, work):
    (work / "out" / "deep").mkdir(parents=True)
    (work / "out" / "deep" / "m.txt").write_text("m")
    run = experiment.start_logging(outputs="out", snapshot_directory=None)
    run.complete()
    assert run.get_file_names() == ["outputs/deep/m.txt"]


# -- metrics -------------------------------------------------------------------------------------------------


def test_metrics_by_how_often_they_were_logged(run):
    run.log("once", 0.5)
    run.log("count", 3)
    run.log("flag", True)
    run.log("word", "good")
    for value in (1, numpy.float32(0.5), numpy.int64(2)):
        run.log("mixed", value)
    run.log_list("list", [1, 2])
    run.log_list("list", numpy.array([3.0]))
    run.log_row("row", x=1, y="a")
    run.log_row("row", x=2, y="b")
    run.log_row("single", x=1)
    run.log_table("table", {"x": [1, 2], "y": ["a", "b"]})
    run.log_table("table", {"x": [3], "y": ["c"]})
    metrics = run.get_metrics()
    assert metrics == {
        "once": 0.5,
        "count": 3,
        "flag": True,
        "word": "good",
        "mixed": [1.0, 0.5, 2.0],
        "list": [1, 2, 3.0],
        "row": {"x": [1, 2], "y": ["a", "b"]},
        "single": {"x": 1},
        "table": {"x": [1, 2, 3], "y": ["a", "b", "c"]},
    }
    assert type(metrics["count"]) is int and type(metrics["flag"]) is bool
    assert run.get_metrics("once") == run.get_metrics(name="once") == {"once": 0.5}
    assert run.get_metrics("missing") == {}


def test_numbers_and_words_of_one_name_keep_their_order(run):
    for value in (1, "two", 3):
        run.log("m", value)
    assert run.get_metrics()["m"] == [1, "two", 3]


def test_nan_and_infinity(run):
    run.log("nan", math.nan)
    run.log("infinite", -math.inf)
    metrics = run.get_metrics()
    assert math.isnan(metrics["nan"]) and metrics["infinite"] == -math.inf


def test_images(run, work):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure = pyplot.figure()
    (work / "p.gif").write_bytes(b"GIF89a")
    run.log_image("../<plot>", plot=figure)
    run.log_image("file", path="p.gif")
    run.log_image("pyplot", plot=pyplot)
    pyplot.close(figure)
    names = run.get_file_names()
    assert len(names) == 3 and all(re.fullmatch(r"outputs/images/[\w.-]+_\d+\.(png|gif)", name) for name in names)
    artifact = run.get_metrics()["file"]
    assert artifact.startswith(f"aml://artifactId/ExperimentRun/dcid.{run.id}/outputs/images/file_")
    with run._backend.open_run_file(run.id, artifact.split(run.id + "/")[1]) as file:
        assert file.read() == b"GIF89a"


@pytest.mark.parametrize("kind", ["confusion_matrix", "accuracy_table", "residuals", "predictions"])
@pytest.mark.parametrize(
    "value", [{"schema_type": "t", "data": {"x": 1}}, '{"schema_type": "t", "data": {"x": 1}}']
)
def test_documents(run, kind, value):
    getattr(run, f"log_{kind}")(name="d", value=value, description="d")
    assert run.get_metrics()["d"] == {"schema_type": "t", "data": {"x": 1}}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: run.log_list("m", "text"), "value is 'text'; expected a list"),
        (lambda run: run.log_list("m", 5), "value is 5; expected a list"),
        (lambda run: run.log_row("m"), "expected a keyword argument for each column"),
        (lambda run: run.log_table("m", [1]), r"value is \[1\]; expected a dict of columns"),
        (lambda run: run.log_image("m"), "expected one of path and plot"),
        (lambda run: run.log_image("m", path="missing.png"), "'missing.png'; expected a file that exists"),
        (lambda run: run.log_image("m", plot="figure"), "plot is 'figure'; expected a matplotlib figure"),
        (lambda run: run.log_confusion_matrix("m", "{"), "value is '{'; expected a dict with schema_type"),
        (lambda run: run.log_residuals("m", {"x": 1}), "expected a dict with schema_type"),
    ],
)
def test_wrong_metrics(run, call, message):
    with pytest.raises(UserErrorException, match=message):
        call(run)
    assert run.get_metrics() == {}


def test_a_million_names_limit_nothing(run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(2000):
            run.log(f"metric {number}", number)
    assert len(run.get_metrics()) == 2000


# -- tags and properties -------------------------------------------------------------------------------------


def test_tags_are_set_over_what_they_were(run):
    run.tag("k")
    assert run.get_tags() == run.tags == {"k": None}
    run.tag("k", 5)
    run.set_tags({"a": "1", "b": None})
    assert run.tags == {"k": "5", "a": "1", "b": None}
    run.remove_tags(["a"])
    run.remove_tags("b")
    assert run.tags == {"k": "5"}


def test_properties_are_never_changed(run):
    run.add_properties({"k": "v"})
    assert run.get_properties()["k"] == run.properties["k"] == "v"
    for value in ("v", "other"):
        with pytest.raises(UserErrorException, match=r"properties has \['k'\], which the run has already"):
            run.add_properties({"k": value, "new": "x"})
    assert "new" not in run.properties


def test_names_and_words(run, experiment):
    run.display_name = "best"
    run.description = "why"
    same = get_run(experiment, run.id)
    assert (same.display_name, same.name, same.description, same.number) == ("best", "best", "why", run.number)
    assert experiment.start_logging(display_name="named").display_name == "named"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: run.set_tags(["a"]), r"tags is \['a'\]; expected a dict"),
        (lambda run: run.tag(None), "a key of tags is None; expected a text"),
        (lambda run: run.add_properties("k"), "properties is 'k'; expected a dict"),
        (lambda run: setattr(run, "display_name", ""), "display_name is ''; expected a text"),
        (lambda run: list(run.get_children(status="Odd")), "status is 'Odd'; expected one of NotStarted"),
        (lambda run: list(run.get_children(tags=5)), "tags is 5; expected a key, or a dict"),
        (lambda run: run.create_children("x"), "count is 'x'; expected a whole number"),
    ],
)
def test_wrong_tags(run, call, message):
    with pytest.raises(UserErrorException, match=message):
        call(run)


# -- lists ---------------------------------------------------------------------------------------------------


def test_runs_of_an_experiment_newest_first(ws, experiment):
    runs = [experiment.start_logging() for _ in range(4)]
    runs[0].tag("k", "v")
    runs[1].tag("k", "w")
    runs[2].add_properties({"p": "1"})
    runs[3].complete()
    child = runs[3].child_run("child")
    Experiment(ws, "other").start_logging()

    def ids(**which):
        return [run.id for run in experiment.get_runs(**which)]

    newest_first = [run.id for run in reversed(runs)]
    assert ids() == newest_first
    assert ids(tags="k") == [runs[1].id, runs[0].id]
    assert ids(tags={"k": "v"}) == [runs[0].id]
    assert ids(properties={"p": "1"}) == [runs[2].id]
    assert ids(type="azureml.hyperdrive") == []
    assert ids(include_children=True) == [child.id, *newest_first]
    assert [run.id for run in Run.list(experiment, status="completed")] == [runs[3].id]


def test_a_list_longer_than_a_page(experiment):
    made = [experiment.start_logging().id for _ in range(105)]
    assert [run.id for run in experiment.get_runs()] == made[::-1]


def test_children(experiment):
    parent = experiment.start_logging()
    child = parent.child_run(name="c")
    grandchild = child.child_run()
    tagged = parent.create_children(tag_key="n", tag_values=["1", "2"])
    assert len(parent.create_children(1)) == 1
    assert child.parent.id == parent.id and parent.parent is None
    assert child.display_name == "c"
    assert [run.tags for run in tagged] == [{"n": "1"}, {"n": "2"}]
    assert {run.id for run in parent.get_children(tags="n")} == {run.id for run in tagged}
    below = [run.id for run in parent.get_children(recursive=True)]
    assert len(below) == 5
    assert below.index(grandchild.id) == below.index(child.id) + 1
    assert grandchild.id not in [run.id for run in parent.get_children()]
    grandchild.log("m", 1)
    parent.log("p", 2)
    assert parent.get_metrics() == {"p": 2}
    assert parent.get_metrics(recursive=True) == {"p": 2, "m": 1}


def test_runs_by_id(ws, experiment, run):
    assert Run(experiment, run.id).id == Run.get(ws, run.id).id == ws.get_run(run.id).id == run.id
    assert ws.get_run(run.id).experiment.name == "digits"
    for missing in (lambda: Run(experiment, "missing"), lambda: ws.get_run("missing")):
        with pytest.raises(ResourceNotFound):
            missing()


def test_deleting_an_experiment_removes_its_runs(ws, experiment):
    experiment.start_logging().complete()
    Experiment.delete(ws, experiment.id)
    assert list(experiment.get_runs()) == []
    with pytest.raises(ResourceNotFound):
        Experiment.delete(ws, "missing")


# -- files ---------------------------------------------------------------------------------------------------


def test_files_to_and_from_a_run(run, work):
    (work / "m.pkl").write_bytes(b"model")
    (work / "folder" / "deep").mkdir(parents=True)
    (work / "folder" / "deep" / "x").write_text("x")
    run.upload_file("outputs/m.pkl", "m.pkl")
    with open("m.pkl", "rb") as stream:
        run.upload_file(name="outputs/s.pkl", path_or_stream=stream)
    run.upload_files(["outputs/1", "plots/2"], ["m.pkl", "m.pkl"])
    run.upload_folder("outputs/f", "folder")
    names = ["outputs/1", "outputs/f/deep/x", "outputs/m.pkl", "outputs/s.pkl", "plots/2"]
    assert run.get_file_names() == names
    run.download_file("outputs/s.pkl")
    assert (work / "s.pkl").read_bytes() == b"model"
    run.download_file("outputs/m.pkl", "copy.pkl")
    run.download_file("outputs/m.pkl", output_file_path="folder")
    run.download_file("outputs/m.pkl", "made/")
    assert all((work / path).read_bytes() == b"model" for path in ("copy.pkl", "folder/m.pkl", "made/m.pkl"))
    run.download_files(prefix="outputs/f", output_directory="all")
    assert (work / "all" / "outputs" / "f" / "deep" / "x").read_text() == "x"
    run.download_files("outputs/f", "flat", append_prefix=False)
    assert (work / "flat" / "deep" / "x").read_text() == "x"
    run.download_files("plots", "named", output_paths=["two"])
    assert (work / "named" / "two").read_bytes() == b"model"


def test_what_was_uploaded_has_an_id_and_a_place_of_its_own(run, work):
    (work / "m").write_text("m")
    assert run.upload_files(["outputs/1", "2"], ["m", "m"], return_artifacts=True) == [
        f"aml://artifactId/ExperimentRun/dcid.{run.id}/outputs/1",
        f"aml://artifactId/ExperimentRun/dcid.{run.id}/2",
    ]
    with pytest.warns(UserWarning, match="Run.upload_file does not know 'datastore_name'"):
        run.upload_file("outputs/3", "m", datastore_name="workspaceblobstore")
    assert "outputs/3" in run.get_file_names()


def test_a_file_that_is_not_there_says_what_is(run):
    run.upload_file("outputs/<b>", __file__)
    with pytest.raises(UserErrorException, match=r"File with path outputs/x was not found(?s:.*)outputs/<b>"):
        run.download_file("outputs/x")


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "outputs/../../x", "metrics/x.bin", "launcher/pid"])
def test_no_path_leaves_a_run(run, path):
    for call in (lambda: run.upload_file(path, __file__), lambda: run.download_file(path)):
        with pytest.raises(PathNotAllowed):
            call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: run.upload_file("outputs/x", "missing"), "path_or_stream is 'missing'; expected a file"),
        (lambda run: run.upload_file("", __file__), "name is ''; expected a text"),
        (lambda run: run.upload_files(["a"], []), r"paths is \[\]; expected as many as names \(1\)"),
        (lambda run: run.upload_folder("x", "missing"), "'missing'; expected a folder"),
        (lambda run: run.download_file(None), "name is None; expected a text"),
        (lambda run: run.download_files(output_paths=["a"]), "expected a path for each of the 0 files"),
        (lambda run: run.restore_snapshot(), "no snapshot"),
    ],
)
def test_wrong_files(run, call, message):
    with pytest.raises(UserErrorException, match=message):
        call(run)


def test_an_interactive_run_is_waited_for_by_others(experiment, run):
    run.complete()
    assert get_run(experiment, run.id).wait_for_completion()["status"] == "Completed"
