"""Pipelines: what depends on what, what is wrong with them, the definition, and runs of pipelines."""

import json

import pytest
from azureml.core import Datastore, Environment, RunConfiguration, ScriptRunConfig
from azureml.exceptions import (
    AzureMLException,
    ExperimentExecutionException,
    RunConfigurationException,
    UserErrorException,
)
from azureml.pipeline.core import (
    Module,
    Pipeline,
    PipelineData,
    PipelineDraft,
    PipelineEndpoint,
    PipelineParameter,
    PipelineRun,
    PublishedPipeline,
    Schedule,
    ScheduleRecurrence,
    StepSequence,
    TimeZone,
)
from azureml.pipeline.core.graph import InputPortDef, OutputPortDef
from azureml.pipeline.steps import (
    AdlaStep,
    AzureBatchStep,
    CommandStep,
    DatabricksStep,
    DataTransferStep,
    EstimatorStep,
    HyperDriveStep,
    KustoStep,
    ModuleStep,
    MpiStep,
    ParallelRunConfig,
    ParallelRunStep,
    PythonScriptStep,
    RScriptStep,
    SynapseSparkStep,
)
from azureml.train.estimator import Estimator
from azureml.train.hyperdrive import HyperDriveConfig, PrimaryMetricGoal, RandomParameterSampling, uniform


@pytest.fixture(autouse=True)
def scripts(work):
    for name in ("train.py", "score.py"):
        (work / name).write_text("print('here')\n")


def step(name="train", **others):
    return PythonScriptStep("train.py", name=name, **others)


def ends(pipeline):
    return [(edge["from"], edge["to"], edge["data"]) for edge in pipeline.to_json()["edges"]]


# -- what depends on what ------------------------------------------------------------------------------------


def test_a_step_comes_after_those_that_write_what_it_reads(ws):
    data = PipelineData("features")
    first = step("first", outputs=[data], arguments=["--out", data])
    second = step("second", inputs=[data], arguments=["--in", data])
    pipeline = Pipeline(ws, [second, first])
    assert pipeline.graph.order() == ["first", "second"]
    assert ends(pipeline) == [("first", "second", "features")]


@pytest.mark.parametrize(
    "read",
    [
        lambda data: data,
        lambda data: data.as_input("other"),
        lambda data: data.as_download(),
        lambda data: data.as_dataset(),
        lambda data: data.as_dataset().as_named_input("x").as_mount(),
        lambda data: data.as_dataset().parse_delimited_files().keep_columns("a"),
    ],
)
def test_data_is_the_same_in_whatever_way_it_is_read(ws, read):
    data = PipelineData("features")
    first = step("first", outputs=[data])
    assert ends(Pipeline(ws, [step("second", inputs=[read(data)]), first])) == [("first", "second", "features")]


def test_order_without_data(ws):
    first, second, third = step("first"), step("second"), step("third")
    second.run_after(first)
    third.run_after(second)
    third.run_after(second)
    assert ends(Pipeline(ws, [third])) == [("second", "third", None), ("first", "second", None)]


def test_a_sequence_with_steps_side_by_side(ws):
    a, b, c, d = (step(name) for name in "abcd")
    pipeline = Pipeline(ws, [StepSequence([a, [b, c], d])])
    assert sorted(ends(pipeline)) == sorted(
        [("a", "b", None), ("a", "c", None), ("b", "d", None), ("c", "d", None)]
    )
    order = pipeline.graph.order()
    assert (order[0], order[-1]) == ("a", "d")


def test_steps_that_are_needed_belong_to_it_unless_told_otherwise(ws):
    data = PipelineData("features")
    first = step("first", outputs=[data])
    second = step("second", inputs=[data])
    assert len(Pipeline(ws, [second]).steps) == 2
    alone = Pipeline(ws, [second], resolve_closure=False)
    assert alone.validate() == ["Step 'second' reads 'features', which no step of the pipeline writes."]
    assert first in Pipeline(ws, [[second], [first]]).steps


def test_steps_of_one_name_are_told_apart(ws):
    pipeline = Pipeline(ws, [step("same"), step("same"), step("same")])
    assert pipeline.graph.order() == ["same", "same_2", "same_3"]


# -- what is wrong with it -----------------------------------------------------------------------------------


def test_steps_that_wait_for_each_other(ws):
    a, b, c = (step(name) for name in "abc")
    for later, earlier in ((b, a), (c, b), (a, c)):
        later.run_after(earlier)
    (problem,) = Pipeline(ws, [a]).validate()
    assert problem.startswith("Steps wait for each other: ") and all(name in problem for name in "abc")


