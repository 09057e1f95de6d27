"""Bytes that may be text."""

import codecs
from typing import Optional

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\b\x1b")
_FEW = 0.01
"""The share of control characters above which bytes in no known encoding are taken for no text."""


def decoded(head: bytes, *, truncated: bool) -> Optional[str]:
    """The text of a file's first bytes, None for what is none. `truncated`: its last character may be cut.

    By its byte order mark, else UTF-8, else Latin-1, in which any bytes are some text.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return _strictly(head, encoding, truncated=truncated, mark=mark)
    if b"\0" in head:
        return None
    text = _strictly(head, "utf-8", truncated=truncated)
    if text is None and not _is_binary(head):
        text = head.decode("latin-1")
    return text


def _strictly(head: bytes, encoding: str, *, truncated: bool, mark: bytes = b"") -> Optional[str]:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=not truncated)
    except UnicodeDecodeError:
        return None
    return text.lstrip("\ufeff") if mark else text


def _is_binary(head: bytes) -> bool:
    return sum(byte in _CONTROLS for byte in head) > _FEW * len(head)


def whole_lines(text: str) -> str:
    """Without what comes after the last end of a line; all of it where there is none."""
    end = text.rfind("\n")
    return text if end < 0 else text[: end + 1]
