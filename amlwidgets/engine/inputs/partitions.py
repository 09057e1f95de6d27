"""partition_format: columns that are read from the paths of files."""

import re
from datetime import datetime
from typing import Any, Dict, List, Pattern, Tuple

from amlwidgets.resources.errors import UserErrorException, ValidationException

_PIECE = re.compile(r"\{([^{}]*)\}|\*")
_UNITS = (("yyyy", "%Y", r"\d{4}"), ("MM", "%m", r"\d{2}"), ("dd", "%d", r"\d{2}"), ("HH", "%H", r"\d{2}"),
          ("mm", "%M", r"\d{2}"), ("ss", "%S", r"\d{2}"))  # fmt: skip

Format = Tuple[Pattern[str], Dict[str, str]]
"""What paths end with, and how the text of each column that is a time is read."""


def compiled(partition_format: str) -> Format:
    """A format such as '{country}/{day:yyyy/MM/dd}/data.csv', as what a path has to end with.

    Raises ValidationException for one without columns, or with a name that is none.
    """
    expression: List[str] = []
    times: Dict[str, str] = {}
    names: List[str] = []
    at = 0
    for piece in _PIECE.finditer(partition_format):
        expression.append(re.escape(partition_format[at : piece.start()]))
        at = piece.end()
        if piece[1] is None:
            expression.append("[^/]*")
            continue
        name, _, form = piece[1].partition(":")
        if not name.strip() or name in names:
            raise _wrong(partition_format)
        names.append(name)
        body, reading = _time(form) if form else ("[^/]+?", "")
        expression.append(f"(?P<c{len(names) - 1}>{body})")
        times[name] = reading
    if not names:
        raise _wrong(partition_format)
    expression.append(re.escape(partition_format[at:]))
    return re.compile("".join(expression) + r"\Z", re.DOTALL), times


def columns(found: Format, path: str, partition_format: str) -> Dict[str, Any]:
    """The columns of one path. Raises UserErrorException for a path of another form."""
    pattern, times = found
    match = pattern.search("/" + path.lstrip("/"))
    if match is not None:
        try:
            return {
                name: datetime.strptime(match[f"c{index}"], form) if form else match[f"c{index}"]  # noqa: DTZ007
                for index, (name, form) in enumerate(times.items())
            }
        except ValueError:
            pass
    raise UserErrorException(
        f"The path {path!r} does not end with partition_format {partition_format!r}.",
        remedy="Give the format from the first column to the end of the path; * stands for what varies otherwise.",
    )


def _time(form: str) -> Tuple[str, str]:
    body, reading = re.escape(form), form.replace("%", "%%")
    for unit, code, digits in _UNITS:
        body, reading = body.replace(unit, digits), reading.replace(unit, code)
    return body, reading


def _wrong(partition_format: str) -> ValidationException:
    return ValidationException(
        f"partition_format is {partition_format!r}; expected columns in braces, each once, such as "
        "'{country}/{day:yyyy/MM/dd}/data.csv'."
    )