def test_data_that_nobody_writes(ws):
    assert "reads 'lost'" in Pipeline(ws, [step(inputs=[PipelineData("lost")])]).validate()[0]


def test_data_that_two_steps_write(ws):
    data = PipelineData("twice")
    pipeline = Pipeline(ws, [step("a", outputs=[data]), step("b", outputs=[data])])
    assert pipeline.validate() == ["Steps 'a' and 'b' both write 'twice'."]


def test_a_script_that_is_not_there(ws, work):
    (problem,) = Pipeline(ws, [PythonScriptStep("lost.py")]).validate()
    assert "script_name is 'lost.py'" in problem
    (problem,) = Pipeline(ws, [step(source_directory="nowhere")]).validate()
    assert "source_directory is 'nowhere'" in problem


def test_a_parameter_with_two_defaults(ws):
    a, b = (step(name, arguments=[PipelineParameter("p", index)]) for index, name in enumerate("ab"))
    assert Pipeline(ws, [a, b]).validate() == ["The parameter 'p' has more than one default."]


def test_data_in_arguments_that_is_no_input_or_output():
    with pytest.raises(UserErrorException, match="arguments is .*features; expected data that is among"):
        step(arguments=["--in", PipelineData("features")])


def test_whatever_is_wrong_is_said_before_what_does_not_work_yet(ws, experiment):
    pipeline = Pipeline(ws, [step(inputs=[PipelineData("lost")])])
    for attempt in (
        lambda: experiment.submit(pipeline),
        lambda: pipeline.publish("p"),
        lambda: pipeline.submit("e"),
    ):
        with pytest.raises(RunConfigurationException, match="which no step"):
            attempt()


# -- the definition ------------------------------------------------------------------------------------------


def test_the_definition_is_plain_json(ws):
    data = PipelineData("features", datastore=ws.get_default_datastore())
    parameter = PipelineParameter("rate", 0.1)
    first = step("first", outputs=[data], arguments=["--out", data, "--rate", parameter], allow_reuse=False)
    document = json.loads(json.dumps(Pipeline(ws, [first], description="d").to_json()))
    (node,) = document["nodes"]
    assert node["arguments"] == ["--out", {"output": "features"}, "--rate", {"parameter": "rate"}]
    assert (node["id"], node["type"], node["allowReuse"]) == ("first", "PythonScriptStep", False)
    assert node["outputs"][0]["datastore"] == "workspaceblobstore"
    assert document["parameters"] == [{"name": "rate", "default": 0.1}] and document["description"] == "d"


def parallel():
    environment = Environment("e")
    return ParallelRunConfig(
        environment, "score.py", 10, "append_row", "c", 2, mini_batch_size="2KB", run_max_try=1
    )


def sweep():
    config = ScriptRunConfig(".", script="train.py")
    space = RandomParameterSampling({"--lr": uniform(0, 1)})
    return HyperDriveConfig(space, "m", PrimaryMetricGoal.MAXIMIZE, 2, run_config=config)


def store(ws):
    return Datastore(ws, "workspaceblobstore").path("here", data_reference_name="here")


STEPS = {
    "Adla": lambda ws, data: AdlaStep("train.py", outputs=[data], compute_target="adla"),
    "Batch": lambda ws, data: AzureBatchStep("s", pool_id="p", executable="x", outputs=[data], compute_target="b"),
    "Command": lambda ws, data: CommandStep(["python", "train.py", data], outputs=[data]),
    "Databricks": lambda ws, data: DatabricksStep("s", notebook_path="/n", outputs=[data], compute_target="d"),
    "Estimator": lambda ws, data: EstimatorStep("s", Estimator(".", entry_script="train.py"), outputs=[data]),
    "HyperDrive": lambda ws, data: HyperDriveStep("s", sweep(), metrics_output=data),
    "Kusto": lambda ws, data: KustoStep("s", "kusto", "db", ".", data),
    "Module": lambda ws, data: ModuleStep(module(ws), outputs_map={"out": data}),
    "Mpi": lambda ws, data: MpiStep("s", ".", "train.py", compute_target="c", node_count=2, outputs=[data]),
    "Parallel": lambda ws, data: ParallelRunStep("batch", parallel(), [store(ws)], output=data),
    "Python": lambda ws, data: PythonScriptStep("train.py", runconfig=RunConfiguration(), outputs=[data]),
    "R": lambda ws, data: RScriptStep("train.py", outputs=[data], compute_target="c"),
    "Spark": lambda ws, data: SynapseSparkStep("train.py", ".", "pool", "1g", 1, "1g", 1, 2, outputs=[data]),
    "Transfer": lambda ws, data: DataTransferStep("s", store(ws), data, "adf"),
}


