"""What is taken as JSON, whoever stands at the door."""

import json

import pytest

from amlwidgets.gateway.replies import read_json


@pytest.mark.parametrize("value", [{"a": ["é", "\U0001f600", None, 1.5]}, [], "\\ud800 is only text"])
@pytest.mark.parametrize("ascii", [True, False])
def test_json_is_read(value, ascii):
    assert read_json(json.dumps(value, ensure_ascii=ascii).encode("utf-8")) == value


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "\\ud800"}',
        b'{"\\uDFFF": 1}',
        b'{"name": "\xed\xa0\x80"}',
        json.dumps({"utf": 16}).encode("utf-16"),
        b'{"a": "\xff"}',
        b"{",
        b"",
    ],
)
def test_what_cannot_be_stored_as_text_is_no_json(body):
    with pytest.raises(ValueError):
        read_json(body)
