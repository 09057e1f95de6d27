"""Every error has its status."""

import inspect

from amlwidgets.resources import errors
from amlwidgets.service.statuses import STATUSES, error_answer, error_body, status_of

ALL = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.AzureMLException)
]


def test_every_class_of_the_tree_is_mapped_by_itself():
    assert set(STATUSES) == set(ALL)


def test_every_class_becomes_an_answer_with_its_code():
    for kind in ALL:
        answer = error_answer(kind("what happened", remedy="what to do"))
        assert answer.status == STATUSES[kind] and 400 <= answer.status < 600
        assert answer.body["error"] == {"code": kind.code, "message": "what happened", "remedy": "what to do"}


def test_a_class_that_is_added_below_one_of_them_has_its_status():
    class Special(errors.ResourceNotFound):
        pass

    assert status_of(Special("x")) == 404


def test_what_is_not_ours_is_not_told_outside():
    body = error_body(KeyError("the secret"))
    assert body["code"] == "InternalError" and "secret" not in str(body)