def module(ws):
    return Module(ws, "id", "m", None, "Active", None, [])


@pytest.mark.parametrize("kind", STEPS)
def test_every_kind_of_step_writes_what_others_read(ws, kind):
    data = PipelineData("written")
    made = STEPS[kind](ws, data)
    pipeline = Pipeline(ws, [step("reader", inputs=[data]), made])
    assert pipeline.validate() == []
    assert ends(pipeline) == [(made.name, "reader", "written")]
    document = json.dumps(pipeline.to_json())
    assert type(made).__name__ in document


def test_a_parallel_run_config_as_a_file(work):
    config = parallel()
    config.save_to_yaml("parallel.yml")
    again = ParallelRunConfig.load_yaml(None, "parallel.yml")
    assert again.to_json() == config.to_json() and again.mini_batch_size == 2048


def test_parameters_of_a_parallel_run(ws):
    size = PipelineParameter("size", "1KB")
    config = ParallelRunConfig(Environment("e"), "score.py", 1, "summary_only", "c", 1, mini_batch_size=size)
    pipeline = Pipeline(ws, [ParallelRunStep("batch", config, [store(ws)])])
    assert pipeline.to_json()["parameters"] == [{"name": "size", "default": "1KB"}]


def test_an_estimators_arguments_are_given_to_the_step():
    with pytest.raises(UserErrorException, match="estimator_entry_script_arguments"):
        EstimatorStep("s", Estimator(".", entry_script="train.py", script_params={"--a": 1}))


def test_ports_of_modules():
    assert InputPortDef("in", label="In").to_json()["label"] == "In"
    assert OutputPortDef("out", is_directory=True).data_type == "AnyDirectory"


# -- what does not work yet ----------------------------------------------------------------------------------

PUBLISHED = ("p", "g", None, "1", "id", "Active", "http://there", 1)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda ws, pipeline: pipeline.publish("p"),
        lambda ws, pipeline: pipeline.submit("e"),
        lambda ws, pipeline: PublishedPipeline(*PUBLISHED, ws).submit(ws, "e"),
        lambda ws, pipeline: PublishedPipeline(*PUBLISHED, ws).disable(),
        lambda ws, pipeline: PipelineEndpoint.publish(ws, "n", "d", pipeline),
        lambda ws, pipeline: PipelineDraft.create(ws, pipeline, name="d"),
        lambda ws, pipeline: Schedule.create(ws, "s", "id", "e", recurrence=ScheduleRecurrence("Day", 1)),
        lambda ws, pipeline: Schedule.create_for_pipeline_endpoint(
            ws, "s", "id", "e", ScheduleRecurrence("Day", 1)
        ),
        lambda ws, pipeline: Module.create(ws, "m", "d"),
        lambda ws, pipeline: module(ws).publish_python_script("train.py", "d", [], []),
        lambda ws, pipeline: Pipeline.load_yaml(ws, "p.yml"),
    ],
)
def test_one_sentence_says_what_does_not_work_yet_and_what_to_do(ws, attempt):
    with pytest.raises(ExperimentExecutionException, match="yet: this version executes none") as error:
        attempt(ws, Pipeline(ws, [step()]))
    assert error.value.remedy


def test_submitting_leaves_no_run(ws, experiment):
    with pytest.raises(ExperimentExecutionException, match="A pipeline cannot be submitted yet"):
        experiment.submit(Pipeline(ws, [step()]))
    assert list(experiment.get_runs()) == []


@pytest.mark.parametrize("kind", [PublishedPipeline, PipelineEndpoint, PipelineDraft, Schedule])
def test_lists_of_what_cannot_be_there_are_empty_and_look_ups_say_so(ws, kind):
    assert kind.list(ws) == []
    with pytest.raises(AzureMLException, match="'nothing' in the workspace 'w'"):
        kind.get(ws, "nothing")
    with pytest.raises(UserErrorException, match="workspace is None"):
        kind.list(None)


def test_how_they_look(ws):
    shown = PublishedPipeline("<p>", *PUBLISHED[1:], ws)
    assert repr(shown) == "PublishedPipeline(Name: <p>,\nId: id,\nStatus: Active,\nEndpoint: http://there)"
    assert "&lt;p&gt;" in shown._repr_html_()
    assert "Name: n" in repr(PipelineEndpoint(ws, "id", "n", None, "Active", "1", "http://there", []))
    assert "Id: id" in repr(PipelineDraft(ws, "id", name="d"))


