"""The double itself: what it answers must be what Azure documents, or tests against it prove nothing."""

import json
import urllib.error
import urllib.request

import pytest

from tests.azure.double import ARM_AUDIENCE, STORAGE_AUDIENCE, AzureDouble

VERSION = "api-version=2025-12-01"


@pytest.fixture
def azure():
    with AzureDouble() as double:
        yield double


def ask(azure, url, method="GET", body=None, audience=ARM_AUDIENCE, **headers):
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    if audience:
        request.add_header("Authorization", f"Bearer {azure.issue(audience)}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def test_a_token_is_good_for_its_audience_and_until_it_expires(azure):
    url = f"{azure.arm_url}{azure.ws}?{VERSION}"
    token = azure.issue(ARM_AUDIENCE + "/.default")
    assert ask(azure, url, audience=None, Authorization=f"Bearer {token}")[0] == 200
    assert ask(azure, url, audience=STORAGE_AUDIENCE)[0] == 401
    azure.expire_tokens()
    status, _, headers = ask(azure, url, audience=None, Authorization=f"Bearer {token}")
    assert status == 401 and headers["WWW-Authenticate"].startswith("Bearer")


def test_lists_come_in_pages(azure):
    for number in range(4):
        azure.state.add_job(f"job{number}")
    _, first, _ = ask(azure, f"{azure.arm_url}{azure.ws}/jobs?{VERSION}")
    page = json.loads(first)
    _, second, _ = ask(azure, page["nextLink"])
    names = [job["name"] for job in page["value"] + json.loads(second)["value"]]
    assert names == ["job3", "job2", "job1", "job0"] and "nextLink" not in json.loads(second)


def test_a_compute_is_made_by_a_long_operation(azure):
    body = {
        "location": "eastus",
        "properties": {"computeType": "AmlCompute", "properties": {"vmSize": "STANDARD_NC6"}},
    }
    url = f"{azure.arm_url}{azure.ws}/computes/new?{VERSION}"
    status, made, headers = ask(azure, url, "PUT", body)
    assert status == 201 and json.loads(made)["properties"]["provisioningState"] == "Creating"
    states = [json.loads(ask(azure, headers["Azure-AsyncOperation"])[1])["status"] for _ in range(2)]
    assert states == ["InProgress", "Succeeded"] and headers["Retry-After"] == "0"
    assert json.loads(ask(azure, url)[1])["properties"]["provisioningState"] == "Succeeded"


def test_a_log_is_read_by_its_signed_url(azure):
    azure.state.add_job("j")
    azure.state.log("j", "hello\n")
    _, details, _ = ask(azure, f"{azure.data_url}/history/v1.0{azure.ws}/runs/j/details")
    url = json.loads(details)["logFiles"]["user_logs/std_log.txt"]
    assert ask(azure, url, audience=None)[:2] == (200, b"hello\n")
    assert ask(azure, url, audience=None, x_ms_range="bytes=2-")[:2] == (206, b"llo\n")
    assert ask(azure, url, audience=None, x_ms_range="bytes=6-")[0] == 416
    assert ask(azure, url.partition("?")[0], audience=None)[0] == 403


def test_faults_come_once_each(azure):
    azure.faults.add("arm", "/computes", status=429, headers={"Retry-After": "7"})
    azure.faults.add("arm", "/computes", cut=True)
    url = f"{azure.arm_url}{azure.ws}/computes?{VERSION}"
    status, _, headers = ask(azure, url)
    assert (status, headers["Retry-After"]) == (429, "7")
    with pytest.raises(Exception, match="IncompleteRead"):
        ask(azure, url)
    assert ask(azure, url)[0] == 200 and azure.count("arm", "/computes") == 3


def test_metrics_of_a_run_are_read_in_pages(azure):
    azure.state.add_job("j")
    for step in range(3):
        azure.state.metric("j", "loss", float("nan") if step == 1 else step, step)
    root = f"{azure.data_url}/mlflow/v2.0{azure.ws}/api/2.0/mlflow/metrics/get-history?run_id=j&metric_key=loss&max_results=2"
    first = json.loads(ask(azure, root)[1])
    assert [m["value"] for m in first["metrics"]] == [0, "NaN"]
    second = json.loads(ask(azure, f"{root}&page_token={first['next_page_token']}")[1])
    assert [m["step"] for m in second["metrics"]] == [2] and "next_page_token" not in second
