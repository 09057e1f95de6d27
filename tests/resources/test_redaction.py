"""What is hidden before anything is saved in a notebook, and what is not."""

import pytest

from amlwidgets.resources.redaction import HIDDEN, is_secret, redact, redact_all


@pytest.mark.parametrize(
    "text",
    [
        "https://a.blob/x?sv=2020&sig=SECRET%3D&x=1",
        "DefaultEndpointsProtocol=https;AccountKey=SECRET==;EndpointSuffix=y",
        "password=SECRET",
        "DB_PASSWORD: 'SECRET with spaces'",
        '{"client_secret": "SECRET"}',
        "api-key = SECRET",
        "HF_TOKEN=SECRET next",
        "Authorization: Bearer SECRETSECRET",
        "postgres://user:SECRET@host/db",
    ],
)
def test_keys_tokens_and_passwords_are_hidden(text):
    assert "SECRET" not in redact(text)
    assert HIDDEN in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "epoch 3 loss=0.25 accuracy: 0.97",
        "see https://example.org/a?page=2",
        "tokenizing 3000 words",
        "significant=1",
    ],
)
def test_ordinary_lines_stay_as_they_are(text):
    assert redact(text) == text


def test_nested_values_and_secret_names_are_hidden():
    value = {"tags": {"api_key": "SECRET", "lr": "0.1"}, "list": ["sig=SECRET", 3, None]}
    assert redact_all(value) == {"tags": {"api_key": HIDDEN, "lr": "0.1"}, "list": [f"sig={HIDDEN}", 3, None]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HF_TOKEN", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AZURE_STORAGE_KEY", "x"),
        ("clientSecret", "x"),
        ("GITHUB_PAT", "x"),
        ("HTTPS_PROXY", "http://ada:x@proxy:8080"),
        ("WHERE", "https://a.blob/x?sig=x"),
    ],
)
def test_secret_variables(name, value):
    assert is_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKENIZERS_PARALLELISM", "false"),
        ("MAX_TOKENS", "512"),
        ("KEYBOARD", "x"),
        ("HF_TOKEN", ""),
        ("HTTPS_PROXY", "http://proxy:8080"),
    ],
)
def test_ordinary_variables(name, value):
    assert not is_secret(name, value)
