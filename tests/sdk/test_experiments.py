"""Experiments: when one was archived, and the one that a folder was attached to (behaviour 20)."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.experiment import Experiment


def test_when_it_was_archived(experiment):
    assert experiment.archived_time is None
    experiment.archive()
    assert timedelta() <= datetime.now(timezone.utc) - experiment.archived_time < timedelta(minutes=1)
    experiment.refresh()
    experiment.reactivate()
    assert experiment.archived_time is None


@pytest.mark.parametrize("kind", ["experiments", "projects"])
def test_of_a_folder(ws, work, kind):
    (work / ".azureml").mkdir()
    (work / "deep").mkdir()
    scope = f"{ws.get_details()['id']}/{kind}/digits"
    (work / ".azureml" / "project.json").write_text(json.dumps({"Id": "x", "Scope": scope}))
    for path in (work, work / "deep"):
        found = Experiment.from_directory(path)
        assert (found.name, found.workspace.get_details()["id"]) == ("digits", ws.get_details()["id"])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Scope": 5}', '{"Scope": "/subscriptions/../digits"}'])
def test_a_folder_that_names_none(ws, work, text):
    with pytest.raises(UserErrorException, match=r"expected a folder with \.azureml/project\.json"):
        Experiment.from_directory(work)
    (work / "project.json").write_text(text)
    with pytest.raises(UserErrorException, match=r"project\.json' (cannot be used|names no experiment)"):
        Experiment.from_directory(work)
