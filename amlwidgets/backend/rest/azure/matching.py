"""A RunFilter for runs that a service cannot filter itself: the twin of store/run_query.py."""

from typing import Any, Mapping

from amlwidgets.resources.records import RunFilter, RunRecord


def fits(run: RunRecord, which: RunFilter) -> bool:
    """Whether a run is one of those that are wanted."""
    wanted = (
        (which.experiment, run.experiment),
        (which.target, run.spec.target),
        (which.type, run.type),
        (which.parent, run.parent),
        (which.archived, run.archived),
    )
    if any(value is not None and value != own for value, own in wanted):
        return False
    if which.parent is None and not which.include_children and run.parent is not None:
        return False
    if which.states is not None and run.state not in which.states:
        return False
    words = f"{run.run_id} {run.name} {run.experiment} {run.spec.target}".lower()
    if which.search and which.search.lower() not in words:
        return False
    return _has(run.tags, which.tags) and _has(run.properties, which.properties)


def _has(labels: Mapping[str, Any], wanted: Any) -> bool:
    if not wanted:
        return True
    pairs = wanted if isinstance(wanted, dict) else {wanted: None}
    return all(
        name in labels and (value is None or str(labels[name]) == str(value)) for name, value in pairs.items()
    )
