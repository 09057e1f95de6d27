"""Secrets are found where they were put, in the one answer that gives one out, and nowhere else."""

import os
import stat

import pytest

from amlwidgets.service.routes import ROUTES
from tests.secrets.planted import Planted

pytestmark = [
    pytest.mark.xdist_group("secrets"),  # one walk for them all
    pytest.mark.timeout(900),  # it is the first one's
]

AT_REST = ("/secrets/", "/engine/token")
"""Where secrets lie: their own folder, and the token of the workspace's MLflow routes."""

OF_THE_USERS_TERMINAL = {"index", "proxy", "another mlflow"}
"""What every process inherits from the terminal that it was started in."""


def at_rest(where):
    return where.startswith("file ") and any(place in f"/{where[5:]}" for place in AT_REST)


def of_datastores(walked):
    """The places of datastores that took a secret and kept it."""
    given = {place for place in walked.planted.values if place.startswith("datastore ")}
    return given - {"datastore certificate"}


VISIBLE = {"tag", "argument", "query"}
"""What users put where everybody looks, with no name that says it is secret: it must be found by the same walk."""


def test_nothing_secret_is_found_anywhere_else(walked):
    found = [hit for hit in walked.hits if hit.place not in VISIBLE and not at_rest(hit.where)]
    assert sorted(f"{hit.place} ({hit.form}): {hit.where}" for hit in found) == []
    assert {hit.place for hit in walked.secrets_answer} == {"signature"} | of_datastores(walked)


def test_what_is_to_be_given_out_was_kept_and_given(walked):
    kept = {hit.place for hit in walked.hits if at_rest(hit.where)}
    assert kept == {
        "databricks",
        "keyvault",
        "environment",
        "variable",
        "variable url",
        "other server",
        "gateway",
        "job variable",
        "record variable",
        *of_datastores(walked) - {"datastore by cli"},  # of which the name of a file is kept
    }
    assert walked.given


def test_the_walk_went_everywhere(walked):
    asked = {f"{route.verb} {route.pattern}" for route in ROUTES}
    assert asked == set(walked.asked)
    answered = {name for name, statuses in walked.asked.items() if any(status < 400 for status in statuses)}
    assert len([name for name in answered if name.startswith("GET")]) > 30
    unforeseen = [status for statuses in walked.asked.values() for status in statuses if status >= 500]
    assert set(unforeseen) <= {501, 503}, "but for databases, which have no files, and places where nobody answers"
    kinds = "text check read refusal root live gateway notebook comm command argv file".split()
    assert all(walked.counts[kind] for kind in [*kinds, "jupyter log"])


def test_the_walk_finds_what_is_visible(walked):
    """The walk can fail, and in each of its parts."""
    seen = {place: {kind for kind, of in walked.by_kind.items() if place in of} for place in VISIBLE}
    assert seen["tag"] >= {"read", "root", "live", "gateway", "notebook", "comm", "file"}
    assert seen["argument"] >= {"text", "read", "live", "argv", "notebook", "comm", "file"}
    assert seen["query"] == {"jupyter log"}


def test_what_lies_there_is_for_its_owner_alone(walked):
    for hit in walked.hits:
        if at_rest(hit.where):
            path = walked.home / hit.where[5:]
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o600, path
            assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700, path


def test_processes_have_what_is_theirs_alone(walked):
    mine = os.getpid()
    told = {
        pid: places - OF_THE_USERS_TERMINAL - VISIBLE for pid, places in walked.environments.items() if pid != mine
    }
    server = told.pop(walked.pids["server"])
    assert server == {"jupyter token"}
    allowed = [set(), {"gateway"}, {"gateway", "variable", "variable url"}]
    assert all(places in allowed for places in told.values()), told
    # The run that was given them, and no process of the other workspace.
    assert sum("variable" in places for places in told.values()) == 1
    assert not [pid for pid, places in told.items() if "keyvault" in places]


@pytest.mark.parametrize("form", ["plain", "percent", "json", "base64", "hex"])
def test_the_search_finds_what_is_there(form):
    import base64

    planted = Planted()
    secret = planted("x")
    content = {
        "plain": f'{{"tags": "{secret}"}}',
        "percent": "".join(f"%{ord(letter):02X}" for letter in secret),
        "json": "".join(f"\\u{ord(letter):04x}" for letter in secret),
        "base64": base64.b64encode(f"ada:{secret}:end".encode()).decode(),
        "hex": secret.encode().hex(),
    }[form]
    assert {hit.place for hit in planted.search("here", content.encode())} == {"x"}
    assert not planted.search("here", b"S3CRET-x-0000")
