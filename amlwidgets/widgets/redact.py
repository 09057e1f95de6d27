"""What is taken out of a run before anything of it is saved in a notebook, which people share and publish."""

import re
from typing import Any

HIDDEN = "•••"

UNSAVED = ("arguments", "command", "environment", "properties")
"""Fields of the run document that never go into a notebook: passwords are passed as arguments every day."""

_PATTERNS = (
    # A signature or key as a parameter of an address or connection string.
    (
        re.compile(
            r"(?i)\b(sig|se|st|skoid|sktid|AccountKey|SharedAccessKey|SharedAccessSignature)=[^\s;&\"'<>]+"
        ),
        r"\1=",
    ),
    # name=value and name: value, where the name says that the value is secret.
    (
        re.compile(
            r"(?i)((?:[a-z0-9]+[_-])*(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|credentials?)"
            r"[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
        ),
        r"\1",
    ),
    (re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 "),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)"), r"\1"),
)


def redact(text: str) -> str:
    """A text with what looks like a key, token, password or signature replaced by dots."""
    for pattern, kept in _PATTERNS:
        text = pattern.sub(kept + HIDDEN, text)
    return text


def redact_all(value: Any) -> Any:
    """The same for every text in a JSON value; a value under a name that says it is secret is hidden whole."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redact_item(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [redact_all(item) for item in value]
    return value


def _redact_item(key: str, value: Any) -> Any:
    names_secret = redact(f"{key}=x") != f"{key}=x"
    return HIDDEN if names_secret and isinstance(value, str) and value else redact_all(value)


def summary(document: dict[str, Any]) -> dict[str, Any]:
    """A run document as a notebook may keep it."""
    kept: dict[str, Any] = redact_all({key: value for key, value in document.items() if key not in UNSAVED})
    return kept
