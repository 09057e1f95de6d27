"""A RunFilter as SQL. Every value travels as a parameter; the clauses hold no outside text."""

from typing import Any, List, Tuple

from amlwidgets.resources.records import RunFilter


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
        clauses.append("instr(lower(run_id || ' ' || name || ' ' || experiment || ' ' || target), ?) > 0")
        values.append(which.search.lower())
    if which.archived is not None:
        clauses.append("coalesce(json_extract(detail, '$.archived'), 0) = ?")
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
        each = f"SELECT 1 FROM json_each(detail, '$.{key}') WHERE key = ?"
        if value is None:
            clauses.append((f"EXISTS ({each})", [name]))
        else:
            clauses.append((f"EXISTS ({each} AND value = ?)", [name, str(value)]))
    return clauses
