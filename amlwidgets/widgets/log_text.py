"""A log's bytes as the plain text a person would have seen in a terminal."""

import re

_ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, links
    r"|\x1b[@-Z\\-_]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain_lines(text: str, count: int, longest: int = 400) -> list[str]:
    """The last `count` lines without colours and control characters, each cut at `longest` characters.

    Of a line that was overwritten by carriage returns (a progress bar) the last state remains.
    """
    lines = [_ANSI.sub("", line).rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    if lines and not lines[-1]:
        lines.pop()
    kept = [_CONTROL.sub("\N{REPLACEMENT CHARACTER}", line) for line in lines[-count:]] if count else []
    return [line if len(line) <= longest else f"{line[:longest]}…" for line in kept]
