"""Whatever is asked of the tracking routes is answered: by a value or by an error in MLflow's shape."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amlwidgets.backend import open_workspace
from amlwidgets.service.answer import FileContent
from amlwidgets.service.mlflow.routes import ROUTES
from amlwidgets.service.router import Router
from amlwidgets.service.workspaces import only

KEYS = (
    "run_id experiment_id experiment_ids name key value step timestamp metrics params tags filter order_by max_results "
    "page_token path status end_time start_time run_name view_type run_view_type new_name model_json source_run_id "
    "metric_key experiment_name"
).split()
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["0", "Default", "the-run", "NaN", "FINISHED", "KILLED", "ALL", "metrics.a < 1", "a", "..", "\0"]
    ),
)
PAIRS = st.fixed_dictionaries({"key": LEAVES, "value": LEAVES}, optional={"step": LEAVES, "timestamp": LEAVES})
VALUES = st.recursive(LEAVES | PAIRS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
BODIES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6) | VALUES
SEGMENTS = st.sampled_from(
    ["the-run", "none", "..", "a%00b", "m-the-run.0", "%FF", "x" * 300, "m-.1", "the-run%2Fa"]
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(route=st.sampled_from(ROUTES), body=BODIES, segment=SEGMENTS)
def test_no_request_is_a_fault_of_the_server(home, route, body, segment) -> None:
    backend = open_workspace()
    _a_run_is_there(backend)
    parts = backend.workspace.arm_id.split("/")
    known = {
        "version": "v2.0",
        "subscription": parts[2],
        "group": parts[4],
        "workspace": parts[8],
        "name": segment,
    }
    path = route.pattern.replace("{path...}", f"the-run/{segment}").format_map(known)
    query = (
        {key: str(value) for key, value in body.items()} if route.verb == "GET" and isinstance(body, dict) else {}
    )
    content = b"content" if route.upload else None if route.verb == "GET" else body
    answer = Router(only(backend)).answer(route.verb, path, query, content)
    assert answer.status in (200, 400, 404), (route, answer)
    if answer.status != 200:
        assert set(answer.body) in ({"error_code", "message"}, {"error"})
    elif isinstance(answer.body, FileContent):
        answer.body.file.close()
    else:
        assert "NaN" not in answer.text().replace('"NaN', "")
    backend.close()


def _a_run_is_there(backend) -> None:
    from amlwidgets.resources.errors import ResourceExists

    try:
        backend.start_interactive("Default", run_id="the-run", owned=False)
    except ResourceExists:
        return