def test_a_recurrence_as_it_was_said():
    zone = TimeZone.EEuropeStandardTime
    said = ScheduleRecurrence("week", 2, "2030-01-31T08:00:00", zone, week_days=["Monday"], time_of_day="15:30")
    assert said.to_json() == {
        "frequency": "Week",
        "interval": 2,
        "start_time": "2030-01-31T08:00:00",
        "time_zone": "E. Europe Standard Time",
        "week_days": ["Monday"],
        "time_of_day": "15:30",
    }


# -- runs of pipelines ---------------------------------------------------------------------------------------


@pytest.fixture
def recorded(ws, experiment):
    """A run with two steps, as an engine leaves it; the first wrote a file."""
    parent = experiment.start_logging()
    first, second = parent.child_run(name="first"), parent.child_run(name="second")
    with ws.backend.write_file("workspaceblobstore", f"azureml/{first.id}/model/a.txt") as sink:
        sink.write(b"a")
    for run in (first, second, parent):
        run.complete()
    return PipelineRun.get(ws, parent.id)


def test_the_steps_of_a_run(recorded, capsys):
    assert recorded.wait_for_completion() == recorded.get_status() == "Finished"
    assert "PipelineRun Status: Finished" in capsys.readouterr().out
    assert sorted(step.name for step in recorded.get_steps()) == ["first", "second"]
    (found,) = recorded.find_step_run("second")
    assert (found.pipeline_run_id, found.get_status(), found.get_outputs()) == (recorded.id, "Finished", {})
    assert recorded.find_step_run("third") == []


def test_what_a_step_wrote_is_downloaded(recorded, work):
    (first,) = recorded.find_step_run("first")
    data = first.get_output_data("model")
    assert list(first.get_outputs()) == ["model"]
    assert data.download("here", show_progress=False) == 1
    assert (work / "here" / "azureml" / first.id / "model" / "a.txt").read_text() == "a"
    assert data.path_on_datastore == f"azureml/{first.id}/model" and data.datastore_name == "workspaceblobstore"


def test_what_a_step_wrote_is_an_input_of_another_pipeline(ws, recorded):
    (first,) = recorded.find_step_run("first")
    pipeline = Pipeline(ws, [step(inputs=[first.get_output_data("model")])])
    assert pipeline.validate() == []
    assert pipeline.to_json()["nodes"][0]["inputs"][0]["name"] == "model"


def test_a_query_is_the_source_of_a_transfer(ws):
    from azureml.data.sql_data_reference import SqlDataReference

    query = SqlDataReference(ws.get_default_datastore(), "people", sql_query="select 1")
    written = PipelineData("written")
    transfer = DataTransferStep("copy", query, written, "adf", destination_reference_type="directory")
    (node,) = Pipeline(ws, [transfer]).to_json()["nodes"]
    assert node["inputs"][0]["name"] == "people" and query.to_json()["sql_query"] == "select 1"
    with pytest.raises(UserErrorException, match="one of sql_table, sql_query"):
        SqlDataReference(ws.get_default_datastore(), "people")


def test_an_output_dataset_of_one_step_is_the_input_of_another(ws):
    from azureml.data import OutputFileDatasetConfig

    written = OutputFileDatasetConfig("clean", destination=(ws.get_default_datastore(), "clean"))
    first = step("first", arguments=["--out", written])
    second = step("second", arguments=["--in", written.as_input("clean_in").as_mount()])
    pipeline = Pipeline(ws, [second])
    assert pipeline.validate() == [] and pipeline.graph.order() == ["first", "second"]
    nodes = {node["id"]: node for node in pipeline.to_json()["nodes"]}
    assert nodes["first"]["arguments"][1] == {"output": "clean"}
    assert nodes["second"]["arguments"][1] == {"input": "clean_in"}
    assert first.outputs == [written]
    apart = OutputFileDatasetConfig("apart")
    pipeline = Pipeline(
        ws, [step("reader", inputs=[apart.as_input()]), step("writer", arguments=["--out", apart.as_upload()])]
    )
    assert ends(pipeline) == [("writer", "reader", "apart")] and pipeline.validate() == []


def test_a_dataset_from_outside_is_an_input_that_nobody_writes(ws, work):
    from azureml.core import Dataset

    (work / "rows.csv").write_text("a\n1\n")
    store = ws.get_default_datastore()
    store.upload_files(["rows.csv"], show_progress=False)
    rows = Dataset.File.from_files((store, "rows.csv")).as_named_input("rows").as_mount()
    pipeline = Pipeline(ws, [step(arguments=["--in", rows], inputs=[rows])])
    assert pipeline.validate() == [] and pipeline.to_json()["edges"] == []
    assert pipeline.to_json()["nodes"][0]["inputs"][0]["name"] == "rows"
