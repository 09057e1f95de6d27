"""A RunFilter as SQL. Every value travels as a parameter; the clauses hold no outside text."""

from typing import Any, List, Mapping, Tuple

from amlwidgets.resources.records import RunFilter

_MATCHES = tuple(f"{column} LIKE ? ESCAPE '\\'" for column in ("run_id", "name", "experiment", "target"))

_LONGEST_PATTERN = 50_000
"""Bytes; SQLite refuses longer ones, and no name is that long."""


def where_clause(which: RunFilter) -> Tuple[str, List[Any]]:
    """`WHERE ...` and its values; ('', []) when nothing is filtered."""
    clauses: List[str] = []
    values: List[Any] = []
    for column in ("experiment", "target", "type", "parent"):
        wanted = getattr(which, column)
        if wanted is not None:
            clauses.append(f"{column} = ?")
            values.append(wanted)
    if which.parent is None and not which.include_children:
        clauses.append("parent IS NULL")
    if which.states is not None:
        clauses.append(f"state IN ({', '.join('?' * len(which.states))})")
        values.extend(state.value for state in which.states)
    if which.search:
        pattern = _containing(which.search)
        fits = len(pattern.encode(errors="replace")) <= _LONGEST_PATTERN
        clauses.append(f"({' OR '.join(_MATCHES)})" if fits else "FALSE")
        values.extend([pattern] * len(_MATCHES) if fits else [])
    if which.archived is not None:
        clauses.append("archived = ?")
        values.append(int(which.archived))
    for key in ("tags", "properties"):
        for clause, found in _labels(key, getattr(which, key)):
            clauses.append(clause)
            values.extend(found)
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), values


def _labels(key: str, wanted: Any) -> List[Tuple[str, List[Any]]]:
    """Clauses for tags or properties: a name that must be there, or names with their values (behaviours 31)."""
    if not wanted:
        return []
    pairs = dict(wanted) if isinstance(wanted, dict) else {wanted: None}
    clauses: List[Tuple[str, List[Any]]] = []
    for name, value in pairs.items():
        # The index has the names: JSON is taken apart of rows alone that have this one.
        clauses.append(("instr(labels, ?) > 0", [label_names({name: value})]))
        each = f"SELECT 1 FROM json_each(detail, '$.{key}') WHERE key = ?"
        if value is None:
            clauses.append((f"EXISTS ({each})", [name]))
        else:
            clauses.append((f"EXISTS ({each} AND value = ?)", [name, str(value)]))
    return clauses


def label_names(*labels: Mapping[str, Any]) -> str:
    """The names of tags and properties as a run's row has them, each between two line ends."""
    return "\n" + "".join(f"{name}\n" for each in labels for name in each)


def _containing(text: str) -> str:
    """The pattern of what contains a text."""
    return "%" + "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in text) + "%"
