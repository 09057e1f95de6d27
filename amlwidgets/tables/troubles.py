"""What can be wrong with a file, said with the file's name and what to do."""

from typing import Any, List

from amlwidgets.engine.inputs.files import SourceFile
from amlwidgets.resources.errors import DatasetExecutionError

_SHOWN = 80


def unreadable(file: SourceFile, problem: Any) -> DatasetExecutionError:
    """A file that is not of its dataset's format."""
    return DatasetExecutionError(
        f"{file.shown} could not be read: {str(problem).splitlines()[0]}.",
        problem if isinstance(problem, BaseException) else None,
        remedy="Check the file, and the arguments by which the dataset says how it is read.",
    )


def ragged(file: SourceFile, row: Any) -> DatasetExecutionError:
    """A row of more or fewer columns than the others."""
    where = f"Row {row.number}" if row.number is not None else "A row"
    text = row.text if len(row.text) <= _SHOWN else f"{row.text[:_SHOWN]}…"
    return DatasetExecutionError(
        f"{file.shown} could not be read. {where} has {row.actual_columns} columns; expected "
        f"{row.expected_columns}: {text!r}.",
        remedy="Check separator; quoted values with line breaks need support_multi_line=True.",
    )


def undecoded(file: SourceFile, columns: List[str], encoding: str) -> DatasetExecutionError:
    """Bytes that are no text in the encoding that was given."""
    return DatasetExecutionError(
        f"{file.shown} could not be read: {', '.join(map(repr, columns)) or 'it'} holds bytes that are no "
        f"{encoding}.",
        remedy="Give encoding, for example encoding='latin1' or 'utf16'; all files must have the same.",
    )
