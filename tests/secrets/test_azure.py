"""What opens doors in Azure is in no text of ours: tokens, signatures and passwords, however a request ends."""

import copy
import logging
import pickle
import traceback

import pytest

from amlwidgets.backend.rest import Cloud, open_azure
from amlwidgets.resources.errors import AzureMLException, ValidationException
from amlwidgets.resources.records import RunSpec
from amlwidgets.sdk import authentication
from amlwidgets.sdk.hidden import Hidden
from tests.azure.double import TOKEN_MARK, AzureDouble
from tests.secrets.planted import Planted

ENDS = (
    {},
    {"status": 401},
    {"status": 403, "body": b'{"error": {"code": "Forbidden", "message": "no"}}'},
    {"status": 404},
    {"status": 500, "times": 9},
    {"status": 200, "body": b"no json"},
    {"cut": True, "times": 9},
)


@pytest.fixture
def azure():
    with AzureDouble() as double:
        yield double


def asked(backend, run):
    """Everything that leads to a request, of every host."""
    yield lambda: backend.get_run(run)
    yield backend.list_runs
    yield backend.list_datastores
    yield lambda: backend.list_run_files(run)
    yield lambda: backend.open_run_file(run, "user_logs/std_log.txt").read()
    yield lambda: backend.list_files("workspaceblobstore", "")
    yield lambda: backend.submit("digits", RunSpec(command="true", environment={"name": "sk", "version": "3"}))
    yield lambda: backend.get_run("none")


@pytest.mark.parametrize("end", ENDS, ids=[str(index) for index in range(len(ENDS))])
def test_no_error_no_log_and_no_repr_tells_a_token_or_a_signature(azure, caplog, monkeypatch, end):
    monkeypatch.setattr("time.sleep", lambda _: None)
    caplog.set_level(logging.DEBUG)
    azure.state.add_job("j")
    azure.state.move("j", "Running")
    azure.state.log("j", "hello\n")
    backend = open_azure(azure.ws, azure.credential(), cloud=Cloud(arm=azure.arm_url))
    told = [repr(backend), str(vars(backend))]
    for ask in asked(backend, "j"):
        if end:
            azure.faults.add("", "/", headers={"Retry-After": "0"}, **end)
        try:
            told.append(repr(ask()))
        except AzureMLException as error:
            told += ["".join(traceback.format_exception(error)), repr(error), str(error), str(error.to_json())]
            told += [repr(error.details), repr(pickle.dumps(error.args))]
        azure.faults.clear()
    backend.close()
    told += [f"{record.name} {record.getMessage()}" for record in caplog.records]
    planted = Planted()
    planted.learn("token", TOKEN_MARK)
    for number, seen in enumerate(azure.requests):
        if seen.query.get("sig"):
            planted.learn(f"signature {number}", seen.query["sig"])
    assert any(seen.headers.get("Authorization") for seen in azure.requests)
    assert not [hit for text in told for hit in planted.search(text[:300], text.encode())]


def ways(planted):
    yield authentication.ServicePrincipalAuthentication("tenant", "id", planted("service principal"))
    yield authentication.ArmTokenAuthentication(planted("arm token"))
    yield authentication.AzureMLTokenAuthentication(planted("workspace token"))
    token = planted("audience token")
    yield authentication.TokenAuthentication(lambda _audience: token)
    yield Hidden(planted("hidden"))


def test_what_signs_in_is_told_by_no_text_pickle_or_traceback():
    planted = Planted()
    for way in ways(planted):
        told = [repr(way), str(way), f"{way!r:>9}", repr(vars(way)) if hasattr(way, "__dict__") else ""]
        told += [repr(copy.copy(way)), repr(copy.deepcopy(way))]
        if not isinstance(way, authentication.TokenAuthentication):
            told.append(pickle.dumps(way).decode("latin-1"))
        try:
            raise ValidationException("wrong")
        except ValidationException as error:
            found = traceback.TracebackException.from_exception(error, capture_locals=True)
            told += [line for line in found.format() if "planted" not in line]
        assert not [hit for text in told for hit in planted.search(text[:200], text.encode("utf-8"))]


def test_a_token_in_place_of_what_gives_one_is_not_quoted():
    planted = Planted()
    with pytest.raises(ValidationException, match="expected a function") as refused:
        authentication.TokenAuthentication(planted("token"))
    assert not planted.search("error", str(refused.value).encode())
