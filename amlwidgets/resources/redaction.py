"""What looks like a key, a token, a password or a signature: told by names, and by the shape of values."""

import re
from typing import Any

HIDDEN = "•••"
"""What is shown in place of a secret."""

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
            r"(?i)((?:[a-z0-9]+[_-])*(?:password|passwd|pwd|passphrase|secret|token|credentials?"
            r"|(?:api|access|account|storage|private|ssh)[_-]?key|connection[_-]?string)"
            r"[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
        ),
        r"\1",
    ),
    (re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 "),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)"), r"\1"),
)

_MAY_HOLD = re.compile(r"(?i)variables|secrets|credentials|keys|password|token")
"""Fields that are secret, or full of what may be."""

_HOLDERS = ("credentials", "keys", "secrets")
"""Fields that ARM keeps secrets in."""

_LAST_WORDS = re.compile(r"(?i)(?:^|[_-])(?:key|pat|sas|auth)\Z")
"""Ends of names that say so of a variable; in a line of a log they would hide too much."""


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
    told_outright = isinstance(value, (str, list)) and value
    named = names_secret(str(key)) or str(key).lower() in _HOLDERS
    return HIDDEN if told_outright and named else redact_all(value)


def is_secret(name: str, value: str) -> bool:
    """Whether a variable is one to hide: its name says so, or its value has a password or signature in it."""
    return bool(value) and (bool(_LAST_WORDS.search(name)) or names_secret(name) or redact(value) != value)


def told(name: str, value: Any) -> str:
    """A wrong value as an error may quote it: only its type where the field's name says that it may be secret."""
    return type(value).__name__ if _MAY_HOLD.search(name) or names_secret(name) else repr(redact_all(value))


def names_secret(name: str) -> bool:
    """Whether a name says that its value is secret."""
    return redact(f"{name}=x") != f"{name}=x"
